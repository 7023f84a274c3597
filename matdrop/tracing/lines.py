"""The two sources side by side: which lines belong together, and a mark for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from matdrop.tracing.align import Alignment
from matdrop.tracing.ends import apart_within
from matdrop.tracing.record import Recording

AGREES, DIFFERS, ALONE, NOT_REACHED, NOTHING = "agrees", "differs", "only here", "not reached", ""
NOT_RECORDED = "not recorded"  # for a limit has ended the recording of this side, or of the other one


@dataclass(frozen=True)
class Row:
    """A line of each side, or of one side alone, and what is to be said of it.

    Attributes
    ----------
    original, port : int or None
        The lines.
    original_mark, port_mark : str
        ``agrees``, ``differs``, ``only here``, ``not reached``, ``not recorded`` where a limit has ended a recording,
        or nothing where the line stores nothing.
    """

    original: int | None
    port: int | None
    original_mark: str = NOTHING
    port_mark: str = NOTHING


def rows(alignment: Alignment, original: tuple[int, str], port: tuple[int, str]) -> list[Row]:
    """Put the lines of two functions side by side.

    Parameters
    ----------
    alignment : Alignment
        The recordings.
    original, port : tuple of int and str
        Which functions: the number of the file, and the name.

    Returns
    -------
    list of Row
        Every line of both, in order.
    """
    sides = (alignment.original, alignment.port)
    functions = [
        side.sources[file].functions.get(name) for side, (file, name) in zip(sides, (original, port), strict=True)
    ]
    ranges = [range(f.line, f.last + 1) if f else range(0) for f in functions]
    marks = _marks(alignment, alignment.original, original[0], True), _marks(alignment, alignment.port, port[0], False)
    pairs: Counter[tuple[int, int]] = Counter()
    for variable, steps in alignment.chains.items():
        together = [(step.original, step.port, 3) for step in steps if step.same]
        for a, b, weight in [*together, (*(apart_within(alignment, variable, steps) or (None, None)), 2)]:
            if a is not None and b is not None:
                left, right = alignment.original.writes[a].event, alignment.port.writes[b].event
                if (left.file, right.file) == (original[0], port[0]):
                    pairs[left.line, right.line] += weight
    if functions[0] and functions[1]:
        pairs[functions[0].line, functions[1].line] += 2
    return [
        Row(a, b, marks[0].get(a or 0, NOTHING), marks[1].get(b or 0, NOTHING))
        for a, b in _merged(ranges[0], ranges[1], pairs)
    ]


def _marks(alignment: Alignment, recording: Recording, file: int, original: bool) -> dict[int, str]:
    """Give the mark of each line of a file."""
    found: dict[int, set[str]] = {}
    other = alignment.port if original else alignment.original
    last = max((pair[not original] for pair in alignment.in_step), default=-1) if other.ended else len(recording.writes)
    for variable, steps in alignment.chains.items():
        apart = apart_within(alignment, variable, steps) or (None, None)
        start = apart[0] if original else apart[1]
        for step in steps:
            index = step.original if original else step.port
            if index is not None and recording.writes[index].event.file == file:
                differs = (None not in apart and start is not None and index >= start) or alignment.is_in_step(step)
                mark = AGREES if step.same else DIFFERS if differs else ALONE if index <= last else NOT_RECORDED
                found.setdefault(recording.writes[index].line, set()).add(mark)
    if not original:
        for index, write in enumerate(recording.writes):
            if write.event.file == file and alignment.partners.get(write.variable) not in alignment.chains:
                found.setdefault(write.line, set()).add(ALONE if index <= last else NOT_RECORDED)
    order = DIFFERS, AGREES, ALONE, NOT_RECORDED
    marks = {line: next(mark for mark in order if mark in said) for line, said in found.items()}
    source = recording.sources[file]
    reached = {event.line for event in recording.events if event.file == file}
    called = {write.variable.function for write in recording.writes if write.event.file == file}
    for line, statement in source.statements.items():
        # Lines such as "else" and "try" never come up; if they are reached, so is what they hold.
        if line in marks or {line, source.first_within(line)} & reached or statement.function not in called:
            continue
        if statement.kind != "function" and (statement.kind != "branch" or statement.reads):
            marks[line] = NOT_RECORDED if recording.ended in ("lines", "size") else NOT_REACHED
    return marks


def _merged(left: range, right: range, pairs: Mapping[tuple[int, int], int]) -> Iterator[tuple[int | None, int | None]]:
    """Give two rows of lines in order, those that belong together at once."""
    best: dict[tuple[int, int], int] = {}
    for a in reversed(left):
        for b in reversed(right):
            both = best.get((a + 1, b + 1), 0) + pairs.get((a, b), 0)
            best[a, b] = max(best.get((a + 1, b), 0), best.get((a, b + 1), 0), both)
    a, b = before = left.start, right.start
    while a in left and b in right:
        if (a, b) in pairs and best[a, b] == best.get((a + 1, b + 1), 0) + pairs[a, b]:
            yield from zip_longest(range(before[0], a), range(before[1], b))
            yield a, b
            a, b = before = a + 1, b + 1
        elif best[a, b] == best.get((a + 1, b), 0):
            a += 1
        else:
            b += 1
    yield from zip_longest(range(before[0], left.stop), range(before[1], right.stop))


def around(all_rows: Sequence[Row], lines: tuple[int | None, int | None], count: int) -> list[Row]:
    """Choose the rows of two lines, and at most some rows before and after them."""
    places = [k for k, row in enumerate(all_rows) if row.original in lines[:1] or row.port in lines[1:]]
    places = [k for k in places if all_rows[k] != Row(None, None)]
    if lines == (None, None) or not places:
        return list(all_rows[: 2 * count])
    return list(all_rows[max(0, places[0] - count) : places[-1] + count + 1])
