function [W_mean, b_mean] = dropout_gradient_descent(X, Y, keep_prob, rate, iterations)
% DROPOUT_GRADIENT_DESCENT  Train the linear model by gradient descent on dropped inputs.
%   [W_mean, b_mean] = dropout_gradient_descent(X, Y, keep_prob, rate, iterations)
%   drops other elements of X in each iteration and takes a step down the gradient
%   of half the mean squared error at what is left. Y is a row. W and b never come
%   to rest, because the masks go on changing; they move about the minimum of the
%   expected objective. Their mean over the iterations, each weighted by its number
%   so that the start is forgotten, comes to rest there.
%
%   Mirrors training with dropout in the article "Dropout (inverted dropout)": every
%   iteration trains another model, that of the units it keeps.
    W = zeros(1, size(X, 1));
    b = 0;
    W_mean = W;
    b_mean = b;
    for t = 1:iterations
        X_dropped = inverted_dropout(X, keep_prob);
        E = W * X_dropped + b - Y;
        W = W - rate .* (E * X_dropped') ./ size(X, 2);
        b = b - rate .* sum(E, 2) ./ size(X, 2);
        W_mean = W_mean + 2 ./ (t + 1) .* (W - W_mean);
        b_mean = b_mean + 2 ./ (t + 1) .* (b - b_mean);
    end
end
