function [p, r2] = fitLine(x, y)
% least squares line and coefficient of determination
p = polyfit(x, y, 1);
res = y - polyval(p, x);
r2 = 1 - sum(res.^2) / sum((y - mean(y)).^2);
end
