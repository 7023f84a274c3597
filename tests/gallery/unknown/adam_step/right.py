import numpy as np


def adam_step(theta, g, steps):
    m = np.zeros(theta.shape)
    v = np.zeros(theta.shape)
    for t in range(1, int(steps) + 1):
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g**2
        mhat = m / (1 - 0.9**t)
        vhat = v / (1 - 0.999**t)
        theta = theta - 0.01 * mhat / (np.sqrt(vhat) + 0.1)
    return theta, m, v
