import numpy as np

def best_score(scores, limit):
    valid = scores[scores > limit]
    n = float(valid.size)
    if valid.size == 0:
        best = np.zeros((0, 0))
    else:
        best = valid.max()
    return best, n
