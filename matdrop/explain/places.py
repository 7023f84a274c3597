"""Where the change of a fault is looked for, and at which statement a fault is named once its change is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from matdrop.repair.repair import Repair
from matdrop.repair.search import Places
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.recording import Span


def places_of(fault: Fault, faults: Faults) -> Places:
    """Return where a fault is mended: in its statement if that is proven, else in those of its interval.

    Parameters
    ----------
    fault : Fault
        The fault.
    faults : Faults
        Of its pair, with both recordings side by side.

    Returns
    -------
    Places
        Its lines, and the original's statements that stand for them.
    """
    is_proven = fault.certainty == "proven" and fault.statement is not None
    spans = (fault.statement,) if is_proven else (fault.statement, *fault.interval)
    lines = _lines_of(spans)
    aligned = _aligned_statements(faults.alignments.values())
    if fault.statement is not None and fault.original is not None:
        aligned[fault.statement.file, fault.statement.line] = fault.original
    number = _number_of(fault.statement, faults) if is_proven else None
    return Places(lines, aligned, number, faults.alignments)


def places_run(fault: Fault, faults: Faults) -> Places:
    """Return where a second fault may be: in the statements of the first one, or in others that failing cases have run.

    If a statement is proven to be wrong, its value alone mends the outputs. Beside it only what stores something else
    than the original, although all that it reads agrees, may be wrong, too.

    Parameters
    ----------
    fault : Fault
        The first fault.
    faults : Faults
        Of its pair, with both recordings side by side.

    Returns
    -------
    Places
        Their lines, and the original's statements that stand for them.
    """
    if fault.certainty == "proven":
        run = _wrong_by_themselves(faults)
    else:
        run = {span for alignment in faults.alignments.values() for span in _run_in(alignment)}
    return Places(_lines_of([fault.statement, *fault.interval, *run]), _aligned_statements(faults.alignments.values()))


def _run_in(alignment: Alignment) -> set[Span]:
    port = alignment.port
    return {port.statements[event.statement].span for event in port.events if event.statement >= 0}


def _wrong_by_themselves(faults: Faults) -> set[Span]:
    """Return the statements that store something else than the original although all that they read agrees."""
    return {
        alignment.port.statements[event.statement].span
        for alignment in faults.alignments.values()
        for event in alignment.port.events
        if event.statement >= 0
        and alignment.differs(event.order)
        and all(read in alignment.partner and alignment.agrees(read) for read in event.reads)
    }


def _lines_of(spans: Iterable[Span | None]) -> dict[Path, set[int]]:
    lines: dict[Path, set[int]] = {}
    for span in spans:
        if span is not None and span.file.is_file():  # not one of a notebook
            lines.setdefault(span.file, set()).update(range(span.line, span.end_line + 1))
    return lines


def _number_of(span: Span | None, faults: Faults) -> int | None:
    statements = (s for alignment in faults.alignments.values() for s in alignment.port.statements)
    return next((statement.number for statement in statements if statement.span == span), None)


def _aligned_statements(alignments: Iterable[Alignment]) -> dict[tuple[Path, int], Span]:
    """Return the original's statements that stand for the port's, by the port's files and first lines."""
    found: dict[tuple[Path, int], Span] = {}
    for alignment in alignments:
        for order, partner in alignment.partner.items():
            own, other = alignment.port.events[order].statement, alignment.original.events[partner].statement
            if own >= 0 and other >= 0:
                span = alignment.port.statements[own].span
                found.setdefault((span.file, span.line), alignment.original.statements[other].span)
    return found


def with_repair(fault: Fault, repair: Repair, faults: Faults) -> Fault:
    """Return a fault at the statement whose change mends it.

    Parameters
    ----------
    fault : Fault
        As it was located.
    repair : Repair
        A change with which every case agrees.
    faults : Faults
        Of the pair.

    Returns
    -------
    Fault
        Proven if a habit is changed that can be changed nowhere else, or if every statement that may have the fault was
        tried, and this one alone has a change of that cost with which all cases, and moved or shuffled inputs, agree.
    """
    candidate = repair.candidate
    span = _span_at(candidate.patch.source.path, candidate.lines[0], faults)
    is_proven = fault.certainty == "proven" and _covers(fault.statement, span)
    span = fault.statement if is_proven and fault.statement is not None else span
    if is_proven or (candidate.habit is not None and not repair.others and repair.has_one_place):
        return replace(fault, certainty="proven", statement=span, interval=(span,))
    if repair.is_only_place and repair.is_confirmed:
        only = f"of all changes tried in the lines of the fault, only some of line {span.line} make every case agree"
        return replace(fault, certainty="proven", statement=span, interval=(span,), proof=(*fault.proof, only))
    interval = fault.interval if fault.certainty != "proven" else ()
    interval = interval if any(_covers(known, span) for known in interval) else (*interval, span)
    return replace(fault, certainty="probable", statement=span, interval=interval)


def _span_at(file: Path, line: int, faults: Faults) -> Span:
    """Return the smallest statement on a line of the port."""
    spans = (s.span for port in faults.ports for s in port.statements if s.span.file.resolve() == file.resolve())
    around = [span for span in spans if span.line <= line <= span.end_line]
    # A lambda stands in the lines of its statement, and behind its start.
    return min(around, key=lambda span: (span.end_line - span.line, span.column), default=Span(file, line, 1, line, 1))


def _covers(one: Span | None, other: Span) -> bool:
    """Whether a statement has all lines of another one."""
    is_same = one is not None and one.file.resolve() == other.file.resolve()
    return is_same and one is not None and one.line <= other.line and other.end_line <= one.end_line
