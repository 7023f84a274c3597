function [v, m] = onePassVariance(x)
% mean and variance in one pass over the data
s1 = 0;
s2 = 0;
for k = 1:numel(x)
    s1 = s1 + x(k);
    s2 = s2 + x(k) * x(k);
end
n = numel(x);
m = s1 / n;
v = s2 / n - m * m;
end
