function [centroids, idx] = runKMeans(X, initial_centroids, max_iters)
%RUNKMEANS Runs the K-Means algorithm on data matrix X

K = size(initial_centroids, 1);
centroids = initial_centroids;
idx = zeros(size(X, 1), 1);

for i = 1:max_iters
    idx = assignClusters(X, centroids);
    for k = 1:K
        if any(idx == k)
            centroids(k, :) = mean(X(idx == k, :), 1);
        end
    end
end

end

function idx = assignClusters(X, centroids)
idx = zeros(size(X, 1), 1);
for i = 1:size(X, 1)
    d = sum(bsxfun(@minus, centroids, X(i, :)) .^ 2, 2);
    [~, idx(i)] = min(d);
end
end
