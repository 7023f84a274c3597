import numpy as np


def bigram_counts(s, n):
    s = s.astype(int).ravel() - 1
    n = int(n)
    C = np.zeros((n, n))
    for t in range(len(s) - 1):
        C[s[t], s[t + 1]] += 1
    return C
