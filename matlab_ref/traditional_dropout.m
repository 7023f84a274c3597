function [X, mask] = traditional_dropout(X, keep_prob)
% TRADITIONAL_DROPOUT  Forward pass of traditional dropout, in training.
%   [X, mask] = traditional_dropout(X, keep_prob) keeps each element of X with
%   probability keep_prob and sets the others to 0. Nothing is scaled here: that
%   is left to test time, to traditional_dropout_predict.m.
%
%   Mirrors the contrast that the article "Dropout (inverted dropout)" draws with
%   the dropout of Hinton et al.
    mask = rand(size(X)) < keep_prob;
    X = X .* mask;
end
