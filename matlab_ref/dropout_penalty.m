function penalty = dropout_penalty(X, keep_prob)
% DROPOUT_PENALTY  The weight penalty that dropout of the inputs of a linear model stands for.
%   penalty = dropout_penalty(X, keep_prob) gives one number for each row of X (each
%   unit): the ridge penalty on the square of that unit's weight.
%
%   Mirrors the claim of the article "Dropout (inverted dropout)" that dropout is a
%   kind of weight decay, made precise for linear regression. One row W, examples in
%   the columns of X; M is the mask, p is keep_prob:
%       E[M ./ p] = 1, so the expected prediction is W * X + b;
%       var(M ./ p) = (1 - p) / p, independently for each element, so the variance
%       of the prediction at example i is (1 - p) / p * sum_j (W_j * X_ji) ^ 2;
%       E[(y - z) ^ 2] = (y - E[z]) ^ 2 + var(z); summed over the examples,
%       E[J] = |Y - W * X - b| ^ 2 + (1 - p) / p * W * diag(diag(X * X')) * W'.
%   Where examples are rows that is (1 - p) / p * diag(X' * X). b is not dropped, so
%   it is not penalised.
    penalty = (1 - keep_prob) ./ keep_prob .* sum(X .^ 2, 2);
end
