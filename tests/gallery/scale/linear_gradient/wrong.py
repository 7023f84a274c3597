import numpy as np

def linear_gradient(X, y, theta):
    m, n = X.shape
    grad = np.zeros((n, 1))
    err = X @ theta - y
    for j in range(n):
        grad[j] = np.sum(err * X[:, [j]])
    return grad
