import numpy as np


def bfs_parents(A, s):
    n = A.shape[0]
    dist = -np.ones((1, n))
    parent = np.zeros((1, n))
    root = int(s) - 1
    dist[0, root] = 0
    queue = [root]
    while queue:
        u = queue.pop(0)
        for v in np.flatnonzero(A[u]):
            if dist[0, v] < 0:
                dist[0, v] = dist[0, u] + 1
                parent[0, v] = u
                queue.append(v)
    return dist, parent
