import numpy as np


def principal_axes(C):
    latent, V = np.linalg.eigh(C)
    k = np.argsort(-latent)
    latent, V = latent[k], V[:, k]
    for j in range(V.shape[1]):
        i = np.argmax(np.abs(V[:, j]))
        V[:, j] = V[:, j] * np.sign(V[i, j])
    return V, latent.reshape(-1, 1)
