function [bias_squared, variance] = dropout_bias_variance(W, b, X, X_test, sigma, sets, iterations, keep_prob)
% DROPOUT_BIAS_VARIANCE  Bias and variance of the linear model that is trained with dropout.
%   [bias_squared, variance] = dropout_bias_variance(W, b, X, X_test, sigma, sets, iterations, keep_prob)
%   draws training sets from the truth W * X + b with normal noise of standard
%   deviation sigma, and fits each by least squares over as many iterations, each of
%   which drops other elements of X. It measures the predictions at the columns of
%   X_test, where nothing is dropped.
%
%   Mirrors the article "Dropout (inverted dropout)": dropout is for training only,
%   each iteration has a mask of its own, and the more is dropped, the higher the
%   bias and the lower the variance. With all units dropped Y = b.
    truth = W * X_test + b;
    Y_hat = zeros(sets, size(X_test, 2));
    X_seen = repmat(X, 1, iterations);
    for s = 1:sets
        Y = W * X + b + sigma .* randn(1, size(X, 2));
        X_dropped = inverted_dropout(X_seen, keep_prob);
        Y_seen = repmat(Y, 1, iterations);
        W_hat = linear_fit(X_dropped, Y_seen, b);
        Y_hat(s, :) = W_hat * X_test + b;
    end
    [bias_squared, variance] = bias_variance(Y_hat, truth);
end
