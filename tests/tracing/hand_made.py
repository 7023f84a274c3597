"""Originals that were recorded by hand, and ports beside them: a trace without an engine."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matdrop.calling.conventions import Convention
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine, Reference
from matdrop.tracing.comparison import Observation
from matdrop.tracing.fault import Faults
from matdrop.tracing.location import locate
from matdrop.tracing.recording import Event, EventKind, Recording, Span, Statement
from matdrop.values.canonical import canonical

# A line of the original, what happens there, the variable, and its value.
Step = tuple[int, EventKind, str, Any]


def blocks_around(lines: Sequence[str]) -> list[tuple[int, ...]]:
    """Return for each line the loops and branches that it stands in, by their lines counted from 0."""
    found, blocks = [], list[int]()
    for number, line in enumerate(lines):
        found.append(tuple(blocks))
        if re.match(r"(for|while|if)\b", line):
            blocks.append(number)
        elif line.strip() == "end":
            blocks.pop()
    return found


def recording(file: Path, function: str, steps: Sequence[Step]) -> Recording:
    """Make the recording of an original of one function: a statement a line, in one activation."""
    lines = file.read_text(encoding="utf-8").splitlines()
    statements = [
        Statement(
            number,
            Span(file, number + 1, 1, number + 1, len(line) + 1),
            function,
            tuple(dict.fromkeys(name for at, kind, name, _ in steps if at == number + 1 and kind == "store")),
            tuple(re.findall(r"[A-Za-z_]\w*", line.partition("=")[2] or line)),
            around,
        )
        for number, (line, around) in enumerate(zip(lines, blocks_around(lines), strict=True))
    ]
    counts: dict[int, int] = {}
    turns: dict[int, int] = {}  # of loops, by their lines counted from 0
    events: list[Event] = []
    for line, kind, variable, value in steps:
        number = -1 if kind == "input" else line - 1
        execution = counts.get(number, 0)
        counts[number] = execution + 1
        around = statements[number].around if number >= 0 else ()
        iterations = tuple(turns.get(loop, 1) for loop in around if not lines[loop].startswith("if"))
        if lines[number].startswith(("for", "while")) and kind in ("store", "condition"):
            turns[number] = turns.get(number, 0) + 1
        events.append(Event(len(events), kind, number, 1, execution, iterations, variable, canonical(value)))
    return Recording(statements, events, counts)


def located(
    folder: Path,
    original: str,
    port: str,
    *cases: tuple[Mapping[str, Any], Mapping[str, Any], Sequence[Step]],
    flat: bool = False,
    further: int = 0,
) -> Faults:
    """Locate the faults of a port: of each case the inputs, the outputs, and the steps of the original.

    The last cases may be further ones, which are only asked for what is about to be proven.
    """
    observations = observed(folder, original, port, *cases, flat=flat)
    given = len(observations) - further
    return locate(observations[:given], folder, seconds=60, timeout=3, further=lambda: observations[given:])


def observed(
    folder: Path,
    original: str,
    port: str,
    *cases: tuple[Mapping[str, Any], Mapping[str, Any], Sequence[Step]],
    flat: bool = False,
) -> list[Observation]:
    """Write a pair into a folder, and return what is known of its cases."""
    name = re.search(r"(\w+)\(", original).group(1)  # type: ignore[union-attr]
    file = folder / f"{name}.m"
    file.write_text(original, encoding="utf-8")
    (folder / "port.py").write_text("import numpy as np\n" + port, encoding="utf-8")
    pair = pair_of(file, f"{folder / 'port.py'}:{name}")
    observations = []
    for number, (inputs, outputs, steps) in enumerate(cases, 1):
        values = tuple(canonical(value) for value in inputs.values())
        results = {output: canonical(value) for output, value in outputs.items()}
        reference = Reference("saved", Engine("GNU Octave", "7.3.0"), values, results)
        case = Case(pair, f"case_{number}", tuple(inputs.values()))
        started: list[Step] = [(1, "input", key, value) for key, value in inputs.items()]
        ended: list[Step] = [(1, "return", key, value) for key, value in outputs.items()]
        original_run = recording(file, name, [*started, *steps, *ended])
        observations.append(Observation(case, reference, original_run, Convention((flat,) * len(values))))
    return observations


def lines(faults: Faults) -> list[tuple[str, int | None, list[int]]]:
    """Return of each fault its certainty, its line, and the lines of its interval, counted from the port's first."""
    return [
        (fault.certainty, fault.statement.line - 1 if fault.statement else None, [s.line - 1 for s in fault.interval])
        for fault in faults.faults
    ]
