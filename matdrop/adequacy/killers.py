"""Killers: inputs that no case has, on which a change is noticed that all cases let pass."""

from __future__ import annotations

import functools
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from matdrop.adequacy.live_port import LivePort
from matdrop.adequacy.outcome import Killer, Mutant
from matdrop.engines.session import Session
from matdrop.repair.changes import Change
from matdrop.search.counterexample import Counterexample, parting
from matdrop.search.domain import Known
from matdrop.values.canonical import ValueModelError
from matdrop.values.literal import literal_of

Port = Callable[..., Any]
TRIED = 300  # inputs for each change


class KillerSearch:
    """The search for inputs on which changes are noticed.

    Parameters
    ----------
    live : LivePort
        The port.
    port : callable
        The port as it is called.
    known : sequence of Known
        The cases that let the changes pass, with their inputs.
    folder : Path
        The folder of the case table.
    session : Session
        The engine: a killer is one only if the original agrees with the port, and not with the changed port.
    seconds : float
        How long to search in all.
    """

    def __init__(
        self, live: LivePort, port: Port, known: Sequence[Known], folder: Path, session: Session, seconds: float
    ) -> None:
        self.live, self.port, self.known = live, port, known
        self.folder, self.session = folder, session
        self.until = time.monotonic() + seconds

    def with_killer(self, mutant: Mutant) -> Mutant:
        """Return a change with inputs that would notice it, if no case does and some are found in time.

        Parameters
        ----------
        mutant : Mutant
            A change, and what came of it.

        Returns
        -------
        Mutant
            The same one, if a case notices it.

        Raises
        ------
        MatdropError
            If the engine does not start.
        """
        if mutant.fate not in ("survived", "unreached") or time.monotonic() > self.until:
            return mutant
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a changed port, on inputs that nobody has chosen
            changed = self._changed(mutant.change)
            found = parting(self.known, self.port, changed, self.folder, self.session, limit=TRIED)
        return mutant if found is None else replace(mutant, killer=_killer(found))

    def _changed(self, change: Change) -> Port:
        """Return the port with a change, to be called beside the port itself."""
        plant = self.live.changed_by(change)

        @functools.wraps(self.port)
        def changed(*args: Any, **named: Any) -> Any:
            with self.live.running(plant):
                return self.port(*args, **named)

        return changed


def _killer(found: Counterexample) -> Killer | None:
    """Return inputs as MATLAB expressions; None if one of them has no expression."""
    try:
        args = tuple(arg if isinstance(arg, str) else literal_of(arg) for arg in found.candidate.args)
    except ValueModelError:
        return None
    return Killer(args, found.candidate.known.case.seed)
