import numpy as np


def image_patches(A, r, c):
    m, n = A.shape
    columns = []
    for j in range(n - int(c) + 1):
        for i in range(m - int(r) + 1):
            patch = A[i : i + int(r), j : j + int(c)]
            columns.append(patch.ravel())
    return np.array(columns).T
