function [lambda, v] = powerIteration(A, v)
% dominant eigenvalue by power iteration
tol = 1e-10;
lambda = 0;
for iter = 1:1000
    w = A * v;
    v = w / norm(w);
    old = lambda;
    lambda = v' * A * v;
    if abs(lambda - old) < tol
        break
    end
end
end
