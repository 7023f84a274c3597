import numpy as np


def nearest_neighbours(X, q, k):
    d = np.sum((X - q) ** 2, axis=1)
    order = d.size - 1 - np.argsort(d[::-1], kind="stable")
    return order[: int(k)].reshape(-1, 1) + 1.0
