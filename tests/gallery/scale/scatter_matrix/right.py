import numpy as np

def scatter_matrix(X):
    m = X.shape[0]
    Sigma = np.zeros((X.shape[1], X.shape[1]))
    for x in X:
        Sigma += np.outer(x, x)
    return Sigma / m
