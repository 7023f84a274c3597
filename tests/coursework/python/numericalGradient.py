import numpy as np


def computeNumericalGradient(J, theta):
    numgrad = np.zeros_like(theta)
    perturb = np.zeros_like(theta)
    e = 1e-4
    for p in range(theta.size):
        perturb.flat[p] = e
        loss1 = J(theta - perturb)
        loss2 = J(theta + perturb)
        numgrad.flat[p] = (loss2 - loss1) / (2 * e)
        perturb.flat[p] = 0
    return numgrad
