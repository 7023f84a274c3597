function [U, lambda] = principalComponents(X)
% principal directions of mean-free data, largest entry of each positive
[m, n] = size(X);
Sigma = (1 / m) * (X' * X);
[U, S, ~] = svd(Sigma);
lambda = diag(S);
for j = 1:n
    [~, k] = max(abs(U(:, j)));
    if U(k, j) < 0
        U(:, j) = -U(:, j);
    end
end
end
