import numpy as np

def center_columns(X):
    mu = X.mean(axis=0, keepdims=True)
    X = X - mu
    return X, mu
