"""The engines by name: GNU Octave and MATLAB, several versions of each side by side."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from matdrop.cases.call_arguments import check_arguments
from matdrop.engines.programs import Availability, find_matlab, find_octave
from matdrop.errors import MatdropError

if TYPE_CHECKING:
    from matdrop.engines.oct2py_world import Oct2PySession
    from matdrop.engines.session import Session

# "octave", "octave-11", "11", "9.4", "matlab", "matlab-R2024a", or the path of a program.
EngineName = str

_OF_A_VERSION = re.compile(r"(?:octave-)?(\d+(?:\.\d+)*)")
_MATLAB = re.compile(r"matlab(-\w+)?")
_PROGRAM = re.compile(r"octave(?:-cli)?-\d+(?:\.\d+)*")
_START_LIMIT = 30.0  # seconds that an Octave may take to say its version


def find_engine(name: EngineName) -> Availability:
    """Find an engine without starting it.

    Parameters
    ----------
    name : str
        ``octave`` or ``matlab``; ``octave-11``, ``11`` or ``9.4`` for an Octave of that version; ``matlab-R2024a`` for
        a program of that name; or the path of a program.

    Returns
    -------
    Availability
        Its path, or why it was not found and what to do.

    Raises
    ------
    MatdropError
        If that is not the name of an engine.

    Examples
    --------
    >>> find_engine("octave") == find_octave()
    True
    >>> find_engine("octave-3").reason
    'no GNU Octave 3 is on the PATH'
    """
    if name == "octave":
        return find_octave()
    if name == "matlab":
        return find_matlab()
    if version := _OF_A_VERSION.fullmatch(name):
        return _octave_of(version[1])
    if os.sep in name or _MATLAB.fullmatch(name):
        path = shutil.which(name)
        return Availability(path) if path else Availability(None, f"there is no program {name}", "correct its path")
    raise MatdropError(
        f"{name} is not the name of an engine; write octave, matlab, octave-11 for a version, the path of a program, "
        "or name the program under [engines] in the table"
    )


def short_name(name: EngineName) -> str:
    """Return the name under which an engine's fixtures are kept: by its first version number.

    Parameters
    ----------
    name : str
        As `find_engine` takes it.

    Returns
    -------
    str
        Such as ``octave-11`` or ``matlab``; empty for ``octave`` and for a path, which say no version.

    Examples
    --------
    >>> short_name("9.4"), short_name("octave-11"), short_name("matlab-R2024a"), short_name("octave")
    ('octave-9', 'octave-11', 'matlab', '')
    """
    if version := _OF_A_VERSION.fullmatch(name):
        return f"octave-{version[1].partition('.')[0]}"
    return "matlab" if _MATLAB.fullmatch(name) else ""


def session_of(name: EngineName | Oct2PySession, timeout: float = 60.0) -> Session:
    """Make a session of an engine, which starts on first use.

    Parameters
    ----------
    name : str or oct2py.Oct2Py
        As `find_engine` takes it; or a running oct2py session, as `session_like` takes it.
    timeout : float
        Seconds that one case may take.

    Returns
    -------
    Session
        To be used in a ``with`` block.

    Examples
    --------
    >>> type(session_of("matlab")).__name__
    'Matlab'
    """
    from matdrop.engines.matlab_session import Matlab
    from matdrop.engines.octave_session import Octave

    if not isinstance(name, str):
        from matdrop.engines.oct2py_world import session_like

        return session_like(name, timeout)
    find = functools.partial(find_engine, name)
    is_matlab = Path(name).name.lower().startswith("matlab")
    return Matlab(timeout, find) if is_matlab else Octave(timeout, find)


def engines_on_path() -> dict[str, str]:
    """Find every engine on the PATH.

    Returns
    -------
    dict of str to str
        Programs by the name of the engine: ``octave``, then ``octave-9`` and the like, then ``matlab``.

    Examples
    --------
    >>> ("octave" in engines_on_path()) == bool(find_octave().path)
    True
    """
    found = {"octave": find_octave().path, **{f"octave-{version}": path for version, path in _octaves_on_path()}}
    found["matlab"] = find_matlab().path
    return {name: path for name, path in found.items() if path}


def _octave_of(version: str) -> Availability:
    """Find an Octave of a version: a program that is named so, or the default one."""
    by_name = [path for _, path in _octaves_on_path()]
    for path in (*by_name, find_octave().path):
        if path and f"{octave_version(path)}.".startswith(f"{version}."):
            return Availability(path)
    there = ", ".join(f"{name} is {octave_version(path)}" for name, path in engines_on_path().items() if "oct" in name)
    remedy = f"put it there as octave-{version}, or name its program under [engines] in the table"
    return Availability(None, f"no GNU Octave {version} is on the PATH", remedy + (f" ({there})" if there else ""))


def _octaves_on_path() -> list[tuple[str, str]]:
    """Return the version in the name, and the path, of every program named like ``octave-9``; by version."""
    found: dict[str, str] = {}
    for folder in map(Path, os.get_exec_path()):
        for file in sorted(folder.glob("octave*-[0-9]*")):
            if _PROGRAM.fullmatch(file.name) and os.access(file, os.X_OK):
                found.setdefault(file.name.rpartition("-")[2], str(file))
    return sorted(found.items(), key=lambda item: [int(part) for part in item[0].split(".")])


@functools.cache
def octave_version(program: str) -> str:
    """Ask an Octave for its version.

    Parameters
    ----------
    program : str
        Its path.

    Returns
    -------
    str
        Such as ``9.4.0``; empty if it does not answer.

    Examples
    --------
    >>> octave_version("/bin/false")
    ''
    """
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=_START_LIMIT, check=False, errors="replace"
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    version = re.search(r"GNU Octave.* version (\S+)", done.stdout)
    return version[1] if version else ""


@contextlib.contextmanager
def running_session(session: Session | None, name: EngineName = "octave", timeout: float = 60.0) -> Iterator[Session]:
    """Return a session that runs already, or start one that ends with the block.

    Parameters
    ----------
    session : Session or None
        One that runs; it goes on after the block.
    name : str
        The engine of a new one, as `find_engine` takes it.
    timeout : float
        Seconds that one case may take in a new one.

    Yields
    ------
    Session
        To run originals.

    Raises
    ------
    MatdropError
        If it is no session, or no time.

    Examples
    --------
    >>> with running_session(None, "matlab") as session:
    ...     type(session).__name__
    'Matlab'
    """
    check_arguments(session=session, timeout=timeout)
    if session is not None:
        yield session
        return
    with session_of(name, timeout) as new:
        yield new
