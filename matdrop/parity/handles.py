"""Function handles: what a port gets for one, and what an original gets for a Python function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from matdrop.errors import MatdropError
from matdrop.parity.names import normal
from matdrop.parity.values import FunctionHandle, digest

if TYPE_CHECKING:
    from matdrop.parity.session import Session


def handle_expression(function: Callable[..., Any], original: Path) -> str:
    """Write the handle that an original gets where its port gets a Python function.

    Parameters
    ----------
    function : callable
        Stands for the ``.m`` file beside the original that has its name, but for case and underscores; where
        there is none, for the function of that name that the engine has.
    original : Path
        The ``.m`` file that gets the handle.

    Returns
    -------
    str
        Such as ``@sigmoid``.

    Raises
    ------
    MatdropError
        If the function has no name.

    Examples
    --------
    >>> handle_expression(abs, Path("f.m"))
    '@abs'
    """
    name = getattr(function, "__name__", "")
    if not name.isidentifier():
        raise MatdropError(
            f"the Python function {function!r} has no name by which {original.name} could have a handle to it; give a "
            "MATLAB expression such as '@(x) x.^2' instead, or a function named like its .m file"
        )
    beside = [path.stem for path in sorted(original.parent.glob("*.m")) if normal(path.stem) == normal(name)]
    return f"@{(name if name in beside else beside[0]) if beside else name}"


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
        own = [value for name, value in names.items() if normal(name) == normal(handle.text) and callable(value)]
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
