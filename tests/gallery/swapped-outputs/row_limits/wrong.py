import numpy as np

def row_limits(A):
    lo = A.min(axis=1, keepdims=True)
    hi = A.max(axis=1, keepdims=True)
    return hi, lo
