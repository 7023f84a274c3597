function counts = binCounts(x, edges)
% counts(k) = number of samples in [edges(k), edges(k+1))
n = numel(edges) - 1;
counts = zeros(1, n);
for k = 1:n
    counts(k) = sum(x >= edges(k) & x < edges(k+1));
end
counts = counts / numel(x);
