import numpy as np

def page_rank(M, d):
    n = M.shape[0]
    r = np.ones((n, 1)) / n
    change = 1
    while change > 1e-3:
        r_new = d * (M @ r) + (1 - d) / n
        change = np.linalg.norm(r_new - r)
        r = r_new
    return r
