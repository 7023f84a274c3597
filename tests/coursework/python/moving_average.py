import numpy as np


def moving_average(x, w=3, mode="valid"):
    x = np.asarray(x).flatten()
    n, h = len(x), (w - 1) // 2
    y = np.array([x[max(0, i - h):i + h + 1].mean() for i in range(n)])
    return y[h:n - h] if mode == "valid" else y
