function x = jitteredGrid(n, width)
% a regular grid, every point moved by chance
step = width / n;
shift = rand(1, n) - 0.5;
x = ((1:n) - 0.5) * step + shift * step;
end
