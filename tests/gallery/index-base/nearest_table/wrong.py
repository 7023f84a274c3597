import numpy as np

def nearest_table(points, queries):
    rows = []
    for q, query in enumerate(queries):
        d = np.sqrt(((points - query) ** 2).sum(axis=1))
        k = d.argmin()
        rows.append([(q + 1) ** 2, k, d[k]])
    return np.array(rows, dtype=float)
