function [X, mask] = dropout_as_published(X, keep_prob)
% DROPOUT_AS_PUBLISHED  The gist's dropout with the defect it was published with.
%   [X, mask] = dropout_as_published(X, keep_prob) compares the draw with the
%   literal 0.8 and then divides by keep_prob, so the expected value of X is
%   multiplied by 0.8 / keep_prob: by 0.941 at the gist's keep_prob of 0.85.
%   Kept as the standing example of a defect that verification must catch; use
%   inverted_dropout.m.
%
%   Mirrors the function of the gist ml_dropout_inverted_dropout.m
%   (debcff1838abb8e00143d7ecf99283c9, last active 2022-01-15). The gist shows
%   its mask; here it is the second output.
    mask = rand(size(X)) < 0.8;
    X = X .* mask;
    X = X ./ keep_prob;
end
