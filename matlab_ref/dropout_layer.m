function [Y, dropped] = dropout_layer(X, Probability)
% DROPOUT_LAYER  The rule that MATLAB documents for its dropoutLayer, in training.
%   [Y, dropped] = dropout_layer(X, Probability) sets an element of X to 0
%   where a draw is below Probability, the probability of being DROPPED, and
%   scales the others by 1 / (1 - Probability).
%
%   The same draws drop here what inverted_dropout.m keeps when it is given the
%   same number: its mask is the complement of this one. With Probability =
%   1 - keep_prob both keep as many on average, but not the same elements.
    dropped = rand(size(X)) < Probability;
    Y = X;
    Y(dropped) = 0;
    Y = Y .* (1 / (1 - Probability));
end
