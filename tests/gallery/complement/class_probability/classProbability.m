function p = classProbability(X, theta)
% probability of class 1 for every example
z = X * theta;
p = zeros(size(z));
for i = 1:numel(z)
    p(i) = 1 / (1 + exp(-z(i)));
end
