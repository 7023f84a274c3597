import numpy as np

def random_steps(n_steps, n_walkers):
    n_steps, n_walkers = int(n_steps), int(n_walkers)
    R = np.zeros((n_steps, n_walkers))
    for t in range(n_steps):
        for w in range(n_walkers):
            R[t, w] = 2 * np.random.rand() - 1
    return R
