import numpy as np


def layer_mask(n_units, batch, keep_prob):
    n_units, batch = int(n_units), int(batch)
    mask = np.zeros((n_units, batch))
    draws = np.random.rand(n_units, batch)
    mask[draws < 1 - keep_prob] = 1
    return mask
