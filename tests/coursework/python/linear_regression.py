"""Exercise 1: linear regression. All vectors are 1-D here."""
import numpy as np


def compute_cost(X, y, theta):
    m = y.size
    error = np.dot(X, theta) - y
    return np.dot(error, error) / (2 * m)


def gradient_descent(theta, X, y, learning_rate, iterations):
    m = y.size
    cost_history = []
    for _ in range(iterations):
        error = np.dot(X, theta) - y
        theta = theta - learning_rate * np.dot(X.T, error) / m
        cost_history.append(compute_cost(X, y, theta))
    return theta, cost_history


def normal_equation(X, y):
    return np.linalg.pinv(X.T @ X) @ X.T @ y
