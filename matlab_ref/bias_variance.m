function [bias_squared, variance] = bias_variance(Y_hat, truth)
% BIAS_VARIANCE  Bias squared and variance of predictions from many training sets.
%   [bias_squared, variance] = bias_variance(Y_hat, truth) takes a row of
%   predictions for each training set, a column for each test point, and the row of
%   true values. Both are means over the test points: of the squared distance
%   between the mean prediction and the truth, and of the variance of the
%   predictions (by n - 1).
%
%   Mirrors the terms bias (underfitting) and variance (overfitting) of the article
%   "Dropout (inverted dropout)".
    bias_squared = mean((mean(Y_hat, 1) - truth) .^ 2, 2);
    variance = mean(var(Y_hat, 0, 1), 2);
end
