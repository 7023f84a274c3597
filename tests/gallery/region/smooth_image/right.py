import numpy as np

def smooth_image(I):
    h, w = I.shape
    S = I.copy()
    for r in range(1, h - 1):
        for c in range(1, w - 1):
            S[r, c] = (I[r, c] + I[r - 1, c] + I[r + 1, c]
                       + I[r, c - 1] + I[r, c + 1]) / 5
    return S
