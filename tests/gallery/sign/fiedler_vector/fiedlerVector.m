function [v, group] = fiedlerVector(A)
% spectral bisection of a small network
deg = sum(A, 2);
L = diag(deg) - A;
[V, D] = eig(L);
[~, order] = sort(diag(D));
v = V(:, order(2));
v = v * sign(v(1));
group = abs(v) > 0.3;
end
