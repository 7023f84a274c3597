function [b, se] = standardErrors(X, y)
% least squares with the standard error of every coefficient
[n, p] = size(X);
b = X \ y;
r = y - X * b;
s2 = sum(r.^2) / (n - p);
se = sqrt(s2 * diag(inv(X' * X)));
end
