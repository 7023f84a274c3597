"""The files beside an original, which its port finds beside itself."""

from __future__ import annotations

import contextlib
import re
import shutil
from pathlib import Path

SMALL = 2_000_000  # bytes of a file that is copied, so that a port cannot change the original's own
_SOURCES = {".m", ".py", ".pyc"}
# What a port calls that works with files.
_CALLS = re.compile(r"\b(open(ed|ing)|text_of_file|delimited_numbers|loaded|found_at|folder_entries|os\.path\.is\w+)\(")


def needs_files(text: str) -> bool:
    """Return whether a port reads files, or asks for them.

    Parameters
    ----------
    text : str
        The port.

    Returns
    -------
    bool
        False if it needs no folder of its own.

    Examples
    --------
    >>> needs_files('x = loaded("data.mat")["x"]'), needs_files("x = np.sum(y)")
    (True, False)
    """
    return bool(_CALLS.search(text))


def folder_within(root: Path, text: str, home: Path) -> Path:
    """Return the folder, new or the given one, in which a port is called, with the files that it may read.

    Parameters
    ----------
    root : Path
        An empty folder.
    text : str
        The port.
    home : Path
        Where the original runs.

    Returns
    -------
    Path
        One inside of `root` if the port names a folder above its own: what is there is then found in `root`.
    """
    if not needs_files(text):
        return root
    folder = root
    if "../" in text:
        folder = root / home.name
        folder.mkdir()
        put_files_beside(root, home.parent)
    put_files_beside(folder, home)
    return folder


def put_files_beside(folder: Path, home: Path) -> None:
    """Put the files and folders that stand beside an original into a folder, but for its sources.

    Parameters
    ----------
    folder : Path
        Where a port is called.
    home : Path
        Where the original runs.
    """
    for entry in home.iterdir():
        target = folder / entry.name
        if entry.suffix in _SOURCES or entry.name.startswith(".") or target.exists():
            continue
        with contextlib.suppress(OSError):
            if entry.is_file() and entry.stat().st_size <= SMALL:
                shutil.copyfile(entry, target)
            else:
                target.symlink_to(entry)
