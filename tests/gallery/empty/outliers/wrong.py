import numpy as np

def outliers(x, k):
    z = np.abs(x - x.mean()) / x.std(ddof=1)
    keep = z > k
    out = x[keep].reshape(-1, 1) if keep.any() else np.zeros((0, 0))
    return out
