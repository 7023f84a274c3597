import numpy as np

def pairwise_distances(A, B):
    # broadcasting instead of the double loop
    d = A[None, :, :] - B[:, None, :]
    D = np.sqrt(np.sum(d ** 2, axis=2))
    return D
