import numpy as np

def dropout_backward(dD, mask, p):
    # p is the probability of dropping
    dA = np.zeros_like(dD)
    for i in range(dD.shape[0]):
        dA[i] = dD[i] * mask[i]
        dA[i] = dA[i] / (1 - p)
    return dA
