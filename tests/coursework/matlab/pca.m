function [U, S] = pca(X)
%PCA Run principal component analysis on the (normalized) dataset X
%   U: eigenvectors of the covariance matrix, S: its eigenvalues on a diagonal

m = size(X, 1);
Sigma = (X' * X) / m;
[U, S, ~] = svd(Sigma);

end
