import numpy as np


def array_covariance(S):
    n = S.shape[0]
    R = S.conj().T @ S / n
    power = np.real(np.trace(R))
    return R, power
