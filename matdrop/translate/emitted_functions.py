# mypy: ignore-errors
"""Helpers as they stand in a port, each for a function of MATLAB that NumPy and SciPy have in another form."""

import numpy as np
import scipy.linalg


def range_space(matrix):
    """Return an orthonormal basis of the range of a matrix, from its singular value decomposition."""
    left, values, _ = scipy.linalg.svd(matrix, lapack_driver="gesvd")
    rank = np.sum(values > max(matrix.shape) * np.max(values, initial=0) * np.finfo(float).eps)
    return -left[:, :rank]
