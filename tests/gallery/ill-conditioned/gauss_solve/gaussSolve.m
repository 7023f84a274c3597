function x = gaussSolve(A, b)
% Gaussian elimination with back substitution (no pivoting)
n = length(b);
for k = 1:n-1
    for i = k+1:n
        f = A(i, k) / A(k, k);
        A(i, :) = A(i, :) - f * A(k, :);
        b(i) = b(i) - f * b(k);
    end
end
x = zeros(n, 1);
for i = n:-1:1
    s = b(i);
    for j = i+1:n
        s = s - A(i, j) * x(j);
    end
    x(i) = s / A(i, i);
end
end
