import numpy as np

def degree_matrix(A):
    A_sym = ((A + A.T) > 0).astype(float)
    D = A_sym.sum(axis=1, keepdims=True)
    return D, A_sym
