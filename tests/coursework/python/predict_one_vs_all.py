import numpy as np
from ex2 import sigmoid


def predict_one_vs_all(all_theta, X):
    """Labels 0..K-1 of the most probable class."""
    m = X.shape[0]
    X = np.column_stack([np.ones(m), X])
    probs = sigmoid(X.dot(all_theta.T))
    return np.argmax(probs, axis=1)
