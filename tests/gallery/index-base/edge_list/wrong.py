import numpy as np


def edge_list(A):
    start, end = np.nonzero(np.tril(A, -1).T)
    w = A[start, end]
    return np.column_stack([start, end, w])
