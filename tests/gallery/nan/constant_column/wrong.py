import numpy as np

def standardize(X):
    Z = np.zeros(X.shape)
    for j in range(X.shape[1]):
        s = np.std(X[:, j], ddof=1) or 1.0
        with np.errstate(invalid='ignore'):
            Z[:, j] = (X[:, j] - np.mean(X[:, j])) / s
    return Z
