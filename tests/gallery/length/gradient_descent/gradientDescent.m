function [theta, J_history] = gradientDescent(X, y, theta, alpha, num_iters)
%GRADIENTDESCENT Learn theta by num_iters steps with learning rate alpha
m = length(y);
J_history = zeros(num_iters, 1);
for iter = 1:num_iters
    delta = X' * (X * theta - y) / m;
    theta = theta - alpha * delta;
    J_history(iter) = computeCost(X, y, theta);
end
end
