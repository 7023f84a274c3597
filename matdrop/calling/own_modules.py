"""A port's own modules: what its folder holds is found there, and by no other port."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

_LIBRARY = sysconfig.get_path("stdlib")
_PACKAGE = Path(__file__).parents[1]
# What each port has imported from its own folders. Two projects may each have a helper.py: in `sys.modules` the first
# would be found for both, and the second port would be judged with the first one's helper.
_IMPORTED: dict[Path, dict[str, ModuleType]] = {}


@functools.cache  # each call of a port asks for many modules, and asks the same
def is_users(file: str) -> bool:
    """Check whether a file is a port's or its helper's: not Python's, not installed, and of matdrop only a port.

    Parameters
    ----------
    file : str
        Its path, as a frame or a module has it.

    Returns
    -------
    bool
        False also for code without a file.

    Examples
    --------
    >>> is_users("/project/f.py"), is_users("<string>")
    (True, False)
    """
    inside = Path(file).is_relative_to(_PACKAGE) and not Path(file).is_relative_to(_PACKAGE / "port")
    return not (inside or file.startswith((_LIBRARY, "<")) or "site-packages" in file)


def package_of(file: Path) -> tuple[Path, str]:
    """Find the folder that a file is imported from, and its name there.

    Parameters
    ----------
    file : Path
        A ``.py`` file, alone or of a package.

    Returns
    -------
    root : Path
        The folder that holds the outermost package, or the file itself.
    name : str
        The module's name, with those of its packages.

    Examples
    --------
    >>> package_of(Path("/project/f.py"))
    (PosixPath('/project'), 'f')
    """
    root, name = file.parent, file.stem
    while os.path.isfile(f"{root}/__init__.py"):  # noqa: PTH113  # each call of a port asks
        root, name = root.parent, f"{root.name}.{name}"
    return root, name


@contextlib.contextmanager
def own_modules(file: Path, afresh: bool = False) -> Iterator[None]:
    """Find the modules of a port's folders there, and leave none of them behind.

    Parameters
    ----------
    file : Path
        The port's file.
    afresh : bool
        Whether they are imported again, in their present state.

    Yields
    ------
    None
        Control, to the block.
    """
    root, _ = package_of(file)
    places = [str(root), *_inner_folders(root, file.parent)]
    names = {name for place in places for name in _importable_from(place)}
    taken = names & sys.modules.keys()
    loaded = sys.modules.items() if taken else ()
    others = {name: module for name, module in loaded if name.partition(".")[0] in taken and _is_own(module)}
    for name in others:
        del sys.modules[name]
    before = list(sys.modules)
    sys.modules.update({} if afresh else _IMPORTED.get(file, {}))
    # A package may hold a module of its own name (pk/pk.py), or of one of Python's (pk/calendar.py): inside of packages
    # such a name means the package, or Python's, so that the folder of the package comes first and the inner ones late.
    sys.path.insert(0, places[0])
    installed = (number for number, place in enumerate(sys.path) if "site-packages" in place)
    late = next(installed, len(sys.path))
    sys.path[late:late] = places[1:]
    writes = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # no __pycache__ beside the user's files, from which an edit might be missed
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        for place in places:
            with contextlib.suppress(ValueError):  # the port may have taken it out
                sys.path.remove(place)
        new = {name: sys.modules[name] for name in imported_since(before)}
        _IMPORTED[file] = {name: module for name, module in new.items() if _is_own(module)}
        for name in _IMPORTED[file]:
            del sys.modules[name]
        sys.modules.update(others)


def imported_since(before: list[str]) -> list[str]:
    """Return what `sys.modules` has and had not; each call of a port asks, and a set would take several times as long.

    Parameters
    ----------
    before : list of str
        The names that it had, in its order.

    Returns
    -------
    list of str
        Names.

    Examples
    --------
    >>> imported_since(list(sys.modules))
    []
    """
    names = list(sys.modules)
    if names[: len(before)] == before:  # new names come last, unless an old module was taken out and imported again
        return names[len(before) :]
    old = set(before)
    return [name for name in names if name not in old]


@contextlib.contextmanager
def imported_afresh() -> Iterator[None]:
    """Import the own modules of each port anew within the block; afterwards it has those of before.

    Yields
    ------
    None
        Control, to the block.
    """
    before = _IMPORTED.copy()
    _IMPORTED.clear()
    try:
        yield
    finally:
        _IMPORTED.clear()
        _IMPORTED.update(before)


def _importable_from(place: str) -> Iterator[str]:
    """Find the names of a folder's modules and packages; every call of a port asks, so no file is looked at."""
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.name.endswith(".py") or entry.is_dir():
                yield entry.name.rpartition(".")[0] or entry.name


def _inner_folders(root: Path, folder: Path) -> list[str]:
    """Return the folders below `root` down to `folder`: each may be the one that its author imports from.

    One ``__init__.py`` too many, such as in ``src``, makes ``src`` the outermost package, while its files say
    ``import package``.
    """
    parts = folder.relative_to(root).parts if folder != root else ()
    return [str(root.joinpath(*parts[: depth + 1])) for depth in range(len(parts))]


def _is_own(module: ModuleType) -> bool:
    """Check whether a module was written by the user; a package without a file has folders."""
    places = [getattr(module, "__file__", None), *list(getattr(module, "__path__", None) or ())[:1]]
    return any(isinstance(place, str) and is_users(place) for place in places)
