function [lo, hi] = rowLimits(A)
% smallest and largest value of every row
m = size(A, 1);
lo = zeros(m, 1);
hi = zeros(m, 1);
for i = 1:m
    lo(i) = min(A(i, :));
    hi(i) = max(A(i, :));
end
