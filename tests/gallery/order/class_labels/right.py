import numpy as np

def class_labels(y):
    y = y.ravel()
    labels = y[np.sort(np.unique(y, return_index=True)[1])]
    return labels.reshape(-1, 1)
