import numpy as np


def compute_cost(X, y, theta):
    err = X @ theta - y
    return np.sum(err ** 2) / (2 * len(y))


def gradient_descent(X, y, theta, alpha, num_iters):
    m = len(y)
    J_history = [compute_cost(X, y, theta)]
    for _ in range(int(num_iters)):
        delta = X.T @ (X @ theta - y) / m
        theta = theta - alpha * delta
        J_history.append(compute_cost(X, y, theta))
    return theta, np.array(J_history).reshape(-1, 1)
