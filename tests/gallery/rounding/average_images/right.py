import numpy as np


def average_images(a, b):
    total = a.astype(np.float64) + b.astype(np.float64)
    avg = np.floor(total / 2 + 0.5)
    return avg.astype(np.uint8)
