import numpy as np

def covariance_matrix(X):
    mu = X.mean(axis=0).reshape(1, -1)
    C = np.cov(X, rowvar=False)
    return C, mu
