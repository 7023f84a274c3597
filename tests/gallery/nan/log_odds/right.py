import numpy as np

def log_odds(p):
    q = p
    with np.errstate(divide='ignore'):
        return np.log(q / (1 - q))
