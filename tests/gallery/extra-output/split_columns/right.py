import numpy as np

def split_columns(data):
    m = data.shape[0]
    X = np.hstack([np.ones((m, 1)), data[:, :-1]])
    y = data[:, [-1]]
    return X, y
