import numpy as np

def amplitude_spectrum(x, fs):
    n = x.shape[1]
    Y = np.fft.fft(x)
    P2 = np.abs(Y / n)
    P = P2[:, :n // 2 + 1]
    P[:, 1:-1] = 2 * P[:, 1:-1]
    f = fs * np.arange(n // 2 + 1).reshape(1, -1) / n
    return P, f
