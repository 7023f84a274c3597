function [Xs, lo, hi] = rescaleColumns(X)
% every column to [0, 1]; lo and hi are needed for new data
lo = min(X, [], 1);
hi = max(X, [], 1);
Xs = zeros(size(X));
for j = 1:size(X, 2)
    Xs(:, j) = (X(:, j) - lo(j)) / (hi(j) - lo(j));
end
end
