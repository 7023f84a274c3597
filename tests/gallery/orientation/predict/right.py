import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def predict(theta, X):
    """Predict whether the label is 0 or 1."""
    h = sigmoid(X @ theta)
    p = np.zeros(h.shape)
    p[h >= 0.5] = 1
    return p
