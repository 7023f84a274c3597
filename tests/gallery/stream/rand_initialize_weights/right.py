import numpy as np


def rand_initialize_weights(L_in, L_out):
    L_in, L_out = int(L_in), int(L_out)
    epsilon_init = np.sqrt(6) / np.sqrt(L_in + L_out)
    R = np.random.rand(L_out, 1 + L_in)
    W = R * 2 * epsilon_init - epsilon_init
    return W
