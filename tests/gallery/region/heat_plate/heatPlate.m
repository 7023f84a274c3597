% stationary temperature of a plate, a few Jacobi sweeps
n = 5;
T = zeros(n);
T(1, :) = 100;
T(n, :) = 10;
for sweep = 1:1
    old = T;
    for i = 2:n-1
        for j = 2:n-1
            T(i, j) = (old(i-1, j) + old(i+1, j) + old(i, j-1) + old(i, j+1)) / 4;
        end
    end
end
