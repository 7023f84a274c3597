"""MATLAB as an engine: one ``matlab -batch`` that serves all jobs of a session."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from matdrop.engines.process import DRIVERS, EngineProcess, quoted
from matdrop.engines.programs import Availability, find_matlab
from matdrop.engines.session import Session

POLL = 0.005


class MatlabProcess(EngineProcess):
    """A process of MATLAB: with ``-batch`` it reads no statements, so it looks for a file that names a driver.

    Parameters
    ----------
    program : str
        Its path.
    folder : Path
        The exchange folder.

    Raises
    ------
    OSError
        If the program cannot be run.
    """

    name = "MATLAB"

    def __init__(self, program: str, folder: Path) -> None:
        self._next, self._done = folder / "next.txt", folder / "done.txt"
        statement = f"addpath({quoted(DRIVERS)}); matdrop_serve({quoted(folder)})"
        super().__init__([program, "-batch", statement], folder, pipes=False)
        self.request("matdrop_start")

    def request(self, driver: str) -> None:
        """Ask for a driver, and do not wait for it.

        Parameters
        ----------
        driver : str
            Its name.
        """
        self._done.unlink(missing_ok=True)
        aside = self._next.with_suffix(".part")
        aside.write_text(driver)
        aside.replace(self._next)  # so MATLAB never reads half a request

    def _answer(self) -> str | None:
        while not self._done.exists():
            if not self.is_running:
                return None
            time.sleep(POLL)
        return self._done.read_text(errors="replace")

    def _ask_to_end(self) -> None:
        self.request("stop")


class Matlab(Session):
    """A session of MATLAB that runs originals; see `Session`.

    Parameters
    ----------
    timeout : float
        Seconds that one case may take.
    find : callable
        Finds the program; by default the one that `find_matlab` finds.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> cases = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> if find_matlab().path:
    ...     with Matlab() as matlab:
    ...         assert matlab.run(cases)[0].outputs["X"].shape == (3, 4)
    """

    check = "-batch version"

    def __init__(self, timeout: float = 60.0, find: Callable[[], Availability] = find_matlab) -> None:
        super().__init__(timeout, find)

    def _launch(self, program: str, folder: Path) -> MatlabProcess:
        return MatlabProcess(program, folder)
