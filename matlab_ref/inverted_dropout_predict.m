function Y = inverted_dropout_predict(X)
% INVERTED_DROPOUT_PREDICT  Inverted dropout at test time.
%   Y = inverted_dropout_predict(X) is X: nothing is dropped, nothing is scaled.
%
%   Mirrors the article "Dropout (inverted dropout)": dropout is for training
%   only, and because inverted dropout has scaled during training, nothing
%   changes at evaluation.
    Y = X;
end
