import numpy as np

def rank_scores(scores):
    idx = np.argsort(scores.ravel(), kind='stable')[::-1]
    return idx.reshape(-1, 1) + 1.0
