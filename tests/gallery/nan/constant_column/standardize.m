function Z = standardize(X)
% z-scores of every column
Z = zeros(size(X));
for j = 1:size(X, 2)
    s = std(X(:, j));
    Z(:, j) = (X(:, j) - mean(X(:, j))) / s;
end
end
