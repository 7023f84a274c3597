import numpy as np

def relu_forward(Z):
    active = Z > 0
    A = Z
    A[~active] = 0
    return A, active
