function dX = inverted_dropout_backward(dY, mask, keep_prob)
% INVERTED_DROPOUT_BACKWARD  Backward pass of inverted dropout.
%   dX = inverted_dropout_backward(dY, mask, keep_prob) carries the derivatives
%   dY of the cost by the output of inverted_dropout back to its input. mask and
%   keep_prob are those of the forward pass.
%
%   Mirrors the article "Dropout (inverted dropout)": a dropped unit takes no
%   part in the backward propagation of its iteration either, so the same mask
%   and the same division serve both directions.
    dX = dY .* mask;
    dX = dX ./ keep_prob;
end
