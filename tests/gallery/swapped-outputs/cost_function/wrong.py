import numpy as np


def cost_function(theta, X, y):
    m = len(y)
    h = 1 / (1 + np.exp(-X @ theta))
    J = -(y.T @ np.log(h) + (1 - y).T @ np.log(1 - h)) / m
    grad = X.T @ (h - y) / m
    return grad, J
