function [X, mask] = inverted_dropout(X, keep_prob)
% INVERTED_DROPOUT  Forward pass of inverted dropout, in training.
%   [X, mask] = inverted_dropout(X, keep_prob) keeps each element of X with
%   probability keep_prob, sets the others to 0, and divides by keep_prob, so
%   that the expected value of X does not change.
%
%   Mirrors the three steps of the article "Dropout (inverted dropout)":
%   mask, elementwise multiply, divide by keep_prob. The gist that the article
%   links to (debcff1838abb8e00143d7ecf99283c9) compares with a literal 0.8
%   instead: see dropout_as_published.m.
    mask = rand(size(X)) < keep_prob;
    X = X .* mask;
    X = X ./ keep_prob;
end
