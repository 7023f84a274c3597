"""A running oct2py session as the world of originals: they find the folders on its path and its packages."""

from __future__ import annotations

import functools
import importlib.util
import os
from pathlib import Path
from typing import Any, Protocol

from matdrop.engines.find import find_engine
from matdrop.engines.octave_session import Octave
from matdrop.engines.process import DRIVERS, quoted

PACKAGES = """\
strjoin(cellfun(@(package) package.name, pkg('list')(cellfun(@(package) package.loaded, pkg('list'))), \
'UniformOutput', false), ' ')"""
# Folders that oct2py puts on the path for itself. One has a `pause` that waits for an answer.
OF_OCT2PY = ("oct2py", "octave_kernel")


class Oct2PySession(Protocol):
    """What is asked of a running ``oct2py.Oct2Py``."""

    def eval(self, cmds: str, *, nout: int, verbose: bool) -> Any:
        """Evaluate an expression.

        Parameters
        ----------
        cmds : str
            The expression.
        nout : int
            How many values to return.
        verbose : bool
            Whether what is printed is shown.

        Returns
        -------
        object
            The value.
        """


def session_like(running: Oct2PySession, timeout: float = 60.0) -> Octave:
    """Make a session of the Octave that oct2py runs, with the path and the packages that it has now.

    The originals run in a process of their own, because a time limit kills it and scripts clear variables: nothing
    happens to the running session.

    Parameters
    ----------
    running : oct2py.Oct2Py
        The running session.
    timeout : float
        Seconds that one case may take.

    Returns
    -------
    Octave
        It starts on first use.
    """
    version, path, packages = (
        str(running.eval(expression, nout=1, verbose=False)) for expression in ("version()", "path()", PACKAGES)
    )
    own = {folder for name in OF_OCT2PY if (folder := _folder_of(name))}
    folders = [folder for folder in path.split(os.pathsep) if folder != "." and Path(folder) not in own]
    loaded = [f"pkg('load', '{name}')" for name in packages.split()]
    world = "; ".join([*loaded, f"path({', '.join(map(quoted, [str(DRIVERS), *folders]))})"])
    return Octave(timeout, functools.partial(find_engine, version), world)


def _folder_of(package: str) -> Path | None:
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent if found and found.origin else None
