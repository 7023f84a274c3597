import numpy as np

def column_maxima(A):
    hi = np.nanmax(A, axis=0).reshape(1, -1)
    return hi, np.isnan(A)
