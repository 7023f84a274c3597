"""Representation: in what Python holds a value otherwise than MATLAB, and loses nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from matdrop.source.names import normalize_name
from matdrop.values.canonical import (
    MAP,
    NUMBER_MAP,
    NUMERIC_CLASSES,
    class_of,
    is_without_orientation,
    matlab_size,
    object_class,
    size_of,
    struct_array,
    text_of,
    without_orientation,
)
from matdrop.values.display import format_size
from matdrop.values.value import (
    Array,
    Cell,
    Sparse,
    Struct,
    Value,
    array_of,
    elements_of,
    field_names,
    is_cell,
    is_char,
    is_number_array,
    is_numbers,
    is_sparse,
    is_struct,
)

# Classes that may hold whole numbers.
WHOLE = ("logical", "double", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
# As a share of the largest number: an imaginary part that may be rounding.
NOISE = 1e-13
# A form takes the original's value, the port's, and whether the port's has no orientation of its own. It returns the
# port's value as the original has it, and what to say; None where it has nothing to do.
Form = Callable[[Value, Value, bool], tuple[Value, str] | None]


def as_represented(reference: Value, result: Value, flat: bool, is_inside: bool = False) -> tuple[Value, list[str]]:
    """Return a port's value in the original's representation, as far as that loses nothing; and say what was accepted.

    Parameters
    ----------
    reference, result : value
        The original's and the port's, in canonical form.
    flat : bool
        Whether the port's value has no orientation of its own, such as a 1-D array or a list: it may stand for a column
        as well as for a row, and, where it is empty, for an empty of any size.
    is_inside : bool
        Whether the values are inside of a cell or struct.

    Returns
    -------
    value : value
        The port's, in the original's class and orientation where only the representation differs.
    accepted : list of str
        What was accepted.

    Examples
    --------
    >>> as_represented(np.array([[1.0], [2.0]]), np.array([[1, 2]]), flat=True)[1]
    ['the port returned 1-D, MATLAB 2x1 (accepted)', 'the port returned int64, MATLAB double (accepted)']
    """
    if _are_alike(reference, result):
        return result, []
    accepted: dict[str, None] = {}  # each once, in order
    for form in INSIDE if is_inside else FORMS:
        if (found := form(reference, result, flat)) is not None:
            result, said = found
            accepted[said] = None
    if size_of(reference) == size_of(result):
        result, also = _elements_as_represented(reference, result)
        accepted.update(dict.fromkeys(also))
    return result, list(accepted)


def _are_alike(reference: Value, result: Value) -> bool:
    """Whether two values are arrays of numbers of one class and size, as most are: then both are represented alike."""
    if not (isinstance(reference, np.ndarray) and isinstance(result, np.ndarray)):
        return False
    return reference.dtype == result.dtype and reference.dtype.kind in "biufc" and reference.shape == result.shape


def differs_by_noise(left: Value, right: Value) -> bool:
    """Whether one value is complex and the other real, and what there is of imaginary parts may be rounding.

    Parameters
    ----------
    left, right : value
        In canonical form.

    Returns
    -------
    bool
        True only for full arrays of one size and precision. Whether the numbers agree is then a matter of the modulus
        of their differences.

    Examples
    --------
    >>> differs_by_noise(np.array([[5.0]]), np.array([[5 + 1e-16j]])), differs_by_noise(np.eye(1), np.array([[1j]]))
    (True, False)
    >>> differs_by_noise(np.array([[np.nan]]), np.array([[complex(np.nan, np.nan)]]))
    True
    """
    if not (is_number_array(left) and is_number_array(right)) or np.iscomplexobj(left) == np.iscomplexobj(right):
        return False
    if size_of(left) != size_of(right) or left.real.dtype != right.real.dtype:
        return False
    known = [np.where(np.isnan(side), 0, side) for side in (left, right)]  # an undefined number has no second part
    largest = max(np.abs(side).max(initial=0) for side in known)
    return bool(max(np.abs(side.imag).max(initial=0) for side in known) <= NOISE * largest)


def _accepted(port: str, matlab: str) -> str:
    return f"the port returned {port}, MATLAB {matlab} (accepted)"


def _any_empty(reference: Value, result: Value, flat: bool) -> tuple[Value, str] | None:
    """Take an empty that has no size of its own, as an array of two dimensions has, for any empty."""
    size, other = size_of(reference), size_of(result)
    if math.prod(size) or not (0 in other or _is_empty_dict(result)):
        return None
    if (size, class_of(reference)) == (other, class_of(result)):
        return None
    if not (flat and (other in ((0, 0), (1, 0)) or _is_empty_dict(result))):
        return None
    return reference, _accepted("an empty value", f"{format_size(size)} {class_of(reference)}")


def _is_empty_dict(value: Value) -> bool:
    return is_struct(value) and not field_names(value)


def _records(reference: Value, result: Value, _: bool) -> tuple[Value, str] | None:
    """Take a list of dicts or objects, all with the same fields, for a struct array."""
    if not (is_struct(reference) and is_cell(result) and result.size):
        return None
    elements = list(elements_of(result))
    if not all(is_struct(element) and element.size == 1 for element in elements):
        return None
    names = field_names(elements[0])
    if any(set(field_names(element)) != set(names) for element in elements):
        return None
    fields = [[element[name].item() for element in elements] for name in names]
    array = struct_array(list(names), fields, _vector_like(reference, result.size))
    return array, _accepted("a list", f"{format_size(reference.shape)} struct")


def _columns(reference: Value, result: Value, _: bool) -> tuple[Value, str] | None:
    """Take a dict whose fields hold an entry for each element for a struct array."""
    if not (is_struct(reference) and is_struct(result)) or reference.size < 2 or result.size != 1:
        return None
    fields = [_entries(result[name].item(), reference.size) for name in field_names(result)]
    if not fields or any(entries is None for entries in fields):
        return None
    known = [entries for entries in fields if entries is not None]
    array = struct_array(list(field_names(result)), known, _vector_like(reference, reference.size))
    return array, _accepted("a dict of lists", f"{format_size(reference.shape)} struct")


def _entries(value: Value, count: int) -> list[Value] | None:
    """Return the entries of a field that holds as many: the elements of a vector, else the rows."""
    if is_cell(value) and value.size == count:
        return list(elements_of(value))
    if not is_number_array(value):
        return None
    if value.size == count and value.ndim == 2 and 1 in value.shape:
        return [np.array([[element]]) for element in value.ravel()]
    rows = [without_orientation(row.reshape(matlab_size(row.shape))) for row in value]
    return list(rows) if len(rows) == count else None


def _vector_like(reference: Array, count: int) -> tuple[int, ...]:
    """Return the size of a vector of some elements; a column if the original's is one."""
    size = size_of(reference)
    return (count, 1) if len(size) == 2 and size[0] != 1 and size[1] == 1 else (1, count)


def _texts(reference: Value, result: Value, _: bool) -> tuple[Value, str] | None:
    """Take a list of texts for the rows of a char array, which MATLAB pads with blanks."""
    if not (is_char(reference) and is_cell(result)) or reference.ndim != 2 or reference.shape[0] < 2:
        return None
    if not _are_texts(elements_of(result)):
        return None
    rows = [text_of(element) for element in elements_of(result)]
    height, width = reference.shape
    if len(rows) != height or any(len(row) > width for row in rows):
        return None
    chars = np.array([list(row.ljust(width)) for row in rows], "<U1").reshape(height, width)
    return chars, _accepted("a list of texts", f"{format_size(reference.shape)} char")


def _rows_of_cell(reference: Value, result: Value, _: bool) -> tuple[Value, str] | None:
    """Take a list of rows, each a list of as many elements, for a cell with rows and columns."""
    if not (is_cell(reference) and is_cell(result)) or reference.ndim != 2 or 1 in reference.shape:
        return None
    height, width = reference.shape
    rows = [_entries(row, width) for row in elements_of(result)]
    if len(rows) != height or any(row is None for row in rows):
        return None
    grid = np.empty((height, width), object)
    for place, element in enumerate(element for row in rows for element in row or ()):
        grid.flat[place] = element
    return grid, _accepted("a list of rows", f"{format_size(reference.shape)} cell")


def _are_texts(elements: Iterable[Value]) -> bool:
    return all(is_char(element) and (not element.size or element.shape[0] == 1) for element in elements)


def _vector_of_other_orientation(reference: Value, result: Value, flat: bool) -> tuple[Value, str] | None:
    if not (flat and isinstance(result, np.ndarray)):
        return None
    size, other = size_of(reference), result.shape
    vectors = all(len(one) == 2 and 1 in one for one in (size, other))
    if not vectors or size == other or math.prod(size) != math.prod(other):
        return None
    return result.reshape(size), _accepted("1-D", format_size(size))


def _elements_for_cell(reference: Value, result: Value, _: bool) -> tuple[Value, str] | None:
    """Take an array of numbers for a cell that holds one in each place."""
    if not is_cell(reference) or size_of(reference) != size_of(result):
        return None
    if is_number_array(result):
        return _cell_of_elements(result), _accepted("numbers", "a cell of numbers")
    return None


def _characters(reference: Value, result: Value, flat: bool) -> tuple[Value, str] | None:
    """Take a 1-D array of texts that all have one character for a cell of texts; a str is none."""
    if not (flat and is_cell(reference) and is_char(result)) or size_of(reference) != size_of(result):
        return None
    if not result.size or not _are_texts(elements_of(reference)):
        return None
    return _cell_of_elements(result), _accepted("an array of characters", "a cell of texts")


def _cell_of_elements(result: Array) -> Cell:
    cell = np.empty(result.shape, object)
    for index in np.ndindex(result.shape):
        cell[index] = result[index].reshape(1, 1)
    return cell


def _object(reference: Value, result: Value, _: bool) -> tuple[Value, str] | None:
    """Take a dict or an object for an object of a MATLAB class that has these properties, or for a map."""
    if not (is_struct(reference) and is_struct(result)) or class_of(reference) == class_of(result):
        return None
    if object_class(result):
        return None
    fields = [list(result[name].ravel(order="F")) for name in field_names(result)]
    kind = object_class(reference)
    value = struct_array(list(field_names(result)), fields, result.shape, kind)
    return value, _accepted("a dict or an object", f"an object of class {kind}" if kind else "a struct")


def _renamed_fields(reference: Value, result: Value, _: bool) -> tuple[Value, str] | None:
    """Take fields whose names differ in case and underscores alone."""
    if not (is_struct(reference) and is_struct(result)) or set(field_names(reference)) == set(field_names(result)):
        return None
    if object_class(reference) in (MAP, NUMBER_MAP):  # keys are values of the user's, not names
        return None
    theirs = {normalize_name(name): name for name in field_names(reference)}
    result = _without_old_spellings(reference, result, theirs)
    renamed = [_namesake(name, theirs, field_names(result)) for name in field_names(result)]
    changed = [f"{old} for {new}" for old, new in zip(field_names(result), renamed, strict=True) if old != new]
    if not changed or len(set(renamed)) < len(renamed):
        return None
    fields = [list(result[name].ravel(order="F")) for name in field_names(result)]
    value = struct_array(renamed, fields, result.shape, object_class(result))
    return value, f"the port's fields are named {', '.join(changed)} (accepted)"


def _without_old_spellings(reference: Struct, result: Struct, theirs: Mapping[str, str]) -> Struct:
    """Return a struct without fields of the original's spelling that the port has stored in another one since."""
    names = field_names(result)
    spelled = {theirs.get(normalize_name(name), name) for name in names if name not in field_names(reference)}
    kept = [name for name in names if name not in spelled or name not in field_names(reference)]
    fields = [list(result[name].ravel(order="F")) for name in kept]
    return struct_array(kept, fields, result.shape, object_class(result)) if len(kept) < len(names) else result


def _namesake(name: str, theirs: dict[str, str], own: Sequence[str]) -> str:
    found = theirs.get(normalize_name(name), name)
    return name if found in own else found


# In this order: what becomes a struct array, a char array or a cell may then be turned, and its fields renamed.
INSIDE: tuple[Form, ...] = (
    _any_empty,
    _records,
    _columns,
    _texts,
    _rows_of_cell,
    _vector_of_other_orientation,
    _elements_for_cell,
    _object,
    _renamed_fields,
)
# Inside of containers a str is no longer told from an array of characters.
FORMS: tuple[Form, ...] = (*INSIDE, _characters)


def _elements_as_represented(reference: Value, result: Value) -> tuple[Value, list[str]]:
    """Do the same for what a container holds, or for the class of numbers."""
    if is_cell(reference) and is_cell(result):
        return _cell_as_represented(reference, result)
    if is_struct(reference) and is_struct(result):
        return _struct_as_represented(reference, result)
    if is_numbers(reference) and is_numbers(result) and is_sparse(reference) == is_sparse(result):
        return _numbers_as_represented(reference, result)
    return result, []


def _cell_as_represented(reference: Cell, result: Cell) -> tuple[Value, list[str]]:
    changed = result.copy()
    accepted: dict[str, None] = {}
    for index in np.ndindex(result.shape):
        flat = is_without_orientation(result[index])
        changed[index], also = as_represented(reference[index], result[index], flat, is_inside=True)
        accepted.update(dict.fromkeys(also))
    return changed, list(accepted)


def _struct_as_represented(reference: Struct, result: Struct) -> tuple[Value, list[str]]:
    changed = result.copy()
    accepted: dict[str, None] = {}
    for name in [name for name in field_names(reference) if name in field_names(result)]:
        changed[name], also = _cell_as_represented(reference[name], result[name])
        accepted.update(dict.fromkeys(also))
    return changed, list(accepted)


def _numbers_as_represented(reference: Array | Sparse, result: Array | Sparse) -> tuple[Value, list[str]]:
    """Accept whole numbers in another class for doubles, and 0 and 1 for logical values; of sparse arrays too."""
    kind, other = NUMERIC_CLASSES.get(reference.dtype, ""), NUMERIC_CLASSES.get(result.dtype, "")
    if kind not in ("double", "logical") or other == kind or other not in WHOLE:
        return result, []
    stored, elements = _stored(reference), _stored(result)
    if np.iscomplexobj(stored) or not np.array_equal(stored.astype(np.float64), np.trunc(stored.astype(np.float64))):
        return result, []
    keeps_values = kind == "double" or np.isin(elements, (0, 1)).all()
    said = [_accepted(other, kind)]
    return result.astype(reference.dtype) if keeps_values else result, said


def _stored(value: Array | Sparse) -> Array:
    return value.data if is_sparse(value) else array_of(value)
