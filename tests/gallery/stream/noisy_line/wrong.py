import numpy as np

def noisy_line(a, b, n):
    n = int(n)
    x = np.arange(1, n + 1).reshape(-1, 1) / n
    noise = np.random.RandomState(0).randn(n, 1)
    y = a * x + b + 0.1 * noise
    return x, y
