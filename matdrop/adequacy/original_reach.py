"""What the cases reach of an original: its statements, and both ways of its conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from matdrop.adequacy.reach import Point
from matdrop.cases.case import Case
from matdrop.engines.session import Session
from matdrop.source.matlab import read
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.recording import Recording, Statement


def unreached_of_original(cases: Sequence[Case], session: Session) -> tuple[Point, ...]:
    """Record an original on the cases of a pair, and find what none of them reaches in its file.

    Parameters
    ----------
    cases : sequence of Case
        Cases of one pair.
    session : Session
        The engine.

    Returns
    -------
    tuple of Point
        Statements that no case runs, and conditions that are true in every case and have no other way to show it. What
        cannot be recorded, and conditions of which not every evaluation was, are left out.

    Raises
    ------
    MatdropError
        If a case cannot be recorded.
    """
    recordings = [record_original(case, session)[1] for case in cases]
    file = cases[0].pair.original
    text = read(file).source.decode("utf-8", errors="replace").splitlines()
    statements = [statement for statement in recordings[0].statements if statement.span.file == file]
    counts = sum((Counter(recording.counts) for recording in recordings), Counter[int]())
    known = set().union(*(recording.counts for recording in recordings))
    words = {statement.number: _first_word(statement, text) for statement in statements}
    unreached = {
        statement.number
        for statement in statements
        if statement.number in known and not counts[statement.number] and not words[statement.number].startswith("end")
    }
    guarded = {number for statement in statements if statement.number in unreached for number in statement.around}
    found = [
        Point("statement" if statement.number in unreached else "false", 0, statement.span.line)
        for statement in statements
        if statement.number in unreached
        or (
            words[statement.number] in ("if", "elseif")
            and statement.number not in guarded
            and _is_always_true(statement.number, recordings)
        )
    ]
    return tuple(found)


def _is_always_true(number: int, recordings: Iterable[Recording]) -> bool:
    """Whether a condition was evaluated, and true each time; False where not every evaluation was recorded."""
    truths: list[bool] = []
    for recording in recordings:
        own = [event for event in recording.events if event.kind == "condition" and event.statement == number]
        if len(own) != recording.counts.get(number, 0):
            return False
        truths += [isinstance(event.value, np.ndarray) and bool(event.value.all()) for event in own]
    return bool(truths) and all(truths)


def _first_word(statement: Statement, text: Sequence[str]) -> str:
    line = text[statement.span.line - 1][statement.span.column - 1 :]
    return "".join(letter if letter.isalnum() else " " for letter in line).split(" ")[0]
