import numpy as np

def beam_weights(angles, n):
    n = int(n)
    k = np.arange(n)
    A = np.zeros((n, angles.size), dtype=complex)
    for j, angle in enumerate(angles.ravel()):
        A[:, j] = np.exp(1j * np.pi * k * np.sin(np.deg2rad(angle)))
    return A.T / n
