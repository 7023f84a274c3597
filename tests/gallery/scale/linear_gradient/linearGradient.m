function grad = linearGradient(X, y, theta)
% gradient of the squared error cost
[m, n] = size(X);
grad = zeros(n, 1);
err = X * theta - y;
for j = 1:n
    grad(j) = (1 / m) * sum(err .* X(:, j));
end
