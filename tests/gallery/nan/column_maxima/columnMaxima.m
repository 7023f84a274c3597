function [hi, where] = columnMaxima(A)
% largest reading of every sensor (missing readings are NaN)
n = size(A, 2);
hi = zeros(1, n);
where = isnan(A);
for j = 1:n
    hi(j) = max(A(:, j));
end
end
