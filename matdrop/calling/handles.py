"""Function handles: the Python function that a port gets for a handle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from matdrop.calling.load import load_port
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.source.names import normalize_name
from matdrop.values.canonical import digest
from matdrop.values.value import FunctionHandle, Value, is_cell, is_struct, parts_of

F = TypeVar("F")


def functions_for(
    handle: FunctionHandle,
    flat: bool,
    given: Mapping[str, Callable[..., Any]],
    port: Callable[..., Any],
    folder: Path,
    path: Sequence[Path],
    session: Session | None,
    count: int,
    answers: dict[Any, list[Any]],
) -> Callable[..., Any]:
    """Return the Python function that a port gets for a function handle.

    Parameters
    ----------
    handle : FunctionHandle
        As the original gets it.
    flat : bool
        Whether vectors among its answers are returned as 1-D arrays.
    given : mapping of str to callable
        Python functions that the user passed as arguments, by the text of their handles.
    port : callable
        Without an engine, a function of its module that has the handle's name is taken.
    folder : Path
        The folder of the functions that the handle calls.
    path : sequence of Path
        More folders of such functions.
    session : Session or None
        The engine, which evaluates handles that were given in MATLAB's words.
    count : int
        How many outputs a call returns; more than one as a tuple.
    answers : dict
        What the engine has answered so far, by the call: a port is called by several conventions.

    Returns
    -------
    callable
        If nothing can evaluate the handle, a function that raises `MatdropError` when it is called.

    Examples
    --------
    >>> from matdrop.values.canonical import FunctionHandle
    >>> functions_for(FunctionHandle("@(x) x.^2"), False, {"@(x) x.^2": abs}, len, Path(), (), None, 1, {})(-2)
    2
    """
    if (declared := _declared(handle, given)) is not None:
        return declared
    if session is None:
        return _of_its_name(handle, port) or _refusing(handle)

    def call(*args: Any) -> Any:
        # A vector of parameters is a column in MATLAB far more often than a row.
        columns = [arg[:, None] if getattr(arg, "ndim", 0) == 1 else getattr(arg, "handle", arg) for arg in args]
        key = handle.text, count, digest(columns)
        if key not in answers:
            answers[key] = session.call(folder, handle, columns, count, path)
        outputs = answers[key]
        if flat:
            outputs = [output.ravel() if np.size(output) in np.shape(output) else output for output in outputs]
        outputs = [output.copy() if isinstance(output, np.ndarray) else output for output in outputs]
        return outputs[0] if count == 1 else tuple(outputs)

    call.handle = handle  # type: ignore[attr-defined]  # a port may pass it to another handle
    return call


def declared_functions(case: Case, folder: Path) -> dict[str, Callable[..., Any]]:
    """Load the Python functions that a case declares for function handles.

    Parameters
    ----------
    case : Case
        The case.
    folder : Path
        The folder of the case table.

    Returns
    -------
    dict of str to callable
        By the text of the handle.

    Raises
    ------
    MatdropError
        If a function is not found, or its module cannot be imported.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> declared_functions(load_table(OWN_TABLE).cases[0], OWN_TABLE.parent)
    {}
    """
    found = {}
    for text, function in case.functions.items():
        try:
            found[text] = load_port(function, folder, text)
        except MatdropError:
            raise
        except Exception as error:  # a module may raise anything
            raise MatdropError(
                f"{case.pair.name}: the function for {text}, {function}, cannot be imported: {error}"
            ) from None
    return found


def only_live(case: Case, reference: Reference, port: Callable[..., Any] | None) -> list[str]:
    """Return the function handles among the inputs of a reference that a port could not get without an engine.

    Parameters
    ----------
    case : Case
        The case, which may declare Python functions for handles.
    reference : Reference
        What the original computed.
    port : callable or None
        The port, in whose module a function of a handle's name is found; None if it cannot be imported.

    Returns
    -------
    list of str
        The texts of the handles; empty if a saved reference can be used.

    Examples
    --------
    >>> from matdrop.cases.reference import Engine
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> only_live(case, Reference("live", Engine("GNU Octave", "7.3.0"), (FunctionHandle("@(x) x + 1"),), {}), None)
    ['@(x) x + 1']
    """
    handles = [handle for value in reference.inputs for handle in _handles_in(value)]
    return [
        handle.text
        for handle in dict.fromkeys(handles)
        if _declared(handle, case.functions) is None and (port is None or _of_its_name(handle, port) is None)
    ]


def _handles_in(value: Value) -> Iterator[FunctionHandle]:
    if isinstance(value, FunctionHandle):
        yield value
    elif is_struct(value):
        for part in parts_of(value):
            yield from _handles_in(part)
    elif is_cell(value):
        for element in value.ravel():
            yield from _handles_in(element)


def _declared(handle: FunctionHandle, given: Mapping[str, F]) -> F | None:
    """Return what is declared for a handle; neither spaces nor the @ of a name count, which Octave leaves out."""
    wanted = _bare(handle.text)
    return next((function for text, function in given.items() if _bare(text) == wanted), None)


def _bare(text: str) -> str:
    return "".join(text.split()).removeprefix("@")


def _of_its_name(handle: FunctionHandle, port: Callable[..., Any]) -> Callable[..., Any] | None:
    """Return the function of a port's module that has a handle's name."""
    names: Mapping[str, Any] = getattr(port, "__globals__", {})
    wanted = normalize_name(handle.text)
    return next((value for name, value in names.items() if normalize_name(name) == wanted and callable(value)), None)


def _refusing(handle: FunctionHandle) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise MatdropError(
            f"the function handle {handle.text} needs a live engine; verify with --reference live, or declare a Python "
            f'function for it: functions = {{ {json.dumps(handle.text)} = "FILE.py:FUNCTION" }}'
        )

    return refuse
