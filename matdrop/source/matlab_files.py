"""Files of MATLAB: which of them an engine can call, and what to do about the others."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path

from matdrop.errors import MatdropError, did_you_mean

_OTHER = {
    ".mlx": "is a live script, which only MATLAB reads; write its code in MATLAB by export('{name}', '{stem}.m')",
    ".mlapp": "is an app of MATLAB's App Designer; copy the function to verify into a file {stem}.m",
    ".p": "is compiled code, which only MATLAB can run; use the .m file that it was made from",
}
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def why_not_called(file: Path) -> str:
    """Return why no engine can call a file of MATLAB, and what to do about it.

    Parameters
    ----------
    file : Path
        Any file; it need not exist.

    Returns
    -------
    str
        A reason that follows the file's name; empty for a ``.m`` file, and for files that are not MATLAB's.

    Examples
    --------
    >>> print(why_not_called(Path("movavg.M")))
    is not found by MATLAB and Octave, which look for .m; rename it to movavg.m
    """
    if file.suffix == ".M":
        return f"is not found by MATLAB and Octave, which look for .m; rename it to {file.stem}.m"
    if file.suffix.lower() in _OTHER:
        return _OTHER[file.suffix.lower()].format(name=file.name, stem=file.stem)
    if file.suffix == ".m" and file.is_file():
        with file.open("rb") as opened:
            if opened.read(2) in _UTF_16:
                return "is saved as UTF-16, which Octave does not read; save it as UTF-8"
    return ""


def check_original(original: Path, advice: str = "check its path") -> None:
    """Check that there is an original, and that an engine can call it.

    Parameters
    ----------
    original : Path
        Its file.
    advice : str
        What to do if it is not found.

    Raises
    ------
    MatdropError
        If the file is not found, or is no ``.m`` file that an engine can call.

    Examples
    --------
    >>> check_original(Path("none.m"))
    Traceback (most recent call last):
    matdrop.errors.MatdropError: MATLAB file not found: none.m; check its path
    """
    if reason := original.is_file() and why_not_called(original):
        raise MatdropError(f"{original} {reason}")
    if not original.is_file():
        folder = original.parent
        alike = [file for file in sorted(folder.glob(f"{original.stem}.*")) if why_not_called(file)]
        there = f", but {alike[0].name} {why_not_called(alike[0])}" if alike else ""
        there = there or did_you_mean(original.name, (file.name for file in folder.glob("*.m"))) or f"; {advice}"
        raise MatdropError(f"MATLAB file not found: {original}{there}")


def not_called_in(paths: Iterable[Path]) -> list[str]:
    """Name the files of MATLAB that no engine can call, so that none is left out in silence.

    Parameters
    ----------
    paths : iterable of Path
        Files, and folders of them.

    Returns
    -------
    list of str
        A sentence for each.

    Examples
    --------
    >>> not_called_in([Path("movavg.m")])
    []
    """
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    return [f"{file} {reason}" for file in files if (reason := why_not_called(file))]
