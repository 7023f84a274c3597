import numpy as np


def fit_gaussian(X):
    mu = np.mean(X, axis=0, keepdims=True)
    sigma2 = np.var(X, axis=0, ddof=1, keepdims=True)
    return {"mu": mu, "sigma2": sigma2, "n": float(X.shape[0])}
