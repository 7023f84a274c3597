"""Adapters: a user's function between MATLAB's inputs and a port, where no convention fits."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from matdrop.calling.load import load_port
from matdrop.errors import MatdropError

# ``path/file.py:function``, ``module:function`` or the function itself.
Adapter = str | Callable[..., Any]


def adapted(adapter: Adapter, port: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """Return a function that takes MATLAB's inputs, calls a port, and returns MATLAB's outputs.

    Parameters
    ----------
    adapter : str or callable
        A function of the port and the inputs: ``path/file.py:function`` with the path relative to `folder`,
        ``module:function``, or the function itself. In its file, an import of the port's module gives that of `port`,
        also where `port` is a changed one.
    port : callable
        The port.
    folder : Path
        The folder of the case table.

    Returns
    -------
    callable
        The adapter with the port as its first argument.

    Raises
    ------
    MatdropError
        If the adapter is not found.
    Exception
        Whatever its file raises when it is imported.

    Examples
    --------
    >>> adapted(lambda port, x: port(x) / 2, abs, Path())(-3)
    1.5
    """
    if callable(adapter):
        return functools.partial(adapter, port)
    try:
        with _importable(port, folder):
            return functools.partial(load_port(adapter, folder), port)
    except MatdropError as error:
        raise MatdropError(str(error).replace("port = ", "adapter = ", 1)) from None


def adapter_file(adapter: Adapter, folder: Path) -> str:
    """Return the file that an adapter was written in.

    Parameters
    ----------
    adapter : str or callable
        As `adapted` takes it.
    folder : Path
        The folder of the case table.

    Returns
    -------
    str
        Its full path; empty if it is not known.

    Examples
    --------
    >>> adapter_file("adapters.py:bus", Path("/project"))
    '/project/adapters.py'
    """
    if callable(adapter):
        return getattr(getattr(adapter, "__code__", None), "co_filename", "")
    place = adapter.partition(":")[0]
    if place.endswith(".py"):
        return str((folder / place).resolve())
    return getattr(sys.modules.get(place), "__file__", None) or ""


def adapter_name(adapter: Adapter) -> str:
    """Return how messages name an adapter.

    Parameters
    ----------
    adapter : str or callable
        As `adapted` takes it.

    Returns
    -------
    str
        As it was written, or the name of the function.

    Examples
    --------
    >>> adapter_name("adapters.py:bus"), adapter_name(abs)
    ('adapters.py:bus', 'abs')
    """
    return adapter if isinstance(adapter, str) else getattr(adapter, "__name__", repr(adapter))


@contextlib.contextmanager
def _importable(port: Callable[..., Any], folder: Path) -> Iterator[None]:
    """Make the port's module importable as it is, for a second import would make its classes a second time."""
    function = inspect.unwrap(getattr(port, "__func__", port))
    namespace = getattr(function, "__globals__", None)
    if namespace is None:
        yield
        return
    names = _module_names(function, folder)
    before = {name: sys.modules.get(name) for name in names}
    for name in names:
        sys.modules[name] = ModuleType(name)
        # Without a file it is nobody's own module, so that none is imported in its place.
        vars(sys.modules[name]).update({key: value for key, value in namespace.items() if key != "__file__"})
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def _module_names(function: Callable[..., Any], folder: Path) -> set[str]:
    """Return the names by which the port's module may be imported: its own, and its place in the project."""
    file = Path(function.__code__.co_filename)
    names = {function.__module__}
    if file.is_relative_to(folder.resolve()):
        names.add(".".join(file.relative_to(folder.resolve()).with_suffix("").parts))
    return names
