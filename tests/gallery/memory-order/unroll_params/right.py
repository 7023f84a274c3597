import numpy as np


def unroll_params(nn_params, n_in, n_hid, n_out):
    n_in, n_hid, n_out = int(n_in), int(n_hid), int(n_out)
    n1 = n_hid * (n_in + 1)
    n2 = n_out * (n_hid + 1)
    params = np.asarray(nn_params).ravel()

    Theta1 = params[:n1].reshape((n_hid, n_in + 1), order='F')
    Theta2 = params[n1:n1 + n2].reshape((n_out, n_hid + 1), order='F')
    return Theta1, Theta2
