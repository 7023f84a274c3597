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
        If `B` is square and singular, where MATLAB warns and goes on; or it is not square, and either has NaN or Inf.

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
    if not (np.isfinite(A).all() and np.isfinite(B).all()):
        raise np.linalg.LinAlgError("NaN or Inf in a least-squares problem: LAPACK's gelsd may not come to an end")
    return np.linalg.lstsq(B.T, A.T, rcond=-1)[0].T
