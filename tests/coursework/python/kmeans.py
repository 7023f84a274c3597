import numpy as np


class KMeans:
    """K-means with given starting centroids. Clusters are numbered from 0."""

    def __init__(self):
        self.centroids = None
        self.labels = None

    def _assign(self, X):
        dist = ((X[:, np.newaxis, :] - self.centroids) ** 2).sum(axis=2)
        return dist.argmin(axis=1)

    def run(self, X, initial_centroids, max_iters=10):
        self.centroids = np.array(initial_centroids, dtype=float)
        for _ in range(int(max_iters)):
            self.labels = self._assign(X)
            for k in range(len(self.centroids)):
                members = X[self.labels == k]
                if len(members) > 0:
                    self.centroids[k] = members.mean(axis=0)
        return self.centroids, self.labels
