import numpy as np

def row_masks(A, keep_prob, rand=np.random.rand):
    m, n = A.shape
    U = rand(m, n)
    mask = U < keep_prob
    return mask, U
