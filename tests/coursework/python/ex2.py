# Exercise 2 - logistic regression
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def costFunctionReg(theta, X, y, lambda_):
    theta = np.asarray(theta).reshape(-1, 1)
    y = np.asarray(y).reshape(-1, 1)
    m = y.shape[0]

    h = sigmoid(X @ theta)
    J = float(-(y.T @ np.log(h) + (1 - y).T @ np.log(1 - h))[0, 0]) / m
    J += lambda_ / (2 * m) * np.sum(theta[1:] ** 2)

    grad = X.T @ (h - y) / m
    grad[1:] += lambda_ / m * theta[1:]
    return J, grad.flatten()


def predict(theta, X):
    return (sigmoid(X @ theta) >= 0.5).astype(int)
