"""Octaves that are handed from session to session: to start one takes several times what most tests do in it."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from matdrop.engines.octave_session import Octave
from matdrop.engines.process import OctaveProcess, quoted

REMEMBER = "setenv('MATDROP_TEST_PATH', path())"
# Undoes what a session may have done to its Octave, and leaves the session's folder, which is about to be removed.
FORGET = """\
diary('off'); fclose('all'); dbclear('all'); rand('twister', 'reset'); cd('/'); \
rmpath('{folder}/stubs', setdiff(strsplit(path(), pathsep()), strsplit(getenv('MATDROP_TEST_PATH'), pathsep())){{:}}); \
clear('-all'); matdrop_reply()"""


class WarmOctaves:
    """Starts Octaves for sessions, and keeps those of sessions that were closed for the next ones.

    Attributes
    ----------
    is_lending : bool
        Whether they are handed on; if not, each session starts its own and ends it.
    """

    def __init__(self) -> None:
        self.is_lending = True
        self._kept: dict[tuple[str | None, ...], list[OctaveProcess]] = {}
        self._end = Octave._end

    def launch(self, session: Octave, program: str, folder: Path) -> OctaveProcess:
        """Start an Octave, or take one that was kept."""
        kept = self._kept.get(_kind(session))
        if not kept or not self.is_lending:
            return OctaveProcess(program, folder, f"{REMEMBER}; {session._world}")
        process = kept.pop()
        process.folder = folder
        process._write(f"cd({quoted(folder)})")
        process.request("matdrop_start")
        return process

    def end(self, session: Octave) -> None:
        """Do as `Octave._end`, but keep an Octave that still answers."""
        process = session._process
        assert process is None or isinstance(process, OctaveProcess)
        if process is None or not self.is_lending:
            self._end(session)
            return
        try:
            process._write(FORGET.format(folder=process.folder))
            process.finish(timeout=5)
        except Exception:  # it was killed
            self._end(session)
            return
        self._kept.setdefault(_kind(session), []).append(process)
        session._process = None

    def close(self) -> None:
        """End those that are kept."""
        for process in (process for kept in self._kept.values() for process in kept):
            process.end()
        self._kept.clear()


@contextlib.contextmanager
def warm_octaves() -> Iterator[WarmOctaves]:
    """Let the sessions of this process hand on their Octaves."""
    octaves = WarmOctaves()
    with (
        mock.patch.object(Octave, "_launch", lambda session, program, folder: octaves.launch(session, program, folder)),
        mock.patch.object(Octave, "_end", lambda session: octaves.end(session)),
    ):
        yield octaves
    octaves.close()


def _kind(session: Octave) -> tuple[str | None, ...]:
    """Return which Octave it is, and what it takes from its environment when it starts."""
    return session.find().path, os.environ.get("OCTAVE_PATH"), session._world
