import numpy as np


def shift_letters(s, k):
    codes = [(ord(c) - 97 + int(k)) % 26 + 97 for c in s]
    out = np.array([codes], dtype=float)
    return out
