function [C, mu] = covarianceMatrix(X)
% sample covariance, observations in rows
[n, d] = size(X);
mu = sum(X, 1) / n;
Xc = X - mu;
C = zeros(d);
for a = 1:d
    for b = a:d
        C(a, b) = Xc(:, a)' * Xc(:, b) / (n - 1);
        C(b, a) = C(a, b);
    end
end
end
