"""Function handles: the Python function that a port gets for a handle."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.source.names import normalize_name
from matdrop.values.canonical import digest
from matdrop.values.value import FunctionHandle


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
    if handle.text in given:
        return given[handle.text]
    if session is None:
        names: Mapping[str, Any] = getattr(port, "__globals__", {})
        own = [
            value
            for name, value in names.items()
            if normalize_name(name) == normalize_name(handle.text) and callable(value)
        ]
        return own[0] if own else _refusing(handle)

    def call(*args: Any) -> Any:
        # A vector of parameters is a column in MATLAB far more often than a row.
        columns = [arg[:, None] if getattr(arg, "ndim", 0) == 1 else arg for arg in args]
        key = handle.text, count, digest(columns)
        if key not in answers:
            answers[key] = session.call(folder, handle, columns, count, path)
        outputs = answers[key]
        if flat:
            outputs = [output.ravel() if np.size(output) in np.shape(output) else output for output in outputs]
        outputs = [output.copy() if isinstance(output, np.ndarray) else output for output in outputs]
        return outputs[0] if count == 1 else tuple(outputs)

    return call


def _refusing(handle: FunctionHandle) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise MatdropError(
            f"the function handle {handle.text} needs a live engine; verify with --reference live, or put a Python "
            "function of its name into the port's file"
        )

    return refuse
