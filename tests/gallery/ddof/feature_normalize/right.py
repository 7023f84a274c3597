import numpy as np


def feature_normalize(X):
    """Scale every feature to mean 0 and standard deviation 1."""
    mu = np.mean(X, axis=0, keepdims=True)
    sigma = np.std(X, axis=0, ddof=1, keepdims=True)
    X_norm = (X - mu) / sigma
    return X_norm, mu, sigma
