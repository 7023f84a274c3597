function J = computeCost(X, y, theta)
err = X * theta - y;
J = sum(err .^ 2) / (2 * length(y));
end
