import numpy as np

def sample_index(t, fs, n):
    k = np.zeros(t.shape)
    for i in range(t.shape[1]):
        s = round(t[0, i] * fs / 2)
        k[0, i] = min(max(s + 1, 1), n)
    return k
