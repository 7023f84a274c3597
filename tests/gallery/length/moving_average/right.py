import numpy as np


def moving_average(x, w):
    x = x.ravel()
    w = int(w)
    n = len(x) - w + 1
    s = np.zeros((1, n))
    for i in range(n):
        s[0, i] = np.mean(x[i:i + w])
    return s
