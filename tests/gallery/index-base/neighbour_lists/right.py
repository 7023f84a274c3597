import numpy as np


def neighbour_lists(A):
    n = A.shape[0]
    nb = []
    deg = np.zeros((1, n))
    for k in range(n):
        nb.append(np.flatnonzero(A[k])[None, :] + 1.0)
        deg[0, k] = nb[k].size
    return nb, deg
