"""Plotting in ports: for a plotting library that is not installed, a stub that draws nothing."""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

LIBRARIES = ("matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "IPython", "tkinter")


class _Nothing:
    """An object that can be called, indexed and entered, has every attribute, and does nothing."""

    def __call__(self, *args: Any, **kwargs: Any) -> _Nothing:
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return (lambda *args, **kwargs: (self, self)) if name == "subplots" else self

    def __getitem__(self, key: Any) -> _Nothing:
        return self

    def __iter__(self) -> Iterator[_Nothing]:
        return iter((self,))

    def __enter__(self) -> _Nothing:
        return self

    def __exit__(self, *error: object) -> None:
        return None


class _Stub(ModuleType):
    """A module that has every name; each is a `_Nothing`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_Nothing(), name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds stubs for modules that nothing else has found, and remembers their names."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in LIBRARIES:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        self.found.append(spec.name)
        return _Stub(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the module is complete."""


@contextlib.contextmanager
def without_plots() -> Iterator[list[str]]:
    """Allow a port to import plotting libraries, whether they are installed or not.

    Yields
    ------
    list of str
        After the block, the libraries that were imported and are not installed.

    Examples
    --------
    >>> with without_plots() as missing:
    ...     import matplotlib.pyplot as plt
    ...     figure, axes = plt.subplots()
    """
    finder, missing = _Finder(), list[str]()
    sys.meta_path.append(finder)
    try:
        yield missing
    finally:
        sys.meta_path.remove(finder)
        for name in finder.found:
            sys.modules.pop(name, None)
            missing += [name] if "." not in name else []
