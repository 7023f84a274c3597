import numpy as np

def relu_forward(Z):
    active = Z > 0
    A = Z.copy()
    A[~active] = 0
    return A, active
