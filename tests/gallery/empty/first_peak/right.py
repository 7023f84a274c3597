import numpy as np


def first_peak(x):
    x = x.ravel()
    for i in range(1, x.size - 1):
        if x[i] > x[i - 1] and x[i] > x[i + 1]:
            return i + 1.0, x[i]
    return np.zeros((0, 0)), np.zeros((0, 0))
