import numpy as np


def power_iteration(A, v):
    tol = 1e-10
    lam = 0.0
    for _ in range(1000):
        w = A @ v
        v = w / np.linalg.norm(w)
        old = lam
        lam = (v.T @ A @ v).item()
        if abs(lam - old) < tol:
            break
    return lam, v
