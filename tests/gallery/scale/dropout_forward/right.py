import numpy as np

def dropout_forward(A, keep_prob):
    mask = np.random.rand(A.shape[0], A.shape[1]) < keep_prob
    D = A * mask
    D = D / keep_prob
    return D, mask
