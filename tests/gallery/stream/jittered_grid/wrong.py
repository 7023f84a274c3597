import random

import numpy as np


def jittered_grid(n, width):
    n = int(n)
    step = width / n
    shift = np.array([[random.random() for _ in range(n + 1)][1:]]) - 0.5
    x = (np.arange(1, n + 1) - 0.5) * step + shift * step
    return x
