function nn = nearestNeighbours(X, q, k)
% indices of the k points nearest to q; of equals the first
d = sum((X - repmat(q, size(X, 1), 1)).^2, 2);
[~, order] = sort(d);
nn = order(1:k);
end
