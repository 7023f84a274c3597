"""GNU Octave as an engine: one process that serves all jobs of a session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matdrop.engines.early_start import take
from matdrop.engines.process import OctaveProcess
from matdrop.engines.programs import Availability, find_octave
from matdrop.engines.session import Session


class Octave(Session):
    """A session of GNU Octave that runs originals; see `Session`.

    Parameters
    ----------
    timeout : float
        Seconds that one case may take.
    find : callable
        Finds the program; by default the machine's own Octave.
    world : str
        Statements that are executed after each start: what the originals find besides their own folders.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> cases = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> if find_octave().path:
    ...     with Octave() as octave:
    ...         assert octave.run(cases)[0].outputs["X"].shape == (3, 4)
    """

    check = "--version"

    def __init__(self, timeout: float = 60.0, find: Callable[[], Availability] = find_octave, world: str = "") -> None:
        super().__init__(timeout, find)
        self._world = world

    def _take(self, program: str) -> OctaveProcess | None:
        return None if self._world else take(program)

    def _launch(self, program: str, folder: Path) -> OctaveProcess:
        return OctaveProcess(program, folder, self._world)
