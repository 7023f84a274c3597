"""Where the engines are: their programs are found, and none is started."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass

INSTALL_OCTAVE = (
    "install GNU Octave with the machine's package manager (`make octave`; or `apt-get install octave`, "
    "`dnf install octave`, `brew install octave`)"
)


@dataclass(frozen=True)
class Availability:
    """Where an engine is, or why it cannot be used.

    Attributes
    ----------
    path : str or None
        The program; None if it was not found.
    reason : str
        Why it was not found; empty otherwise.
    remedy : str
        What to do about it; empty otherwise.
    """

    path: str | None
    reason: str = ""
    remedy: str = ""


def find_octave() -> Availability:
    """Find Octave without starting it.

    Returns
    -------
    Availability
        The environment variable ``OCTAVE_EXECUTABLE`` has priority over the PATH.

    Examples
    --------
    >>> bool(find_octave().path) != bool(find_octave().reason)
    True
    """
    asked = os.environ.get("OCTAVE_EXECUTABLE")
    if asked:
        return _program(asked, "OCTAVE_EXECUTABLE")
    path = shutil.which("octave-cli") or shutil.which("octave")
    return Availability(path) if path else Availability(None, "GNU Octave is not on the PATH", INSTALL_OCTAVE)


def find_matlab() -> Availability:
    """Find MATLAB without starting it.

    Returns
    -------
    Availability
        The environment variable ``MATLAB_EXECUTABLE`` has priority over the PATH.

    Examples
    --------
    >>> bool(find_matlab().path) != bool(find_matlab().reason)
    True
    """
    asked = os.environ.get("MATLAB_EXECUTABLE")
    if asked:
        return _program(asked, "MATLAB_EXECUTABLE")
    path = shutil.which("matlab")
    remedy = "put MATLAB's bin folder on it (R2019a or later, for `matlab -batch`), or set MATLAB_EXECUTABLE"
    return Availability(path) if path else Availability(None, "the program matlab is not on the PATH", remedy)


def _program(asked: str, variable: str) -> Availability:
    """Find the program that an environment variable names."""
    path = shutil.which(asked)
    missing = f"{variable} is {asked}, and no such program was found"
    return Availability(path) if path else Availability(None, missing, f"correct or unset {variable}")
