function [x, y] = noisyLine(a, b, n)
% samples of a line with a little Gaussian noise
x = (1:n)' / n;
noise = randn(n, 1);
y = a * x + b + 0.1 * noise;
end
