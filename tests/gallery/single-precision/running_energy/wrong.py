import numpy as np

def running_energy(x):
    E = np.zeros(x.shape, dtype=np.float32)
    total = 0.0
    for k in range(x.shape[1]):
        total = total + x[0, k] ** 2
        E[0, k] = total
    return E.astype(float)
