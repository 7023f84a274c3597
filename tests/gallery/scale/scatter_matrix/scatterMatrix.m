function Sigma = scatterMatrix(X)
% X is mean-free, one example per row
m = size(X, 1);
Sigma = zeros(size(X, 2));
for i = 1:m
    x = X(i, :)';
    Sigma = Sigma + x * x';
end
Sigma = Sigma / m;
