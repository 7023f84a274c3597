import numpy as np


def array_covariance(S):
    n = S.shape[0]
    R = S.T @ S / n
    power = np.real(np.trace(R))
    return R, power
