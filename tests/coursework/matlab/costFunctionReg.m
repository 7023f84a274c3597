function [J, grad] = costFunctionReg(theta, X, y, lambda)
%COSTFUNCTIONREG Cost and gradient for logistic regression with regularization

m = length(y);
h = sigmoid(X * theta);
shrink = theta;
shrink(1) = 0; % the intercept is not regularized

J = (1 / m) * sum(-y .* log(h) - (1 - y) .* log(1 - h)) ...
    + lambda / (2 * m) * sum(shrink .^ 2);
grad = (1 / m) * (X' * (h - y)) + (lambda / m) * shrink;

end
