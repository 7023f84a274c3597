"""The folder of instrumented copies: laid out as the original's folders, so that each copy is found in its place."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matdrop.cases.pair import Pair
from matdrop.source.matlab import read

_UNDEFINED = re.compile(r"'(?P<name>\w+)' undefined near line (?P<line>\d+), column (?P<column>\d+)")
_UPWARD = re.compile(r"(?:\.\.[/\\])*\.\.")


def called_files(pair: Pair) -> list[Path]:
    """Find the ``.m`` files that an original calls, directly or not, by their names.

    Parameters
    ----------
    pair : Pair
        The original's pair.

    Returns
    -------
    list of Path
        The original first.

    Raises
    ------
    MatdropError
        If one of the files cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["dropout_demo/seed_42"])
    >>> [path.name for path in called_files(case.pair)]
    ['dropout_demo.m', 'inverted_dropout.m']
    """
    return [pair.original, *(path for path in pair.sources if path != pair.original)]


@dataclass(frozen=True)
class CopyFolder:
    """A folder that is laid out as one of the original's, with copies of some files and links to all others.

    Attributes
    ----------
    folder : Path
        The folder.
    original : Path
        What it is laid out as: the folder that holds the original and all that it calls.
    """

    folder: Path
    original: Path

    def copy_of(self, path: Path) -> Path:
        """Say where the copy of a file or a folder stands.

        Parameters
        ----------
        path : Path
            A path of the original's.

        Returns
        -------
        Path
            The same path if it is none of the folder's.

        Examples
        --------
        >>> CopyFolder(Path("/tmp/copies"), Path("/home/a")).copy_of(Path("/home/a/lib/f.m"))
        PosixPath('/tmp/copies/lib/f.m')
        """
        return self.folder / path.relative_to(self.original) if path.is_relative_to(self.original) else path

    def original_of(self, text: str) -> str:
        """Let a text name the originals where it names the copies.

        Parameters
        ----------
        text : str
            A path, or what an engine has printed.

        Returns
        -------
        str
            With the original's folder in place of that of the copies.

        Examples
        --------
        >>> CopyFolder(Path("/tmp/copies"), Path("/home/a")).original_of("/tmp/copies/f.m")
        '/home/a/f.m'
        """
        return text.replace(str(self.folder), str(self.original).rstrip("/"))


def write_copies(folder: Path, home: Path, copies: Mapping[Path, bytes]) -> CopyFolder:
    """Write copies into a folder that is laid out as the original's, with links to all files that are not copied.

    Parameters
    ----------
    folder : Path
        An empty folder.
    home : Path
        The folder in which the original runs.
    copies : mapping of Path to bytes
        What the files at these places are replaced by.

    Returns
    -------
    CopyFolder
        The folder, and what it stands for.
    """
    above = [home, *home.parents]
    highest = above[min(_levels([*copies]), len(above) - 1)]
    top = Path(os.path.commonpath([highest, *(path.parent for path in copies)]))
    _mirror(top, folder, {home, *(path.parent for path in copies)}, copies)
    return CopyFolder(folder, top)


def _levels(files: Sequence[Path]) -> int:
    """Return how many folders up the sources go by ``..``."""
    texts = [text for path in files for text in read(path).texts]
    return max((found.count("..") for text in texts for found in _UPWARD.findall(text)), default=0)


def _mirror(source: Path, target: Path, opened: set[Path], copies: Mapping[Path, bytes]) -> None:
    """Make a folder like another one: those on the way to opened folders as folders, all else as links."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry in copies:
            (target / entry.name).write_bytes(copies[entry])
        elif any(entry == folder or entry in folder.parents for folder in opened):
            _mirror(entry, target / entry.name, opened, copies)
        else:
            _link(entry, target / entry.name)


def _link(entry: Path, target: Path) -> None:
    """Let a name stand for a file or a folder; where links are not allowed, as in Windows, copy it."""
    try:
        target.symlink_to(entry)
    except OSError:
        if entry.is_dir():
            shutil.copytree(entry, target, symlinks=True)
        else:
            shutil.copy2(entry, target)


def original_column(message: str, source: bytes, copy: bytes) -> str:
    """Return an error's message with the column that a name has in the original, where the message tells one.

    Parameters
    ----------
    message : str
        As an engine gives it: ``'x' undefined near line 1, column 40``.
    source, copy : bytes
        The original and its copy.

    Returns
    -------
    str
        The same where it cannot be told which place of the original it is.

    Examples
    --------
    >>> original_column("'x' undefined near line 1, column 9", b"y = x;", b"z=1;y = x;")
    "'x' undefined near line 1, column 5"
    """
    match = _UNDEFINED.match(message)
    if match is None:
        return message
    name, line, column = match["name"], int(match["line"]) - 1, int(match["column"])
    texts = [text.decode("latin-1").splitlines() for text in (source, copy)]
    if line >= len(texts[0]):
        return message
    here, there = ([m.start() + 1 for m in re.finditer(rf"\b{name}\b", text[line])] for text in texts)
    if column not in there or len(here) != len(there):
        return message
    return f"{message[: match.start('column')]}{here[there.index(column)]}{message[match.end('column') :]}"
