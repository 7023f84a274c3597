"""The engines by name: GNU Octave and MATLAB."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Literal

from matdrop.engines.matlab_session import Matlab, find_matlab
from matdrop.engines.octave_session import Octave, find_octave
from matdrop.engines.session import Availability, Session

EngineName = Literal["octave", "matlab"]


def find_engine(name: EngineName) -> Availability:
    """Find an engine without starting it.

    Parameters
    ----------
    name : {"octave", "matlab"}
        The engine.

    Returns
    -------
    Availability
        Its path, or why it was not found and what to do.

    Examples
    --------
    >>> find_engine("octave") == find_octave()
    True
    """
    return find_octave() if name == "octave" else find_matlab()


def session_of(name: EngineName, timeout: float = 60.0) -> Session:
    """Make a session of an engine, which starts on first use.

    Parameters
    ----------
    name : {"octave", "matlab"}
        The engine.
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
    return Octave(timeout) if name == "octave" else Matlab(timeout)


@contextlib.contextmanager
def running_session(session: Session | None, name: EngineName = "octave", timeout: float = 60.0) -> Iterator[Session]:
    """Give a session that runs already, or one that ends with the block.

    Parameters
    ----------
    session : Session or None
        One that runs; it goes on after the block.
    name : {"octave", "matlab"}
        The engine of a new one.
    timeout : float
        Seconds that one case may take in a new one.

    Yields
    ------
    Session
        To run originals.

    Examples
    --------
    >>> with running_session(None, "matlab") as session:
    ...     type(session).__name__
    'Matlab'
    """
    if session is not None:
        yield session
        return
    with session_of(name, timeout) as new:
        yield new
