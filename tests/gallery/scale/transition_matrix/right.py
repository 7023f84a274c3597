import numpy as np


def transition_matrix(counts):
    P = np.zeros(counts.shape)
    for i in range(counts.shape[0]):
        P[i] = counts[i] / counts[i].sum()
    return P
