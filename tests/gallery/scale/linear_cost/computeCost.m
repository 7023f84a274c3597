function J = computeCost(X, y, theta)
%COMPUTECOST Cost of linear regression with parameters theta
m = length(y);
J = 0;
for i = 1:m
    h = X(i, :) * theta;
    J = J + (h - y(i))^2;
end
J = J / (2 * m);
end
