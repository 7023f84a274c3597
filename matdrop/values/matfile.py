""".mat files in and out: what they or their readers do not keep whole travels packed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.values.canonical import (
    canonical,
    class_of,
    matlab_size,
    struct_array,
    text_of,
    triplets,
)
from matdrop.values.mat_format import UnfamiliarError, read, value_of, variables_in, write
from matdrop.values.value import (
    Cell,
    FunctionHandle,
    Sparse,
    Struct,
    Value,
    array_of,
    field_names,
    is_cell,
    is_char,
    is_sparse,
    is_struct,
    is_time,
    parts_of,
)

# The header of a .mat file holds a text of 116 bytes, in which writers put the date.
HEADER_TEXT = b"MATLAB 5.0 MAT-file, written by matdrop".ljust(116)

# The only field of an object that has no properties or holds itself; the field's value is the object's class.
NOT_READABLE = "(cannot be compared)"


def save_mat(variables: Mapping[str, Any]) -> bytes:
    """Write variables as a .mat file (version 5, uncompressed) that holds nothing but them: no date.

    Parameters
    ----------
    variables : mapping of str to object
        Names and values; what .mat files or their readers do not keep whole is packed, in the form
        that ``drivers/matdrop_unpack.m`` reads.

    Returns
    -------
    bytes
        The file. The same variables always give the same bytes.

    Examples
    --------
    >>> load_mat(save_mat({"x": [[1 + 2j, 0]]}))["x"]
    array([[1.+2.j, 0.+0.j]])
    """
    return write_packed({name: pack(value) for name, value in variables.items()})


def write_packed(variables: Mapping[str, Any]) -> bytes:
    """Write variables that `pack` has packed, in the format of `save_mat`.

    Parameters
    ----------
    variables : mapping of str to object
        Names and packed values, or values that SciPy writes without loss.

    Returns
    -------
    bytes
        The .mat file. The same variables always give the same bytes.

    Examples
    --------
    >>> write_packed({"x": pack(1.0)}) == save_mat({"x": 1.0})
    True
    """
    try:
        return write(variables, HEADER_TEXT)
    except UnfamiliarError:
        import scipy.io  # slow to import, and rarely needed

        file = io.BytesIO()
        scipy.io.savemat(file, dict(variables), long_field_names=True)
        return HEADER_TEXT + file.getvalue()[len(HEADER_TEXT) :]


class MatFile(Mapping[str, Value]):
    """The variables of a .mat file, in canonical form; each is read when it is asked for first.

    Parameters
    ----------
    file : Path
        As `save_mat` or the engine's driver wrote it.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> "article" in MatFile(load_table(OWN_TABLE).fixtures / "inverted_dropout.mat")
    True
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: dict[str, Value] = {}
        self._waiting: dict[str, bytes] = {}
        try:
            self._waiting = variables_in(file.read_bytes())
        except UnfamiliarError:
            self._read = load_mat(file)

    def __getitem__(self, name: str) -> Value:
        if name in self._waiting:
            try:
                self._read[name] = unpack(value_of(self._waiting.pop(name)))
            except UnfamiliarError:
                self._read, self._waiting = load_mat(self._file), {}
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter([*self._read, *self._waiting])

    def __len__(self) -> int:
        return len(self._read) + len(self._waiting)


def load_mat(source: Path | bytes) -> dict[str, Value]:
    """Read a .mat file that `save_mat` or the engine's driver wrote.

    Parameters
    ----------
    source : Path or bytes
        The file, or what it holds.

    Returns
    -------
    dict of str to value
        The variables in canonical form.

    Examples
    --------
    >>> load_mat(save_mat({"name": "abc"}))["name"]
    array([['a', 'b', 'c']], dtype='<U1')
    """
    content = source if isinstance(source, bytes) else source.read_bytes()
    try:
        variables = read(content)
    except UnfamiliarError:
        import scipy.io  # slow to import, and rarely needed

        variables = scipy.io.loadmat(io.BytesIO(content), mat_dtype=True)
    return {name: unpack(value) for name, value in variables.items() if not name.startswith("__")}


def pack(value: Any) -> Any:
    """Return a value in the form of ``drivers/matdrop_pack.m``, which .mat files and SciPy keep without loss.

    `scipy.io.loadmat` drops the imaginary part when it is asked to keep classes, and it does not read char arrays
    and function handles back as they were written.

    Parameters
    ----------
    value : object
        Anything that `matdrop.values.canonical.canonical` takes.

    Returns
    -------
    ndarray or dict
        A real numeric or logical array as it is, a cell with each element packed, and for any other class a dict with
        the keys ``matdrop_class``, ``size`` and ``data``.

    Raises
    ------
    ValueModelError
        If MATLAB has no such value.

    Examples
    --------
    >>> pack(1 + 2j)["matdrop_class"], pack([1, 2])
    ('complex', array([[1., 2.]]))
    """
    value = canonical(value)
    if isinstance(value, FunctionHandle):
        return _packed("function_handle", (1, 1), _codes(value.text))
    if is_sparse(value):
        row, column, elements = triplets(value)
        return _packed("sparse", value.shape, cell_column([row, column, pack(elements)]))
    if is_struct(value):
        return _packed_struct(value)
    if is_time(value):
        return _packed(class_of(value), value.shape, np.asarray(value).ravel(order="F").view(np.int64).reshape(-1, 1))
    if is_char(value):
        units = _codes(text_of(value))
        return _packed("char", (1, units.size) if value.shape[0] == 1 else value.shape, units)
    if is_cell(value):
        return _each(pack, value)
    if np.iscomplexobj(value):
        return _packed("complex", value.shape, cell_column([value.real, value.imag]))
    return value


def _packed_struct(value: Struct) -> dict[str, Any]:
    names = cell_column([pack(name) for name in field_names(value)])
    values = np.empty((len(field_names(value)), value.size), object)
    for row_index, part in enumerate(parts_of(value)):
        for column_index, element in enumerate(part.ravel(order="F")):
            values[row_index, column_index] = pack(element)
    return _packed(class_of(value), value.shape, cell_column([names, values]))


def packed_expression(text: str) -> dict[str, Any]:
    """Return a MATLAB expression in the form that ``drivers/matdrop_unpack.m`` evaluates.

    Parameters
    ----------
    text : str
        The expression.

    Returns
    -------
    dict
        The keys ``matdrop_class``, ``size`` and ``data``.

    Examples
    --------
    >>> packed_expression("magic(3)")["matdrop_class"]
    'expression'
    """
    return _packed("expression", (1, len(text)), _codes(text))


def unpack(packed: Any) -> Value:
    """Return the value that `pack` or ``drivers/matdrop_pack.m`` has packed.

    Parameters
    ----------
    packed : ndarray
        A variable as `scipy.io.loadmat` reads it with ``mat_dtype=True``.

    Returns
    -------
    ndarray, csc_array or FunctionHandle
        The value in canonical form.

    Examples
    --------
    >>> unpack(np.array([[1.0, 2.0]]))
    array([[1., 2.]])
    """
    if packed.dtype.kind == "O":
        return _each(unpack, packed)
    if packed.dtype.names is None:
        return np.asarray(packed).reshape(matlab_size(packed.shape), order="F")
    if "matdrop_class" not in packed.dtype.names:
        fields = [[unpack(element) for element in packed[name].ravel(order="F")] for name in packed.dtype.names]
        return struct_array(list(packed.dtype.names), fields, matlab_size(packed.shape))
    kind, size, data = packed[0, 0]
    return _unpacked(str(kind.item()), tuple(int(n) for n in size.ravel()), data)


def _decoded(text: str) -> str:
    """Return the text of the bytes that a row of Octave's has; that of other bytes than of UTF-8 has one for each."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return text


def _each(function: Callable[[Any], Any], cell: Cell) -> Cell:
    result = np.empty(cell.size, object)
    for number, element in enumerate(cell.ravel(order="F").tolist()):
        result[number] = function(element)
    return result.reshape(cell.shape, order="F")


def _unpacked(kind: str, size: tuple[int, ...], data: NDArray[Any]) -> Value:
    if kind == "complex":
        result = np.empty(size, np.result_type(data[0, 0].dtype, np.complex64))
        result.real, result.imag = data.ravel()
        return result
    if kind == "sparse":
        import scipy.sparse  # slow to import

        row, column, elements = data.ravel()
        indices = (row.ravel().astype(int) - 1, column.ravel().astype(int) - 1)
        matrix: Sparse = scipy.sparse.csc_array((array_of(unpack(elements)).ravel(), indices), shape=size)
        return matrix
    if kind in ("datetime", "duration"):
        return _times(kind, data, size)
    if data.dtype == object:  # a struct, or an object by its properties
        names, values = data.ravel()
        fields = [[unpack(element) for element in row] for row in values]
        class_name = "" if kind == "struct" else kind
        return struct_array([text_of(unpack(name)) for name in names.ravel()], fields, size, class_name)
    text = [chr(int(code)) for code in data.ravel()]
    if kind == "bytes":
        return canonical(_decoded("".join(text)))
    if kind == "char":
        return np.array(text, "<U1").reshape(size, order="F")
    if kind == "function_handle":
        return FunctionHandle("".join(text))
    # What the driver cannot read agrees with no port's value, since no port has such a field.
    return struct_array([NOT_READABLE], [[canonical("".join(text))]], (1, 1), "".join(text))


def _times(kind: str, ticks: NDArray[Any], size: tuple[int, ...]) -> Value:
    """Return dates or lengths of time from nanoseconds; the least number stands for none, as in NumPy."""
    unit = "M8[ns]" if kind == "datetime" else "m8[ns]"
    return ticks.astype(np.int64).ravel().view(unit).reshape(size, order="F")


def cell_column(elements: Sequence[Any]) -> NDArray[Any]:
    """Return a cell of one column as SciPy writes it, an array of objects.

    Parameters
    ----------
    elements : sequence of object
        The elements, from top to bottom.

    Returns
    -------
    ndarray of object
        An array of one column with as many rows as there are elements.

    Examples
    --------
    >>> cell_column(["a", "b"]).shape
    (2, 1)
    """
    cell = np.empty((len(elements), 1), object)
    for k, element in enumerate(elements):
        cell[k, 0] = element
    return cell


def _codes(text: str) -> NDArray[np.float64]:
    """Return the UTF-16 units of a text, as MATLAB has it."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    return units.astype(np.float64).reshape(-1, 1)


def _packed(kind: str, size: tuple[int, ...], data: Any) -> dict[str, Any]:
    return {"matdrop_class": kind, "size": np.array([size], np.float64), "data": data}
