import numpy as np

def rescale_columns(X):
    lo = X.min(axis=0, keepdims=True)
    hi = X.max(axis=0, keepdims=True)
    Xs = (X - lo) / (hi - lo)
    return Xs, lo
