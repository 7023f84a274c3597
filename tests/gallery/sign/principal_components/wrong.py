import numpy as np


def principal_components(X):
    m, n = X.shape
    Sigma = (1 / m) * (X.T @ X)
    U, s, _ = np.linalg.svd(Sigma)
    for j in range(n):
        k = np.argmax(np.abs(U[:, j]))
        if U[k, j] > 0:
            U[:, j] = -U[:, j]
    return U, s.reshape(-1, 1)
