import numpy as np


def average_images(a, b):
    total = a.astype(np.float64) + b.astype(np.float64)
    avg = total // 2
    return avg.astype(np.uint8)
