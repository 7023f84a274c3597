function [theta, costs] = minimizeCost(costFcn, theta, options)
% Plain gradient descent on any function [J, grad] = costFcn(theta)
%   options.alpha, options.maxIter

costs = zeros(1, options.maxIter);
for k = 1:options.maxIter
    [J, grad] = costFcn(theta);
    costs(k) = J;
    theta = theta - options.alpha * grad;
end

end
