import numpy as np


def find_closest_centroids(X, centroids):
    m = X.shape[0]
    idx = np.zeros((m, 1))
    for i in range(m):
        dist = np.sum((X[i, :] - centroids) ** 2, axis=1)
        idx[i] = np.argmin(dist) + 1
    return idx
