"""Declared conventions at work: an input as the port wants it, and an output as MATLAB has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matdrop.cases.declared_conventions import AS_IN_MATLAB, DeclaredConventions, Part
from matdrop.values.canonical import canonical
from matdrop.values.value import (
    FunctionHandle,
    Value,
    field_names,
    is_container,
    is_empty,
    is_number_array,
    is_sparse,
    is_struct,
    parts_of,
)


def moved(part: Part, value: Any, by: int) -> Any:
    """Add a number to what a convention names of a value.

    Parameters
    ----------
    part : Part
        The whole input or output, a column, or a field.
    value : object
        The input or output: anything that `canonical` accepts.
    by : int
        1 or -1.

    Returns
    -------
    object
        As `shifted` returns it; unchanged if the value has no such part.

    Raises
    ------
    ValueModelError
        If the value has no MATLAB counterpart.

    Examples
    --------
    >>> moved(Part("edges", column=2), np.array([[1.0, 2.0]]), -1)
    array([[1., 1.]])
    """
    if not (part.column or part.field):
        return shifted(value, by)
    value = canonical(value)
    if part.field and is_struct(value) and part.field in field_names(value):
        value = value.copy()
        for index in np.ndindex(value.shape):
            value[part.field][index] = shifted(value[part.field][index], by)
    elif part.column and is_number_array(value) and part.column <= value.shape[1]:
        value = value.copy()
        value[:, part.column - 1] = shifted(value[:, part.column - 1], by)
    return value


def shifted(value: Any, by: int) -> Any:
    """Add a number to every number of a value, also in cells and structs; text and logicals stay as they are.

    Parameters
    ----------
    value : object
        Anything that `canonical` accepts.
    by : int
        The number to add.

    Returns
    -------
    object
        In canonical form; a 1-D array stays 1-D and a list of numbers a list.

    Raises
    ------
    ValueModelError
        If the value has no MATLAB counterpart.

    Examples
    --------
    >>> shifted([[0, 2], "a"], 1)[0, 0]
    array([[1., 3.]])
    >>> shifted([0, 2], 1), shifted(np.array([1, 2], np.uint8), -1)
    ([1, 3], array([0, 1], dtype=uint8))
    """
    if isinstance(value, list | tuple) and all(type(element) in (int, float) for element in value):
        return [element + by for element in value]
    if isinstance(value, np.ndarray) and value.ndim == 1 and value.dtype.kind in "iufc":
        return shifted(value[None, :], by)[0]
    value = canonical(value)
    if is_container(value):
        copy = value.copy()
        for part in parts_of(copy):
            for index in np.ndindex(part.shape):
                part[index] = shifted(part[index], by)
        return copy
    if not is_number_array(value) or value.dtype == bool:
        return value
    return value + value.dtype.type(by) if by > 0 else value - value.dtype.type(-by)  # no unsigned class has -1


def input_as_declared(conventions: DeclaredConventions, name: str, value: Value) -> Value:
    """Return an input as the port has it, still in canonical form.

    Parameters
    ----------
    conventions : DeclaredConventions
        Of the pair.
    name : str
        The input.
    value : value
        As the original gets it.

    Returns
    -------
    value
        Counted from 0, transposed, with the stack first, full: as declared.

    Examples
    --------
    >>> input_as_declared(DeclaredConventions(transposed=("X",)), "X", np.array([[1.0, 2.0]]))
    array([[1.],
           [2.]])
    """
    for part in map(Part.of, conventions.zero_based):
        value = moved(part, value, -1) if part.name == name else value
    if name in conventions.transposed:
        value = _transposed(value)
    if name in conventions.stack_first and is_number_array(value) and value.ndim > 2:
        value = np.moveaxis(value, -1, 0)
    return _full(value) if name in conventions.full else value


def argument_as_declared(conventions: DeclaredConventions, name: str, value: Value, argument: Any) -> Any:
    """Return what the port is handed for an input.

    Parameters
    ----------
    conventions : DeclaredConventions
        Of the pair.
    name : str
        The input.
    value : value
        As `input_as_declared` returns it.
    argument : object
        The same as `matdrop.calling.conventions.to_python` returns it.

    Returns
    -------
    object
        A list, None for an empty array, a sparse matrix: as declared; else the argument.

    Examples
    --------
    >>> argument_as_declared(DeclaredConventions(lists=("n",)), "n", np.array([[3.0]]), 3)
    [3]
    """
    if name in conventions.none_for_empty and is_empty(value):
        return None
    if name in conventions.sparse and (is_sparse(value) or is_number_array(value)):
        from scipy import sparse  # slow to import

        return sparse.csr_matrix(value)
    if name in conventions.lists and is_number_array(value):
        return argument.tolist() if isinstance(argument, np.ndarray) else [argument]
    return argument


def output_as_declared(conventions: DeclaredConventions, name: str, obtained: Any) -> Any:
    """Return an output of the port as MATLAB has it.

    Parameters
    ----------
    conventions : DeclaredConventions
        Of the pair.
    name : str
        The output.
    obtained : object
        As the port returned it.

    Returns
    -------
    object
        Transposed, with the stack last, sparse or full, counted from 1: as declared; else as it was returned.

    Raises
    ------
    ValueModelError
        If the value has no MATLAB counterpart.

    Examples
    --------
    >>> output_as_declared(DeclaredConventions(zero_based=("p",)), "p", [0, 2])
    [1, 3]
    """
    if name in conventions.transposed:
        obtained = _transposed(canonical(obtained))
    if name in conventions.stack_first and np.ndim(obtained) > 2:
        obtained = np.moveaxis(np.asarray(obtained), 0, -1)
    if name in conventions.sparse:
        obtained = _full(canonical(obtained))
    if name in conventions.full and is_number_array(value := canonical(obtained)):
        from scipy import sparse  # slow to import

        obtained = sparse.csc_array(value)
    for part in map(Part.of, conventions.zero_based):
        obtained = moved(part, obtained, 1) if part.name == name else obtained
    return obtained


def described(conventions: DeclaredConventions, inputs: Sequence[str], outputs: Sequence[str]) -> list[str]:
    """Return in what a port was called, and its outputs were taken, otherwise than MATLAB's, as declared.

    Parameters
    ----------
    conventions : DeclaredConventions
        Of the pair.
    inputs, outputs : sequence of str
        The names of the case's inputs and outputs.

    Returns
    -------
    list of str
        A sentence for each convention and side.

    Examples
    --------
    >>> described(DeclaredConventions(zero_based=("p", "start")), ["start"], ["p"])
    ['start was passed counted from 0', 'p was returned counted from 0']
    """
    if conventions == AS_IN_MATLAB:
        return []
    passed = {
        "zero_based": "passed counted from 0",
        "transposed": "passed transposed",
        "stack_first": "passed with the last dimension first",
        "lists": "passed as a list",
        "none_for_empty": "passed as None where it is empty",
        "full": "passed as a full array",
        "sparse": "passed as a sparse matrix",
    }
    returned = {
        "zero_based": "returned counted from 0",
        "transposed": "returned transposed",
        "stack_first": "returned with the last dimension first",
        "full": "returned as a full array",
        "sparse": "returned as a sparse matrix",
    }
    said = _said(conventions, passed, inputs)
    if conventions.handle_outputs > 1:
        said.append(f"function handles return {conventions.handle_outputs} outputs to the port")
    if conventions.returns:
        said.append(f"the port returns {', '.join(filter(None, conventions.returns))} in this order")
    return [*said, *_said(conventions, returned, outputs)]


def _said(conventions: DeclaredConventions, words: dict[str, str], names: Sequence[str]) -> list[str]:
    said = []
    for key, word in words.items():
        named = [text for text in getattr(conventions, key) if Part.of(text).name in names]
        if named:
            said.append(f"{', '.join(named)} {'was' if len(named) == 1 else 'were'} {word}")
    return said


def _transposed(value: Value) -> Value:
    return value if isinstance(value, FunctionHandle) else value.transpose().tocsc() if is_sparse(value) else value.T


def _full(value: Value) -> Value:
    return value.toarray() if is_sparse(value) else value
