import numpy as np


def one_sided_spectrum(x):
    n = x.size
    X = np.fft.fft(x.ravel()) / n
    P = np.abs(X[: n // 2 + 1])
    P[1:-1] = 2 * P[1:-1]
    return P.reshape(1, -1)
