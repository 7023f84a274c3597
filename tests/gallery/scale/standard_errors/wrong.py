import numpy as np


def standard_errors(X, y):
    n, p = X.shape
    b = np.linalg.lstsq(X, y, rcond=None)[0]
    r = y - X @ b
    s2 = np.sum(r**2) / n
    se = np.sqrt(s2 * np.diag(np.linalg.inv(X.T @ X)))
    return b, se.reshape(-1, 1)
