"""The folder of instrumented copies: laid out as the original's folder is, so that the copies are found in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from matdrop.source.matlab import read

_UPWARD = re.compile(r"(?:\.\.[/\\])*\.\.")
# Folders whose files are found without a path: private, @class, +package.
_PART = re.compile(r"private|[@+].+")
MOST_FILES = 2000  # of folders below, beyond which they are not searched for functions


def called_files(original: Path) -> list[Path]:
    """Find the ``.m`` files that an original calls, directly or not, by their names.

    They are searched for in its folder and below it, and where an original names a folder above (``../lib``), below
    that.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

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
    >>> from matdrop.cases.table import OWN_TABLE
    >>> [path.name for path in called_files(OWN_TABLE.parent / "dropout_demo.m")]
    ['dropout_demo.m', 'inverted_dropout.m']
    """
    known = _by_name(original.parent)
    found = [original]
    for path in found:
        names = read(path).names
        classes = {name for name in names if f"@{name}" in known}
        for name in sorted(names & known.keys() | {f"@{name}" for name in classes}):
            found += [other for other in known[name] if other not in found]
    return found


def _by_name(folder: Path) -> dict[str, list[Path]]:
    """Return the ``.m`` files of a folder and below it; all methods of a class under the class's name, too."""
    known: dict[str, list[Path]] = {}
    count = 0
    for path in sorted(folder.rglob("*.m"), key=lambda path: (len(path.parts), path)):
        count += 1
        if count > MOST_FILES:
            break
        if not path.is_file() or any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        known.setdefault(path.stem, []).append(path)
        if path.parent.name.startswith("@"):
            known.setdefault(path.parent.name, []).append(path)
    return known


def write_copies(folder: Path, original: Path, copies: Mapping[Path, bytes]) -> Path:
    """Write copies into a folder that is laid out as the original's, with links to all files that are not copied.

    Parameters
    ----------
    folder : Path
        An empty folder.
    original : Path
        The original.
    copies : mapping of Path to bytes
        What the files at these places are replaced by.

    Returns
    -------
    Path
        The folder in which the original's copy stands.
    """
    levels = _levels([*copies])
    home = original.parent
    top = home
    for _ in range(levels):
        top = top.parent
    _mirror(top, folder, {home, *(path.parent for path in copies)}, copies)
    return folder / home.relative_to(top)


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
            (target / entry.name).symlink_to(entry)


def original_of(copy: str, folder: Path, original_folder: Path) -> str:
    """Return the path of the original that a path of a copy stands for.

    Parameters
    ----------
    copy : str
        A path, as an engine names it.
    folder : Path
        The folder of the original's copy.
    original_folder : Path
        The folder of the original.

    Returns
    -------
    str
        The path with the original's folder in place of that of the copies.

    Examples
    --------
    >>> original_of("/tmp/copies/f.m", Path("/tmp/copies"), Path("/home/a"))
    '/home/a/f.m'
    """
    return copy.replace(str(folder), str(original_folder))
