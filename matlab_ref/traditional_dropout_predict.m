function X = traditional_dropout_predict(X, keep_prob)
% TRADITIONAL_DROPOUT_PREDICT  Traditional dropout at test time.
%   X = traditional_dropout_predict(X, keep_prob) drops nothing and multiplies
%   by keep_prob, so that X has the expected value that it had in training.
%
%   Mirrors the contrast that the article "Dropout (inverted dropout)" draws with
%   the dropout of Hinton et al., which scales at test time.
    X = X .* keep_prob;
end
