function [Y, mask] = dropout_by_rate(X, rate)
% DROPOUT_BY_RATE  Dropout by a rate, as MatConvNet's vl_nndropout computes it.
%   [Y, mask] = dropout_by_rate(X, rate) keeps an element of X where a draw is
%   at least rate, the share that is DROPPED. The mask holds the scale, so the
%   backward pass is dY .* mask and nothing else.
%
%   Older versions of that library documented the rate as the share that is
%   KEPT: a script written for those and run with a newer one keeps the other
%   share. At a rate of 0.5 nobody notices.
    mask = (rand(size(X)) >= rate) ./ (1 - rate);
    Y = X .* mask;
end
