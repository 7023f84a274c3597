import numpy as np

def split_data(data, fraction=0.7):
    n = len(data)
    order = np.random.permutation(n)
    n_train = int(np.floor(fraction * n))
    return data[order[:n_train]], data[order[n_train:]]
