import numpy as np


def compute_cost(X, y, theta):
    m = len(y)
    error = X @ theta - y
    J = np.sum(error ** 2) / (2 * m)
    return J
