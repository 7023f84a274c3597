import numpy as np

def class_probability(X, theta):
    z = X @ theta
    p = 1 / (1 + np.exp(z))
    return p
