"""Matrices: systems, decompositions, eigenvalues."""

import numpy as np
import scipy.linalg
import scipy.sparse

from matdrop.translate.emitted.arithmetic import arithmetic, powered
from matdrop.translate.emitted.shapes import finite, narrowed


def eigenvalues(matrix):
    """Return eigenvalues as a column: in ascending order for a symmetric matrix, as LAPACK gives them."""
    if not matrix.size:
        return matrix
    if np.array_equal(matrix, matrix.conj().T):
        return np.linalg.eigvalsh(matrix, UPLO="U")[:, None]
    return np.linalg.eigvals(matrix)[:, None]


def eigenvectors(matrix):
    """Return eigenvectors, and the diagonal matrix of the eigenvalues."""
    # From the upper triangle, as MATLAB reads it: from the lower one some vectors have the other sign.
    is_symmetric = np.array_equal(matrix, matrix.conj().T)
    values, vectors = np.linalg.eigh(matrix, UPLO="U") if is_symmetric else np.linalg.eig(matrix)
    return vectors, np.diag(values)


def eigenvectors_of_two(left, right):
    """Return eigenvectors of a pair of matrices, and the diagonal matrix of the eigenvalues."""
    is_symmetric = all(np.array_equal(matrix, matrix.conj().T) for matrix in (left, right))
    if is_symmetric and np.all(np.linalg.eigvalsh(right) > 0):
        values, vectors = scipy.linalg.eigh(left, right, lower=False)
    else:  # the largest element of each vector is 1
        values, vectors = scipy.linalg.eig(left, right)
        vectors = vectors / np.max(np.abs(vectors.real) + np.abs(vectors.imag), axis=0)
        values, vectors = (narrowed(found) for found in (values, vectors))
    return vectors, np.diag(values)


def largest_eigenvectors(matrix, count=6):
    """Return the eigenvectors of the eigenvalues that are largest in modulus, and the diagonal matrix of these."""
    vectors, values = eigenvectors(matrix)
    order = np.argsort(-np.abs(np.diag(values)), kind="stable")[:count]
    return vectors[:, order], values[order][:, order]


def linsolve(matrix, right, options):
    """Solve a system of a matrix of which options say the form: of a triangular one the other half is not read."""
    transposed = bool(options.get("TRANSA", False))
    lower, upper = (bool(options.get(name, False)) for name in ("LT", "UT"))
    if np.size(matrix) > 1 and (lower or upper) and matrix.shape[0] == matrix.shape[1]:
        if not np.all(np.diag(matrix)):  # of one that is singular LAPACK leaves the right side as it is
            return np.array(right)
        return scipy.linalg.solve_triangular(matrix, right, lower=lower, trans="C" if transposed else "N")
    used = np.tril(matrix) if lower else np.triu(matrix) if upper else matrix
    return mldivide(used.conj().T if transposed else used, right)


def magic_square(n):
    """Return a magic square, by MATLAB's way."""
    if n % 2:
        i, j = np.mgrid[1 : n + 1, 1 : n + 1]
        a, b = (i + j - (n + 3) // 2) % n, (i + 2 * j - 2) % n
        return n * a + b + 1.0
    if n % 4 == 0:
        square = np.arange(1.0, n * n + 1).reshape(n, n)
        i = (np.arange(1, n + 1) % 4) // 2
        keep = i[:, None] == i[None, :]
        square[keep] = n * n + 1 - square[keep]
        return square
    half = n // 2
    small = magic_square(half)
    square = np.block([[small, small + 2 * half**2], [small + 3 * half**2, small + half**2]])
    if n == 2:
        return np.array([[4.0, 3.0], [1.0, 2.0]])
    k = (n - 2) // 4
    columns = [*range(k), *range(n - k + 1, n)]
    top, bottom = square[:half, columns].copy(), square[half:, columns].copy()
    square[:half, columns], square[half:, columns] = bottom, top
    square[[k, k + half], 0] = square[[k + half, k], 0]
    square[[k, k + half], k] = square[[k + half, k], k]
    return square


def matrix_of_diagonals(columns, places, height, width):
    """Return a sparse matrix of its diagonals; of one that is wider than high each begins at its first row."""
    result = scipy.sparse.lil_array((height, width))
    for column, place in zip(columns.T, np.ravel(places).astype(int), strict=True):
        for row in range(max(0, -place), min(height, width - place)):
            result[row, row + place] = column[row if height < width else row + place]
    return result.tocsc()


def mldivide(left, right):
    """Solve a system: exactly if it is square, by least squares if it is not, or is singular; of NaN it is NaN."""
    if np.size(left) == 1:
        return right / np.ravel(left)[0]
    if not np.size(left):
        return np.zeros((left.shape[1], right.shape[1]))
    is_finite = np.all(np.isfinite(left))
    if left.shape[0] == left.shape[1] and (not is_finite or 1 + 1 / np.linalg.cond(left, 1) != 1):
        return np.linalg.solve(left, right)
    found = np.full((left.shape[1], right.shape[1]), np.nan, dtype=np.result_type(left, right, float))
    if not np.isnan(left).any():
        columns = np.all(np.isfinite(right), axis=0)  # those that are not finite have no solution
        found[:, columns] = np.linalg.lstsq(left, right[:, columns])[0]
    return found


def mrdivide(left, right):
    """Divide by a scalar, or solve a system from the right."""
    if np.size(right) == 1:
        return np.atleast_2d(left / np.ravel(right)[0])
    return mldivide(np.transpose(right), np.atleast_2d(left).T).T


def mrdivide_by_class(left, right):
    """Divide by MATLAB's classes: by a scalar, as integers need it, or solve a system from the right."""
    return np.atleast_2d(arithmetic(np.divide, left, right)) if np.size(right) == 1 else mrdivide(left, right)


def reduced_rows(matrix, tolerance=None):
    """Return the reduced row echelon form, and the columns of the pivots, from 1."""
    matrix = np.array(matrix, dtype=float, ndmin=2)
    rows, columns = matrix.shape
    if tolerance is None:
        tolerance = np.finfo(float).eps * max(rows, columns) * np.linalg.norm(matrix, np.inf)
    pivots = []
    for column in range(columns):
        row = len(pivots)
        if row == rows:
            break
        pivot = row + np.argmax(np.abs(matrix[row:, column]))
        if np.abs(matrix[pivot, column]) <= tolerance:
            matrix[row:, column] = 0
            continue
        pivots.append(column + 1.0)
        matrix[[pivot, row], column:] = matrix[[row, pivot], column:]
        matrix[row, column:] = matrix[row, column:] / matrix[row, column]
        others = [*range(row), *range(row + 1, rows)]
        matrix[others, column:] -= matrix[others, column][:, None] * matrix[row, column:][None, :]
    return matrix, np.array([pivots])


def mpower(base, exponent):
    """Return the power of a number, or of a matrix: by its eigenvalues if the exponent is no whole number."""
    if np.size(base) == np.size(exponent) == 1:
        return powered(base, exponent)
    if np.size(exponent) == 1 and float(exponent).is_integer():
        return np.linalg.matrix_power(base, int(exponent))
    values, vectors = np.linalg.eig(base)
    power = vectors @ np.diag((values + 0j) ** exponent) @ np.linalg.inv(vectors)
    return power if power.imag.any() else power.real


def reciprocal_condition(matrix):
    """Return 1 over the condition in the 1-norm; Inf of nothing, 0 if there is no inverse, or not all is finite."""
    if not matrix.size:
        return np.inf
    return 1 / np.linalg.cond(matrix, 1) if np.all(np.isfinite(matrix)) else 0.0


def svd_factors(matrix, economy):
    """Return the factors of a singular value decomposition: U, S as a matrix, V."""
    # By the driver that MATLAB's LAPACK takes: by the other one some vectors have the other sign.
    left, values, right = scipy.linalg.svd(finite(matrix), full_matrices=not economy, lapack_driver="gesvd")
    middle = np.zeros((left.shape[1], right.shape[0]))
    np.fill_diagonal(middle, values)
    return left, middle, right.conj().T


def spectral_norm(matrix):
    """Return the largest singular value of a matrix: NaN if an element is Inf or NaN, 0 if there is none."""
    if not np.all(np.isfinite(matrix)):
        return np.nan
    return np.linalg.norm(np.atleast_2d(matrix), 2) if np.size(matrix) else 0.0


def pseudo_inverse(matrix, tolerance=None):
    """Return the pseudoinverse of a matrix: singular values up to the tolerance count as 0; of Inf or NaN it is NaN."""
    if not np.all(np.isfinite(matrix)):
        return np.full(matrix.T.shape, np.nan)
    if tolerance is None or not np.size(matrix):
        return np.linalg.pinv(matrix)
    return np.linalg.pinv(matrix, rcond=tolerance / np.linalg.norm(matrix, 2))


def cholesky(matrix, lower=False):
    """Return Cholesky's factor and 0; if the matrix is not positive definite, that of a part, and where it ends."""
    for size in range(matrix.shape[0], -1, -1):
        try:
            factor = np.linalg.cholesky(matrix[:size, :size], upper=not lower)
        except np.linalg.LinAlgError:
            continue
        flag = 0.0 if size == matrix.shape[0] else size + 1.0
        return factor, flag
    return np.zeros((0, 0)), 1.0


def null_space(matrix):
    """Return a basis of the null space, as columns; what rounding has left of a 0 is 0."""
    found = scipy.linalg.null_space(matrix, lapack_driver="gesvd")
    return np.where(np.abs(found) < np.finfo(float).eps, 0.0, found)


def updated_cholesky(factor, vector, sign="+"):
    """Return the upper factor of R' * R plus, or minus, x * x'."""
    change = np.outer(np.ravel(vector), np.conj(np.ravel(vector)))
    return np.linalg.cholesky(factor.conj().T @ factor + (change if sign == "+" else -change)).conj().T


def inverse(matrix):
    """Return the inverse of a matrix; Inf if there is none, or not all of it is finite."""
    if np.size(matrix) > 1 and not np.all(np.isfinite(matrix)):
        return np.full(np.shape(matrix), np.inf)
    try:
        return np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return np.full(np.shape(matrix), np.inf)


def norm_of(value, order):
    """Return a norm of a vector, or of a matrix; NumPy takes a row for a matrix."""
    return np.linalg.norm(value.ravel() if 1 in value.shape else value, order)


def range_space(matrix):
    """Return an orthonormal basis of the range of a matrix, from its singular value decomposition."""
    left, values, _ = scipy.linalg.svd(matrix, lapack_driver="gesvd")
    rank = np.sum(values > max(matrix.shape) * np.max(values, initial=0) * np.finfo(float).eps)
    return -left[:, :rank]


def matrix_polynomial(coefficients, matrix):
    """Return a polynomial of a matrix."""
    found = np.zeros(matrix.shape)
    for coefficient in np.ravel(coefficients):
        found = found @ matrix + coefficient * np.eye(len(matrix))
    return found
