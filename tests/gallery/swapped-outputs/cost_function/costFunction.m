function [J, grad] = costFunction(theta, X, y)
%COSTFUNCTION Compute cost and gradient for logistic regression
m = length(y);
h = 1 ./ (1 + exp(-X * theta));
J = -(y' * log(h) + (1 - y)' * log(1 - h)) / m;
grad = X' * (h - y) / m;
end
