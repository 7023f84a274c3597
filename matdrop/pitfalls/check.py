"""Lines of files where a known pitfall is likely."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.pitfalls.alarm import Alarm
from matdrop.pitfalls.in_matlab import find_in_matlab
from matdrop.pitfalls.in_python import find_in_python
from matdrop.source.matlab_files import why_not_called


def find(file: Path) -> list[Alarm]:
    r"""Look for likely pitfalls in a file: in Python, what is tempting and wrong; in MATLAB, what tempts.

    Parameters
    ----------
    file : Path
        A ``.py`` or a ``.m`` file; it is read, not run.

    Returns
    -------
    list of Alarm
        In the order of lines.

    Raises
    ------
    MatdropError
        If the file cannot be read or is neither.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "spread.py"
    >>> _ = file.write_text("import numpy as np\ns = np.std([1, 2])\n")
    >>> find(file)
    [Alarm(line=2, id='std-ddof')]
    """
    try:
        source = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise MatdropError(f"{file} cannot be read: {error.strerror}") from None
    if file.suffix == ".py":
        try:
            return find_in_python(source)
        except SyntaxError as error:
            raise MatdropError(f"{file} is no Python: line {error.lineno}: {error.msg}") from None
    if file.suffix == ".m" and not why_not_called(file):
        return find_in_matlab(source)
    reason = why_not_called(file) or "is neither .py nor .m; name Python or MATLAB files"
    raise MatdropError(f"{file} {reason}")


def find_in_files(files: Sequence[Path]) -> list[tuple[Path, list[Alarm]]]:
    """Look into files, and into the ``.py`` and ``.m`` files of folders.

    Parameters
    ----------
    files : sequence of Path
        Files and folders.

    Returns
    -------
    list of (Path, list of Alarm)
        Every file that was read.

    Raises
    ------
    MatdropError
        If a file cannot be read.

    Examples
    --------
    >>> find_in_files([])
    []
    """
    found: list[tuple[Path, list[Alarm]]] = []
    for file in files:
        inside = sorted(filter(_is_read, file.rglob("*"))) if file.is_dir() else [file]
        found += [(path, find(path)) for path in inside]
    return found


def _is_read(path: Path) -> bool:
    return path.is_file() and path.suffix in (".py", ".m") and not why_not_called(path)
