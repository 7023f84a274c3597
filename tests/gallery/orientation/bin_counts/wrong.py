import numpy as np

def bin_counts(x, edges):
    x = x.ravel()
    edges = edges.ravel()
    counts = []
    for lo, hi in zip(edges[:-1], edges[1:]):
        counts.append(np.sum((x >= lo) & (x < hi)))
    return np.array(counts).reshape(-1, 1) / x.size
