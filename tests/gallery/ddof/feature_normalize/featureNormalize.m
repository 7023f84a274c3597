function [X_norm, mu, sigma] = featureNormalize(X)
%FEATURENORMALIZE Normalizes the features in X
%   every feature gets mean 0 and standard deviation 1
X_norm = X;
mu = zeros(1, size(X, 2));
sigma = zeros(1, size(X, 2));

mu = mean(X);
sigma = std(X);
for j = 1:size(X, 2)
    X_norm(:, j) = (X(:, j) - mu(j)) / sigma(j);
end
end
