function [bias_squared, variance] = linear_bias_variance(W, b, X, X_test, sigma, sets, kept)
% LINEAR_BIAS_VARIANCE  Bias and variance of the linear model without some of its units.
%   [bias_squared, variance] = linear_bias_variance(W, b, X, X_test, sigma, sets, kept)
%   draws training sets from the truth W * X + b with normal noise of standard
%   deviation sigma, one for each row of Y, fits each without the units where the
%   column kept is 0, and measures the predictions at the columns of X_test.
%
%   Mirrors the article "Dropout (inverted dropout)": with units dropped, only some
%   terms of W X remain; with all dropped Y = b, which has extremely high bias and
%   no variance. b is held: a b that were fitted too would keep its own variance,
%   sigma ^ 2 / size(X, 2) or more.
    truth = W * X_test + b;
    Y = W * X + b + sigma .* randn(sets, size(X, 2));
    W_hat = linear_fit(X .* kept, Y, b);
    Y_hat = W_hat * X_test + b;
    [bias_squared, variance] = bias_variance(Y_hat, truth);
end
