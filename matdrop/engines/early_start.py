"""An Octave that is started while matdrop is still being imported, for the session that asks for one first."""

from __future__ import annotations

import atexit
import contextlib
import shutil

from matdrop.engines.process import OctaveProcess, exchange_folder
from matdrop.engines.programs import find_octave

_started: dict[str, OctaveProcess] = {}  # by the path of its program; at most one


def start_early() -> None:
    """Start the machine's Octave, if there is one, and do not wait for it; what it meets is said when it is taken."""
    program = find_octave().path
    if program is not None:
        with contextlib.suppress(OSError):
            _started[program] = OctaveProcess(program, exchange_folder())
            atexit.register(_end)


def take(program: str) -> OctaveProcess | None:
    """Take the Octave that was started, if there is one of that program.

    Parameters
    ----------
    program : str
        Its path.

    Returns
    -------
    OctaveProcess or None
        Whoever gets it has to end it, and to remove its folder.

    Examples
    --------
    >>> take("octave-cli")
    """
    return _started.pop(program, None)


def _end() -> None:
    """End what nobody has taken."""
    for process in _started.values():
        process.kill()
        process.end()
        shutil.rmtree(process.folder, ignore_errors=True)
    _started.clear()
