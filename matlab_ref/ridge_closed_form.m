function [W, b] = ridge_closed_form(X, Y, penalty)
% RIDGE_CLOSED_FORM  Fit the linear model by least squares with a penalty on each weight.
%   [W, b] = ridge_closed_form(X, Y, penalty) minimises
%   |Y - W * X - b| ^ 2 + W .^ 2 * penalty for each row of Y. The columns of X and Y
%   are examples; penalty is a column, one number for each row of X. b is not
%   penalised.
%
%   Mirrors the weight penalty of the article "Dropout (inverted dropout)".
    Z = [X; ones(1, size(X, 2))];
    A = Z * Z' + diag([penalty; 0]);
    theta = Y * Z' / A;
    W = theta(:, 1:end-1);
    b = theta(:, end);
end
