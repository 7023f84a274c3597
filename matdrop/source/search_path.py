"""The search path of an original: where it runs, by which name it is called, where its functions are found."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matdrop.source.matlab import MatlabFile, read
from matdrop.source.matlab_names import TAKE_A_FUNCTION
from matdrop.source.startup import added_folders, startup_scripts


@dataclass(frozen=True)
class SearchPath:
    """Where MATLAB finds an original and what it calls.

    Attributes
    ----------
    original : Path
        The ``.m`` file.
    home : Path
        The folder in which it runs: its own, or the one that holds its ``+package``, ``@class`` or ``private`` folder.
    name : str
        What it is called by: ``f``, or ``pkg.f`` in a ``+pkg`` folder.
    by_object : bool
        Whether it is a method in an ``@class`` folder, which is found by the object that it is called with.
    folders : tuple of Path
        The folders that are searched after `home`, in this order.
    """

    original: Path
    home: Path
    name: str
    by_object: bool
    folders: tuple[Path, ...]

    @cached_property
    def _listed(self) -> dict[str, str]:
        """The functions and classes of all folders, by name; where a name is taken, the first folder's stays."""
        found: dict[str, str] = {}
        for folder in (self.home, *self.folders):
            found = _files_in(str(folder)) | found
        return found

    @property
    def names(self) -> list[str]:
        """The functions and classes that are found, sorted; those of packages are not among them."""
        return sorted(name for name in self._listed if "." not in name)

    @cached_property
    def _packages(self) -> set[str]:
        return {name.partition(".")[0] for name in self._listed if "." in name}

    @cached_property
    def _near(self) -> dict[Path, dict[str, str]]:
        """What only files of a folder can call, by the folder, as far as it was asked for."""
        return {}

    def called_from(self, file: Path) -> list[Path]:
        """Find the files of the functions and classes that a ``.m`` file names.

        Parameters
        ----------
        file : Path
            The ``.m`` file.

        Returns
        -------
        list of Path
            Of its private functions, of its own folder if that is a class's or private, and of the search path. Of a
            class that has a folder, all files of that folder.

        Raises
        ------
        MatdropError
            If the file cannot be read.
        """
        folder, source = file.parent, read(file)
        if folder not in self._near:
            beside = _files_in(str(folder)) if _is_special(folder) and folder.name[0] != "+" else {}
            self._near[folder] = beside | _files_in(str(folder / "private"))
        near = self._near[folder]
        names = _dotted(source, self._packages) | source.names
        if not TAKE_A_FUNCTION.isdisjoint(source.names):
            names = names | source.calls  # which has those named in texts
        found = [near.get(name) or self._listed[name] for name in sorted(names) if name in near or name in self._listed]
        return [each for path in found for each in _with_its_class(Path(path))]


def search_path_of(original: Path, given: Sequence[Path] = ()) -> SearchPath:
    """Find the search path of an original, from where it stands and from the start-up scripts above it.

    Parameters
    ----------
    original : Path
        The ``.m`` file.
    given : sequence of Path
        Folders that the user has named; they come first.

    Returns
    -------
    SearchPath
        Its folders: those that were given; those that the original itself and start-up scripts add, in its folder and
        in the folders above it up to the repository's root; the folders above it that hold ``+package``, ``@class`` or
        ``private`` folders.

    Raises
    ------
    MatdropError
        If a start-up script cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> search_path_of(OWN_TABLE.parent / "inverted_dropout.m").name
    'inverted_dropout'
    """
    original = original.resolve()
    home = next(folder for folder in original.parents if not _is_special(folder))
    packages = packages_of(original)
    by_package = original.parent.name in (f"@{original.stem}", f"+{packages[-1]}" if packages else "")
    name = ".".join([*packages, original.stem]) if by_package else original.stem
    above = list(up_to_root(home))
    scripts = [*([original] if original.is_file() else []), *(s for place in above for s in startup_scripts(place))]
    # Octave takes a private folder on its path, by which its functions can be called from outside.
    private = [original.parent] if original.parent.name == "private" else []
    holders = [place for place in above[1:] if _holds_special(place)]
    added = [folder for script in scripts for folder in added_folders(script)]
    folders = [*private, *(folder.resolve() for folder in given), *added, *holders]
    by_object = original.parent.name[:1] == "@" and not by_package
    others = tuple(folder for folder in dict.fromkeys(folders) if folder != home)
    return SearchPath(original, home, name, by_object, others)


def packages_of(file: Path) -> list[str]:
    """Return the packages that a file is in, the outermost first.

    Parameters
    ----------
    file : Path
        A ``.m`` file.

    Returns
    -------
    list of str
        Their names. A folder that is no package itself, inside one that is, belongs to none: its functions are called
        by their names alone, once it is on the search path.

    Examples
    --------
    >>> packages_of(Path("lib/+geo/+plane/area.m")), packages_of(Path("lib/+geo/private/area.m"))
    (['geo', 'plane'], ['geo'])
    >>> packages_of(Path("lib/+geo/plane/area.m"))
    []
    """
    special = itertools.takewhile(_is_special, file.parents)
    return [folder.name[1:] for folder in special if folder.name[0] == "+"][::-1]


def functions_in(folder: Path) -> dict[str, Path]:
    """Find the functions and classes that a folder offers.

    Parameters
    ----------
    folder : Path
        A folder of the search path; need not exist.

    Returns
    -------
    dict of str to Path
        By name: of ``.m`` files, of ``@class`` folders, and of ``+package`` folders as ``pkg.f``.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> functions_in(OWN_TABLE.parent)["inverted_dropout"].name
    'inverted_dropout.m'
    """
    return {name: Path(file) for name, file in _files_in(str(folder)).items()}


def _files_in(folder: str) -> dict[str, str]:
    """Return what `functions_in` does, as text: of the thousands of files of a search path few are asked for."""
    found: dict[str, str] = {}
    for entry in sorted(_entries(folder)):
        path = f"{folder}/{entry}"
        if entry.endswith(".m"):
            found[entry[:-2]] = path
        elif entry[0] == "@" and (files := sorted(name for name in _entries(path) if name.endswith(".m"))):
            constructor = f"{entry[1:]}.m"
            found.setdefault(entry[1:], f"{path}/{constructor if constructor in files else files[0]}")
        elif entry[0] == "+":
            found |= {f"{entry[1:]}.{name}": file for name, file in _files_in(path).items()}
    return found


def _entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  # a Path for each would take longer than all else
    except OSError:
        return []


def place_from(home: Path, file: Path) -> str:
    """Write a file's place as seen from a folder.

    Parameters
    ----------
    home : Path
        The folder.
    file : Path
        The file.

    Returns
    -------
    str
        With slashes, and ``..`` for each folder above.

    Examples
    --------
    >>> place_from(Path("/project/demo"), Path("/project/lib/pad.m"))
    '../lib/pad.m'
    """
    return Path(os.path.relpath(file, home)).as_posix()


def up_to_root(folder: Path) -> Iterator[Path]:
    """Find the folders from one up to the root of its project.

    Parameters
    ----------
    folder : Path
        Where to start.

    Yields
    ------
    Path
        The folder, then the ones above it: up to that with ``.git``; where there is none, as long as they hold
        ``.m`` files, packages or classes.
    """
    above = (folder, *folder.parents)
    root = next((place for place in above if (place / ".git").exists()), None)
    for place in above:
        if root is None and place != folder and not _files_in(str(place)):
            return
        yield place
        if place == root:
            return


def _is_special(folder: Path) -> bool:
    return folder.name == "private" or folder.name[:1] in ("+", "@")


def _holds_special(folder: Path) -> bool:
    return any(entry == "private" or entry[0] in "+@" for entry in _entries(str(folder)))


def _with_its_class(file: Path) -> list[Path]:
    return sorted(file.parent.glob("*.m")) if file.parent.name[:1] == "@" else [file]


def _dotted(source: MatlabFile, packages: set[str]) -> set[str]:
    """Find the names of package functions in a source: every start of ``pkg.sub.f`` that has a dot."""
    if not packages & source.names:
        return set()
    found: set[str] = set()
    for chain in re.findall(r"(?<![.\w])\w+(?:\.\w+)+", source.code(keep_text=False)):
        parts = chain.split(".")
        if parts[0] in packages:
            found |= {".".join(parts[:k]) for k in range(2, len(parts) + 1)}
    return found
