import numpy as np

def init_layer(n_in, n_out):
    n_in, n_out = int(n_in), int(n_out)
    W1 = np.random.rand(n_out, n_in)
    W1 = W1 - 0.5
    b1 = np.zeros((n_out, 1))
    return W1, b1
