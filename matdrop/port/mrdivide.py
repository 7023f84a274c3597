"""MATLAB's matrix right division ``A / B``, as far as the ports need it."""

from __future__ import annotations

import numpy as np

from matdrop.port.arithmetic import Array


def mrdivide(A: Array, B: Array) -> Array:
    """Solve ``x * B = A``, as MATLAB's ``A / B`` does.

    Parameters
    ----------
    A : ndarray of float64
        The right side, k-by-m.
    B : ndarray of float64
        The divisor, n-by-m, of full rank.

    Returns
    -------
    ndarray of float64
        The solution, k-by-n; if `B` is not square, that of least squares.

    Raises
    ------
    numpy.linalg.LinAlgError
        If `B` is square and singular; MATLAB warns and goes on.

    Notes
    -----
    LAPACK's ``gesv`` and ``gelsd``. GNU Octave takes ``gelsd`` too, and for a symmetric positive definite
    `B` Cholesky's factors instead of ``gesv``'s, so the last digits may differ.

    Examples
    --------
    >>> mrdivide(np.array([[2.0, 4.0, 6.0]]), np.array([[1.0, 2.0, 3.0]])).round(12)
    array([[2.]])
    """
    if B.shape[0] == B.shape[1]:
        return np.linalg.solve(B.T, A.T).T
    return np.linalg.lstsq(B.T, A.T, rcond=-1)[0].T
