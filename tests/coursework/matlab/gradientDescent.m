function [theta, J_history] = gradientDescent(X, y, theta, alpha, num_iters)
%GRADIENTDESCENT Performs gradient descent to learn theta
%   theta = GRADIENTDESCENT(X, y, theta, alpha, num_iters) takes num_iters
%   gradient steps with learning rate alpha

m = length(y);
J_history = zeros(num_iters, 1);

for iter = 1:num_iters
    grad = (1 / m) * X' * (X * theta - y);
    theta = theta - alpha * grad;

    % Save the cost J in every iteration
    J_history(iter) = computeCost(X, y, theta);
end

end
