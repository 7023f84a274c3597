from collections import Counter

import numpy as np


def knn_vote(X, y, Q, k):
    k = int(k)
    y = y.ravel()
    label = np.zeros((Q.shape[0], 1))
    for i in range(Q.shape[0]):
        d = np.sum((X - Q[i, :]) ** 2, axis=1)
        near = np.argsort(d, kind='stable')
        votes = y[near[:k]]
        label[i] = Counter(votes).most_common(1)[0][0]
    return label
