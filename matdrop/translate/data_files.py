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
