"""Function handles: what a port gets for one, and what an original gets for a Python function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    session: Session | None,
    count: int,
    answers: dict[Any, list[Any]],
) -> Callable[..., Any]:
    """Give a port the Python function that stands for a handle.

    Parameters
    ----------
    handle : FunctionHandle
        As the original gets it.
    flat : bool
        Whether vectors among its answers are given as 1-D arrays.
    given : mapping of str to callable
        Python functions that were given as arguments, by the text of their handles.
    port : callable
        Where there is no engine, a function of its module that has the handle's name is taken.
    folder : Path
        Where the functions that the handle calls are.
    session : Session or None
        The engine, which evaluates handles that were given in MATLAB's words.
    count : int
        How many outputs a call gives; more than one as a tuple.
    answers : dict
        What the engine has answered so far, by the call; a port is called by several conventions.

    Returns
    -------
    callable
        One that raises `MatdropError` when it is called, if there is nothing to evaluate the handle.
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
        return own[0] if own else _not_to_be_called(handle)

    def call(*args: Any) -> Any:
        # A vector of parameters is a column in MATLAB far more often than a row.
        columns = [arg[:, None] if getattr(arg, "ndim", 0) == 1 else arg for arg in args]
        key = handle.text, count, digest(columns)
        if key not in answers:
            answers[key] = session.call(folder, handle, columns, count)
        outputs = answers[key]
        if flat:
            outputs = [output.ravel() if np.size(output) in np.shape(output) else output for output in outputs]
        outputs = [output.copy() if isinstance(output, np.ndarray) else output for output in outputs]
        return outputs[0] if count == 1 else tuple(outputs)

    return call


def _not_to_be_called(handle: FunctionHandle) -> Callable[..., Any]:
    def refuse(*_: Any) -> Any:
        raise MatdropError(
            f"the function handle {handle.text} needs a live engine; verify with --reference live, or give a Python "
            "function of its name beside the port"
        )

    return refuse
