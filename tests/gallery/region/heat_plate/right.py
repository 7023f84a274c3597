import numpy as np

n = 5
T = np.zeros((n, n))
T[0, :] = 100
T[n - 1, :] = 10
for sweep in range(1):
    old = T.copy()
    for i in range(1, n - 1):
        for j in range(1, n - 1):
            T[i, j] = (old[i - 1, j] + old[i + 1, j] + old[i, j - 1] + old[i, j + 1]) / 4
