import numpy as np

def row_masks(A, keep_prob, rand=np.random.rand):
    m, n = A.shape
    U = np.vstack([rand(1, n) for _ in range(m)])
    mask = U < keep_prob
    return mask, U
