import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lr_gradient_reg(theta, X, y, lambda_):
    m = len(y)
    h = sigmoid(X @ theta)
    grad = X.T @ (h - y) / m
    reg = (lambda_ / m) * theta
    return grad + reg
