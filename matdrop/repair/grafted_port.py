"""A changed port with the original's values in place of what its other faults store: to mend one fault of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matdrop.engines.session import Session
from matdrop.repair.patched_port import Texts, Trial, recorded_as_before
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.graft import LIKE, replacement_of, values_for
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.recording import Span
from matdrop.verification.judge import agrees


class GraftedPort:
    """The port of a failing case, in which every fault but one is healed by the original's values.

    Parameters
    ----------
    trial : Trial
        The case.
    alignment : Alignment
        Both recordings of it.
    others : sequence of Span
        The statements of the other faults.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    timeout : float
        Seconds that a call may take.
    """

    def __init__(
        self,
        trial: Trial,
        alignment: Alignment,
        others: Sequence[Span],
        folder: Path,
        session: Session | None,
        timeout: float,
    ) -> None:
        self.trial = trial
        self._numbers = frozenset(s.number for s in alignment.port.statements if s.span in others)
        found = [values_for(alignment, number) for number in self._numbers]
        self._values = {key: known for values in found for key, known in values.items()}
        self._port = recorded_as_before(trial, alignment, folder, session, timeout)

    def agrees(self, texts: Texts) -> bool:
        """Whether the port with changed sources does what the original does, with the other faults healed."""
        self._port.program = Program(texts)  # a change within a statement leaves all numbers as they are
        run = self._port.run(self._numbers, replacement_of(self._values, LIKE))
        return agrees(run.attempt, self.trial.case)
