function idx = findClosestCentroids(X, centroids)
%FINDCLOSESTCENTROIDS Index of the closest centroid for every example
K = size(centroids, 1);
idx = zeros(size(X, 1), 1);
for i = 1:size(X, 1)
    dist = zeros(K, 1);
    for k = 1:K
        dist(k) = sum((X(i, :) - centroids(k, :)) .^ 2);
    end
    [~, idx(i)] = min(dist);
end
end
