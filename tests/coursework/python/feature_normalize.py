import numpy as np


def feature_normalize(X):
    """Normalize features: zero mean, unit standard deviation.

    Returns the normalized features, the means and the standard deviations.
    """
    mu = np.mean(X, axis=0)
    sigma = np.std(X, axis=0, ddof=1)  # MATLAB's std uses n - 1
    X_norm = (X - mu) / sigma
    return X_norm, mu, sigma
