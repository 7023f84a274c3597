"""Octaves that are handed from session to session: to start one takes several times what most tests do in it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from matdrop.engines.octave_session import Octave

REMEMBER = "setenv('MATDROP_TEST_PATH', path())"
# Undoes what a session may have done to its Octave, and leaves the session's folder, which is about to be removed.
FORGET = """\
diary('off'); fclose('all'); dbclear('all'); rand('twister', 'reset'); cd('/'); \
rmpath('{folder}/stubs', setdiff(strsplit(path(), pathsep()), strsplit(getenv('MATDROP_TEST_PATH'), pathsep())){{:}}); \
clear('-all')"""


class WarmOctaves:
    """Starts Octaves for sessions, and keeps those of sessions that were closed for the next ones.

    Attributes
    ----------
    is_lending : bool
        Whether they are handed on; if not, each session starts its own and ends it.
    """

    def __init__(self) -> None:
        self.is_lending = True
        self._kept: dict[tuple[str | None, ...], list[Any]] = {}
        self._launch, self._end = Octave._launch, Octave._end

    def launch(self, session: Octave, folder: Path) -> None:
        """Do as `Octave._launch`, with an Octave that was kept where there is one."""
        kept = self._kept.get(_kind(session))
        if kept and self.is_lending:
            session._oct2py = kept.pop()
            session._oct2py.cd(str(folder), nout=0)
            session._execute("matdrop_start")
        else:
            self._launch(session, folder)
            session._oct2py.eval(REMEMBER, nout=0, verbose=False)

    def end(self, session: Octave) -> None:
        """Do as `Octave._end`, but keep an Octave that still answers."""
        if session._oct2py is None or not self.is_lending:
            self._end(session)
            return
        try:
            session._oct2py.eval(FORGET.format(folder=session._folder), nout=0, verbose=False, timeout=5)
        except Exception:  # it was killed
            self._end(session)
            return
        self._kept.setdefault(_kind(session), []).append(session._oct2py)
        session._oct2py = None

    def close(self) -> None:
        """End those that are kept."""
        for octave in (octave for kept in self._kept.values() for octave in kept):
            octave.exit()
        self._kept.clear()


@contextlib.contextmanager
def warm_octaves() -> Iterator[WarmOctaves]:
    """Let the sessions of this process hand on their Octaves."""
    octaves = WarmOctaves()
    with (
        mock.patch.object(Octave, "_launch", lambda session, folder: octaves.launch(session, folder)),
        mock.patch.object(Octave, "_end", lambda session: octaves.end(session)),
    ):
        yield octaves
    octaves.close()


def _kind(session: Octave) -> tuple[str | None, ...]:
    """Return which Octave it is, and what it takes from its environment when it starts."""
    return session.find().path, os.environ.get("OCTAVE_PATH")
