import numpy as np

def softmax_rows(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True), dtype=np.float32)
    return e / e.sum(axis=1, keepdims=True)
