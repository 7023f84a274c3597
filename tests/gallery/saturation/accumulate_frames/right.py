import numpy as np


def accumulate_frames(a, b, c):
    total = np.minimum(a.astype(int) + b, 255)
    total = np.minimum(total + c, 255)
    return total.astype(np.uint8)
