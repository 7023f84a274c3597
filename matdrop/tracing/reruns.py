"""Running a port again on its failing cases, with the original's values in place of some of its own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from matdrop.tracing.graft import Graft, replacement_of
from matdrop.tracing.port_recording import RecordedPort, Run


class Reruns:
    """The reruns of a port, counted and within a time.

    Parameters
    ----------
    ports : sequence of RecordedPort
        The port of each failing case.
    seconds : float
        Of processor time that they may take together, about.

    Attributes
    ----------
    count : int
        How often the port was run.
    """

    def __init__(self, ports: Sequence[RecordedPort], seconds: float) -> None:
        self.ports, self.count = ports, 0
        self._until = time.process_time() + seconds

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.process_time() > self._until

    def run(self, grafts: Sequence[Graft]) -> list[Run]:
        """Run every case with grafts."""
        return [self._one(grafts, case) for case in range(len(self.ports))]

    def heals(self, grafts: Sequence[Graft]) -> list[Run] | None:
        """Return the runs in which every case agrees with grafts; None if one does not."""
        runs = []
        for case in range(len(self.ports)):
            run = self._one(grafts, case)
            if not run.attempt.agrees:
                return None
            runs.append(run)
        return runs

    def _one(self, grafts: Sequence[Graft], case: int) -> Run:
        """Run one case with grafts."""
        by_statement = [(graft.statement, replacement_of(graft.values[case], graft.form)) for graft in grafts]

        def replaced(statement: int, variable: str, value: Any) -> Any:
            for grafted, replacement in by_statement:
                if grafted == statement:
                    value = replacement(statement, variable, value)
            return value

        self.count += 1
        return self.ports[case].run(frozenset(graft.statement for graft in grafts), replaced)
