function J = computeCost(X, y, theta)
%COMPUTECOST Cost of using theta as the parameter for linear regression

m = length(y); % number of training examples
err = X * theta - y;
J = (err' * err) / (2 * m);

end
