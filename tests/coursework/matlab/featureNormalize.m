function [X_norm, mu, sigma] = featureNormalize(X)
%FEATURENORMALIZE Normalizes the features in X
%   Every column of X_norm has mean 0 and standard deviation 1.

mu = mean(X);
sigma = std(X);

X_norm = zeros(size(X));
for j = 1:size(X, 2)
    X_norm(:, j) = (X(:, j) - mu(j)) ./ sigma(j);
end

end
