import numpy as np

def singular_values(A):
    S = np.diag(np.linalg.svd(A)[1])
    tol = max(A.shape) * S.max() * np.finfo(float).eps
    r = float(np.sum(S > tol))
    return S, r
