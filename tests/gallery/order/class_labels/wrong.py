import numpy as np

def class_labels(y):
    y = y.ravel()
    labels = np.unique(y)
    return labels.reshape(-1, 1)
