""".mat files that MATLAB wrote with objects in them: strings, dates, tables, maps, and objects of other classes.

SciPy does not read them. The package mat-io does; it brings pandas and h5py along, so it is an extra of matdrop's.
"""

from __future__ import annotations

import enum
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.errors import MatdropError
from matdrop.values.canonical import MAP, NUMBER_MAP, canonical, key_text, matlab_size, struct_array
from matdrop.values.matfile import NOT_READABLE
from matdrop.values.value import FunctionHandle, Struct, Value

MISSING = "it needs the package mat-io: pip install 'matdrop[mat]'"

# A calendarDuration: months and days have no fixed length.
CALENDAR = ("months", "days", "millis")


def names_in(file: Path) -> list[str]:
    """Return the names of the variables in a .mat file of any version.

    Parameters
    ----------
    file : Path
        The file.

    Returns
    -------
    list of str
        In the order of the file.

    Raises
    ------
    MatdropError
        If mat-io is not installed or cannot read the file.
    """
    with _understood(file) as matio:
        return list(matio.whosmat(str(file)))


def load_objects(file: Path, names: Sequence[str]) -> dict[str, Value]:
    """Read variables of a .mat file that MATLAB wrote.

    Parameters
    ----------
    file : Path
        The file, of any version.
    names : sequence of str
        Which variables.

    Returns
    -------
    dict of str to value
        In canonical form: a string as text, or a cell of texts, NaN for a missing one; a date or a duration in
        nanoseconds; a member of an enumeration, and the elements of a categorical array, by name; a table as a struct
        of its variables, with ``Row`` or the times of a timetable; an object as a struct of its properties. Objects
        keep their class.

    Raises
    ------
    MatdropError
        If mat-io is not installed or cannot read the file.
    ValueModelError
        If a value has no counterpart in Python.
    """
    with _understood(file) as matio:
        found = matio.load_from_mat(str(file), variable_names=list(names))
    return {name: _value_of(found[name]) for name in names if name in found}


class _understood:  # noqa: N801  # read as a function
    """Import mat-io for a block, and let what it raises name the file; what it warns of changes no value."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._quiet = warnings.catch_warnings()

    def __enter__(self) -> Any:
        self._quiet.__enter__()
        warnings.simplefilter("ignore")
        try:
            import matio
        except ImportError:
            self._quiet.__exit__(None, None, None)
            raise MatdropError(f"{self._file} holds objects of MATLAB's, or is of version 7.3; {MISSING}") from None
        return matio

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._quiet.__exit__(None, None, None)
        if isinstance(error, Exception) and not isinstance(error, MatdropError):
            raise MatdropError(f"{self._file} cannot be read: {error}") from None


def _value_of(read: Any) -> Value:
    """Return what mat-io has read in canonical form."""
    kind = type(read).__name__
    if kind == "DataFrame":
        return _table(read)
    if kind == "Categorical":
        return _names(np.asarray(read, object), "<undefined>")
    if kind == "MatlabContainerMap":
        values = [[_value_of(value)] for value in read.values()]
        has_numbers = any(not isinstance(key, str) for key in read)
        return struct_array([key_text(key) for key in read], values, (1, 1), NUMBER_MAP if has_numbers else MAP)
    if kind == "MatlabOpaque":
        return _object(read.properties, read.classname)
    if kind == "MatlabFunction":
        return FunctionHandle(str(read))
    return _array(read) if isinstance(read, np.ndarray) else canonical(read)


def _array(read: NDArray[Any]) -> Value:
    if read.dtype.kind == "T":
        return _names(read.astype(object), np.nan)
    if read.dtype.kind == "U":
        return _rows(read)
    if read.dtype.kind == "O" and read.size and isinstance(read.flat[0], enum.Enum):
        return _names(read, "")
    if read.dtype.kind == "O" and type(read).__name__ == "MatlabOpaqueArray":
        return _objects(read)
    if read.dtype.kind == "O":
        cell = np.empty(matlab_size(read.shape), object)
        for index in np.ndindex(read.shape):
            cell[index] = _value_of(read[index])
        return cell
    if read.dtype.names == CALENDAR:
        counts = [[canonical(float(part.astype(int))) for part in read[name].ravel(order="F")] for name in CALENDAR]
        return struct_array(list(CALENDAR), counts, matlab_size(read.shape), "calendarDuration")
    if read.dtype.names is not None:
        fields = [[_value_of(element) for element in read[name].ravel(order="F")] for name in read.dtype.names]
        return struct_array(list(read.dtype.names), fields, matlab_size(read.shape))
    return canonical(np.asarray(read))


def _rows(read: NDArray[Any]) -> Value:
    """Return a char array, of which mat-io has a text for each row."""
    rows = [str(row) for row in read.ravel()]
    if len(rows) <= 1:
        return canonical(rows[0] if rows else "")
    width = max(map(len, rows))
    return np.array([list(row.ljust(width)) for row in rows], "<U1").reshape(len(rows), width)


def _names(elements: NDArray[Any], missing: Any) -> Value:
    """Return texts, or names of an enumeration's members: one as text, others as a cell."""
    named = np.empty(matlab_size(elements.shape), object)
    for index, element in np.ndenumerate(elements):
        element = element.name if isinstance(element, enum.Enum) else element
        named[index] = canonical(element if isinstance(element, str) else missing)
    one: Value = named[0, 0] if named.size == 1 else named
    return one


def _object(properties: Any, class_name: str) -> Value:
    if not isinstance(properties, Mapping) or not properties:
        return struct_array([NOT_READABLE], [[canonical(class_name)]], (1, 1), class_name)
    return struct_array(list(properties), [[_value_of(value)] for value in properties.values()], (1, 1), class_name)


def _objects(read: NDArray[Any]) -> Struct:
    """Return an array of objects as a struct array."""
    elements = [element.properties for element in read.ravel(order="F")]
    names = list(elements[0]) if elements else []
    fields = [[_value_of(properties[name]) for properties in elements] for name in names]
    return struct_array(names, fields, matlab_size(read.shape), str(getattr(read, "classname", "")))


def _table(frame: Any) -> Value:
    """Return a table or timetable as a struct of its variables, each a column."""
    columns = {str(name): frame[name] for name in frame.columns}
    index = frame.index
    kind = "timetable" if getattr(index.dtype, "kind", "") in "mM" else "table"
    if kind == "timetable":
        columns = {str(index.name or "Time"): index.to_series(), **columns}
    elif index.dtype.kind not in "iu":
        columns = {"Row": index.to_series(), **columns}
    return struct_array(list(columns), [[_column(column)] for column in columns.values()], (1, 1), kind)


def _column(series: Any) -> Value:
    if series.dtype.name == "category":
        return _texts(series.to_numpy(dtype=object), "<undefined>")
    if series.dtype.kind in "biufcmM":
        return canonical(series.to_numpy().reshape(-1, 1))
    elements = series.to_numpy(dtype=object)
    if all(isinstance(element, str) or element != element for element in elements):
        return _texts(elements, np.nan)
    cell = np.empty((len(elements), 1), object)
    for row, element in enumerate(elements):
        cell[row, 0] = _value_of(element)
    return cell


def _texts(elements: NDArray[Any], missing: Any) -> Value:
    cell = np.empty((len(elements), 1), object)
    for row, element in enumerate(elements):
        cell[row, 0] = canonical(element if isinstance(element, str) else missing)
    return cell
