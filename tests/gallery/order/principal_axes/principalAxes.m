function [V, latent] = principalAxes(C)
% eigenvectors and eigenvalues of a covariance matrix, the largest first
[V, D] = eig(C);
[latent, k] = sort(diag(D), 'descend');
V = V(:, k);
for j = 1:size(V, 2)
    [~, i] = max(abs(V(:, j)));
    V(:, j) = V(:, j) * sign(V(i, j));
end
end
