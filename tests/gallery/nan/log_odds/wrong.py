import numpy as np

def log_odds(p):
    q = np.clip(p, 1e-15, 1 - 1e-15)
    with np.errstate(divide='ignore'):
        return np.log(q / (1 - q))
