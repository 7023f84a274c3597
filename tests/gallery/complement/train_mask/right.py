import numpy as np

def train_mask(n, fraction):
    r = np.random.rand(int(n), 1)
    train = r < fraction
    n_train = float(np.sum(train))
    return train, n_train
