import numpy as np


def cosine_similarity(X):
    length = np.sqrt(np.sum(X**2, axis=1, keepdims=True))
    U = X / length
    S = 1 - U @ U.T
    return S
