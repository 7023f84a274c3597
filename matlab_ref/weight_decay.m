function [ridge, trained, J_expected, J_drawn] = weight_decay(W, b, X, keep_prob, draws, runs, rate, iterations)
% WEIGHT_DECAY  Dropout against weight decay, for linear regression.
%   A training set is drawn from the truth W * X + b with standard normal noise.
%   ridge is its fit [W, b] by ridge regression with the penalty that dropout stands
%   for; with keep_prob 1 that is least squares. Each row of trained is a fit by
%   gradient descent on dropped inputs, from other masks. At the ridge fit,
%   J_expected is the expected objective in closed form, and J_drawn the objective
%   of each draw of a mask.
%
%   Mirrors the claim of the article "Dropout (inverted dropout)" that dropout is a
%   kind of weight decay; the derivation stands in dropout_penalty.m.
    Y = W * X + b + randn(1, size(X, 2));
    penalty = dropout_penalty(X, keep_prob);
    [W_ridge, b_ridge] = ridge_closed_form(X, Y, penalty);
    ridge = [W_ridge, b_ridge];
    trained = zeros(runs, numel(ridge));
    for r = 1:runs
        [W_mean, b_mean] = dropout_gradient_descent(X, Y, keep_prob, rate, iterations);
        trained(r, :) = [W_mean, b_mean];
    end
    J_expected = dropout_expected_objective(W_ridge, b_ridge, X, Y, keep_prob);
    J_drawn = dropout_objective(W_ridge, b_ridge, X, Y, keep_prob, draws);
end
