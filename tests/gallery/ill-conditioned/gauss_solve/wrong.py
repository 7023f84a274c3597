import numpy as np


def gauss_solve(A, b):
    A = A.copy()
    b = b.copy()
    n = len(b)
    for k in range(n - 1):
        for i in range(k + 1, n):
            f = A[i, k] * (1 / A[k, k])
            A[i, :] = A[i, :] - f * A[k, :]
            b[i] = b[i] - f * b[k]
    x = np.zeros((n, 1))
    for i in range(n - 1, -1, -1):
        s = b[i, 0]
        for j in range(i + 1, n):
            s = s - A[i, j] * x[j, 0]
        x[i, 0] = s / A[i, i]
    return x
