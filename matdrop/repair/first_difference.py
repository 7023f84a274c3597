"""A changed port that is asked for one statement alone: whether that stores what the original stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from matdrop.engines.session import Session
from matdrop.repair.patched_port import Texts, Trial, recorded_as_before
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.recording import Span


class PortOfStatement:
    """The port of a failing case, of which one statement is looked at, whatever comes after it.

    Parameters
    ----------
    trial : Trial
        The case.
    alignment : Alignment
        Both recordings of it, before a change.
    statement : int
        The number of the statement.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    timeout : float
        Seconds that a call may take.
    """

    def __init__(
        self, trial: Trial, alignment: Alignment, statement: int, folder: Path, session: Session | None, timeout: float
    ) -> None:
        self._alignment, self._statement = alignment, statement
        self._port = recorded_as_before(trial, alignment, folder, session, timeout)
        self._port.run()  # for the time that it may take

    def agrees(self, texts: Texts) -> bool:
        """Whether all that the statement stores in a port with changed sources is as in the original."""
        self._port.program = Program(texts)  # a change within a statement leaves all numbers as they are
        recording = self._port.run().recording
        before = self._alignment
        if len(recording.statements) != len(before.port.statements):
            return True  # a statement was added: it stores what this one does not
        after = Alignment(replace(before.sides, port=recording), before.partners, before.equality, before.bases)
        stored = [e.order for e in recording.events if e.statement == self._statement and e.kind != "error"]
        # Where the statement failed before, the partner is that of the error, and not of what is stored in its place.
        failed = {e.order for e in before.port.events if e.kind == "error"}
        known = [order for order in stored if order in after.partner and order not in failed]
        if not known:  # it has failed before anything was known of it
            return bool(stored) and recording.error_statement != self._statement
        return not any(map(after.differs, known))


def first_difference(alignments: Mapping[str, Alignment], spans: Iterable[Span]) -> int | None:
    """Find the first statement of the port that stores something else than the original.

    Parameters
    ----------
    alignments : mapping of str to Alignment
        Both recordings of each failing case.
    spans : iterable of Span
        The statements in question.

    Returns
    -------
    int or None
        Its number; where none of them differs, that of the one that has failed.
    """
    asked = set(spans)
    for alignment in alignments.values():
        statements = alignment.port.statements
        for order in sorted(alignment.partner):
            number = alignment.port.events[order].statement
            if number >= 0 and statements[number].span in asked and alignment.differs(order):
                return number
        failed = alignment.port.error_statement
        if failed >= 0 and statements[failed].span in asked:
            return failed
    return None
