"""A value: the type that stands for whatever MATLAB can hold, and the questions that tell its kinds apart."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from typing import Self

    from typing_extensions import TypeIs  # in typing from Python 3.13 on


@dataclass(frozen=True)
class FunctionHandle:
    """A MATLAB function handle, by the text that ``func2str`` gives."""

    text: str


class Sparse(Protocol):
    """What matdrop uses of a ``scipy.sparse.csc_array``, for scipy itself has no types."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """The class of the elements."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The numbers of rows and columns."""

    @property
    def nnz(self) -> int:
        """The number of stored elements."""

    data: NDArray[Any]

    @property
    def real(self) -> Self:
        """The real part of every element."""

    @property
    def imag(self) -> Self:
        """The imaginary part of every element."""

    def transpose(self) -> Any:
        """Return the transposed matrix, in another format of SciPy's."""

    def count_nonzero(self) -> int:
        """Return how many elements are not zero."""

    def toarray(self) -> NDArray[Any]:
        """Return all elements."""

    def tocoo(self, copy: bool = ...) -> Any:
        """Return the stored elements with their rows and columns.

        Parameters
        ----------
        copy : bool
            Whether the result has arrays of its own.

        Returns
        -------
        coo_array
            The same matrix in coordinate format.
        """

    def astype(self, dtype: Any) -> Self:
        """Return the same matrix with elements of another class.

        Parameters
        ----------
        dtype : dtype
            The class.

        Returns
        -------
        csc_array
            A copy.
        """

    def copy(self) -> Self:
        """Return an independent copy."""


Array: TypeAlias = NDArray[Any]
Chars: TypeAlias = NDArray[np.str_]
Cell: TypeAlias = NDArray[np.object_]
Struct: TypeAlias = NDArray[np.void]
# Numbers and logical values are an Array of their dtype. The questions below narrow an Array to one of its kinds.
Value: TypeAlias = Array | Sparse | FunctionHandle


def is_sparse(value: object) -> TypeIs[Sparse]:
    """Check whether a value is sparse.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for a sparse array of SciPy.

    Examples
    --------
    >>> import scipy.sparse
    >>> is_sparse(scipy.sparse.csc_array([[1.0]])), is_sparse(np.ones((1, 1)))
    (True, False)
    """
    if isinstance(value, np.ndarray):  # asked so often that the answer for most should not take long
        return False
    sparse = sys.modules.get("scipy.sparse")  # slow to import; whoever has made a sparse array has imported it
    return sparse is not None and bool(sparse.issparse(value))


def is_char(value: object) -> TypeIs[Chars]:
    """Check whether a value is a char array.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for an array of str.

    Examples
    --------
    >>> is_char(np.array([["a", "b"]])), is_char(FunctionHandle("@sin"))
    (True, False)
    """
    return isinstance(value, np.ndarray) and value.dtype.kind == "U"


def is_cell(value: object) -> TypeIs[Cell]:
    """Check whether a value is a cell.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for an array of objects.

    Examples
    --------
    >>> is_cell(np.empty((1, 2), object)), is_cell(np.ones((1, 2)))
    (True, False)
    """
    return isinstance(value, np.ndarray) and value.dtype.kind == "O"


def is_struct(value: object) -> TypeIs[Struct]:
    """Check whether a value is a struct or a struct array.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for a structured array.

    Examples
    --------
    >>> is_struct(np.empty((1, 1), [("a", object)])), is_struct(np.ones((1, 2)))
    (True, False)
    """
    return isinstance(value, np.ndarray) and value.dtype.names is not None


def is_container(value: object) -> TypeIs[Cell | Struct]:
    """Check whether a value holds other values: a cell or a struct.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for an array of objects or a structured array.

    Examples
    --------
    >>> is_container(np.empty((1, 2), object)), is_container(np.array([["a"]]))
    (True, False)
    """
    return is_cell(value) or is_struct(value)


def is_number_array(value: object) -> TypeGuard[Array]:
    """Check whether a value is a full array of numbers or logical values.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for an array of bool, integer, floating-point or complex class.

    Examples
    --------
    >>> import scipy.sparse
    >>> is_number_array(np.array([[True]])), is_number_array(scipy.sparse.csc_array([[1.0]]))
    (True, False)
    """
    return isinstance(value, np.ndarray) and value.dtype.kind in "biufc"


def is_scalar(value: object) -> TypeGuard[Array]:
    """Check whether a value is one number or truth value.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for a full 1-by-1 array of numbers.

    Examples
    --------
    >>> is_scalar(np.ones((1, 1))), is_scalar(np.ones((1, 2)))
    (True, False)
    """
    return is_number_array(value) and value.shape == (1, 1)


def is_empty(value: object) -> TypeGuard[Array]:
    """Check whether a value is an array of numbers without elements.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for ``[]``, whatever its size.

    Examples
    --------
    >>> is_empty(np.zeros((0, 3))), is_empty(np.ones((1, 1)))
    (True, False)
    """
    return is_number_array(value) and not value.size


def is_time(value: object) -> TypeGuard[Array]:
    """Check whether a value is an array of dates or of lengths of time.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for an array of datetime64 or timedelta64.

    Examples
    --------
    >>> is_time(np.array([["2022-01-15"]], "M8[ns]")), is_time(np.ones((1, 1)))
    (True, False)
    """
    return isinstance(value, np.ndarray) and value.dtype.kind in "mM"


def is_numbers(value: object) -> TypeGuard[Array | Sparse]:
    """Check whether a value is numeric or logical, full or sparse.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for a sparse array, or for a full one of bool, integer, floating-point or complex class.

    Examples
    --------
    >>> import scipy.sparse
    >>> is_numbers(np.array([[True]])), is_numbers(scipy.sparse.csc_array([[1.0]])), is_numbers(np.array([["a"]]))
    (True, True, False)
    """
    return is_sparse(value) or is_number_array(value)


def array_of(value: object) -> Array:
    """Return the value itself if it is a full array.

    Parameters
    ----------
    value : object
        A value that can only be a full array.

    Returns
    -------
    ndarray
        The same object.

    Raises
    ------
    TypeError
        If the value is anything else, such as a sparse array or a function handle.

    Examples
    --------
    >>> array_of(np.ones((1, 2))).size
    2
    """
    if not isinstance(value, np.ndarray):
        raise TypeError(f"a full array was expected, not a {type(value).__name__}")
    return value


def field_names(value: Array) -> tuple[str, ...]:
    """Return the field names of a struct.

    Parameters
    ----------
    value : ndarray
        A struct, or any other array.

    Returns
    -------
    tuple of str
        The names in order; empty for an array that is not a struct.

    Examples
    --------
    >>> field_names(np.empty((1, 1), [("a", object)])), field_names(np.ones((1, 2)))
    (('a',), ())
    """
    return value.dtype.names or ()


def parts_of(container: Cell | Struct) -> list[Cell]:
    """Return the arrays of values that a cell or a struct consists of.

    Writing to them changes the container.

    Parameters
    ----------
    container : ndarray
        A cell or a struct.

    Returns
    -------
    list of ndarray
        The cell itself, or one array of objects for each field of the struct.

    Examples
    --------
    >>> len(parts_of(np.empty((1, 2), object))), len(parts_of(np.empty((1, 1), [("a", object), ("b", object)])))
    (1, 2)
    """
    if is_struct(container):
        return [container[name] for name in field_names(container)]
    return [np.asarray(container)]


def elements_of(container: Cell | Struct) -> Iterator[Any]:
    """Yield the values in a cell, or in all fields of a struct.

    Parameters
    ----------
    container : ndarray
        A cell or a struct.

    Yields
    ------
    object
        Each value, in column-major order; those of a struct field by field.

    Examples
    --------
    >>> list(elements_of(np.array([[1, 2], [3, 4]], object)))
    [1, 3, 2, 4]
    """
    for part in parts_of(container):
        yield from part.ravel(order="F")
