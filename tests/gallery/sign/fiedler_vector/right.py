import numpy as np

def fiedler_vector(A):
    deg = A.sum(axis=1)
    L = np.diag(deg) - A
    w, V = np.linalg.eigh(L)
    v = V[:, [1]]
    v = v * np.sign(v[0])
    group = np.abs(v) > 0.3
    return v, group
