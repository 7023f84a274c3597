function [lambda, ratio] = explainedVariance(C)
% eigenvalues of a covariance matrix, largest first
lambda = eig(C);
lambda = sort(lambda, 'descend');
ratio = lambda / sum(lambda);
end
