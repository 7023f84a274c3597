function [S, r] = singularValues(A)
% singular values and numerical rank
[~, S, ~] = svd(A);
tol = max(size(A)) * S(1, 1) * eps;
r = sum(S(:) > tol);
end
