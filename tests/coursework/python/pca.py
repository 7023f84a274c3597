import numpy as np


def pca(X):
    m = X.shape[0]
    Sigma = X.T.dot(X) / m
    U, s, Vt = np.linalg.svd(Sigma)
    explained = np.cumsum(s) / np.sum(s)
    return U, np.diag(s), explained
