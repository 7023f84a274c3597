import numpy as np

def cross_spectrum(x, y):
    n = x.size
    X = np.fft.fft(x - np.mean(x))
    Y = np.fft.fft(y - np.mean(y))
    Pxy = X * np.conj(Y) / n
    return Pxy
