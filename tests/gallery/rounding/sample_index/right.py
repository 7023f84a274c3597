import numpy as np

def sample_index(t, fs, n):
    k = np.zeros(t.shape)
    for i in range(t.shape[1]):
        s = np.floor(t[0, i] * fs / 2 + 0.5)
        k[0, i] = min(max(s + 1, 1), n)
    return k
