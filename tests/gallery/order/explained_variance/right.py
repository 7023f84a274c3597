import numpy as np

def explained_variance(C):
    lam = np.linalg.eigvalsh(C)
    lam = np.sort(lam)[::-1]
    lam = lam.reshape(-1, 1)
    ratio = lam / lam.sum()
    return lam, ratio
