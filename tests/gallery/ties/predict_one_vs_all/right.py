import numpy as np

def predict_one_vs_all(H):
    m, n_classes = H.shape
    p = np.zeros((m, 1))
    for i in range(m):
        best = -np.inf
        for c in range(n_classes):
            if H[i, c] > best:
                best = H[i, c]
                p[i] = c + 1
    return p
