"""Recording an original: the plan of breakpoints, and what they have recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.errors import MatdropError
from matdrop.parity.case import Case
from matdrop.parity.octave import Octave
from matdrop.parity.reference import Reference
from matdrop.parity.trace.original_source import read_original
from matdrop.parity.trace.record import BOUNDS, Bounds, Event, Iterations, Recording, Variable, Write
from matdrop.parity.trace.source import MAIN, Source
from matdrop.parity.values import cell_column, digest


def record_original(
    case: Case, octave: Octave, into: Sequence[Path] = (), bounds: Bounds = BOUNDS
) -> tuple[Reference, Recording]:
    """Run an original and record what each of its lines stores.

    Parameters
    ----------
    case : Case
        What is traced.
    octave : Octave
        A session.
    into : sequence of Path
        Other ``.m`` files that are recorded.
    bounds : Bounds
        What is recorded of long loops, and how much at most.

    Returns
    -------
    reference : Reference
        What the original computed.
    recording : Recording
        How.
    """
    sources = (read_original(case.pair.original), *(read_original(path, traced=False) for path in into))
    plan = _Plan(sources)
    reference, answer = octave.trace(case, plan.packed(bounds))
    if answer is None:
        reason = reference.error.message if reference.error else ""
        advice = "; give it more time (--timeout), or a smaller case" if reason.startswith("no answer") else ""
        raise MatdropError(f"{case.id} cannot be traced: {reason}{advice}")
    recording = Recording(sources, full=bool(answer["full"].item()))
    plan.read(np.asarray(answer["log"], dtype=float).reshape(4, -1), answer["values"].ravel(), recording)
    _end(recording, reference)
    if reference.error is not None:
        recording.error, recording.error_line = str(reference.error), reference.error.line
    return reference, recording


def _end(recording: Recording, reference: Reference) -> None:
    """Add what the last line has stored in outputs: Octave does not stop after a loop that ends a file."""
    for name, value in reference.outputs.items():
        variable = Variable(MAIN, name)
        last = next((write for write in reversed(recording.writes) if write.variable == variable), None)
        if last is not None and digest(last.value) == digest(value):
            continue
        stores = {line for line, s in recording.sources[0].statements.items() if name in s.stores}
        event = next((e for e in reversed(recording.events) if e.file == 0 and e.line in stores), None)
        if event is not None:
            recording.writes.append(Write(variable, value, event, len(recording.events)))


class _Plan:
    """Which lines are recorded, under which numbers, and what is read after each of them."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.functions = [(k, name) for k, source in enumerate(sources) for name in source.functions]
        self.lines = [
            (k, number, statement) for k, source in enumerate(sources) for number, statement in _with_ends(source)
        ]
        stored = [name for _, _, statement in self.lines if statement for name in statement.stores]
        parameters = [name for k, function in self.functions for name in self.sources[k].functions[function].parameters]
        self.names = list(dict.fromkeys([*stored, *parameters]))

    def packed(self, bounds: Bounds) -> dict[str, Any]:
        """Give the plan as matdrop_probe takes it."""
        number = {name: k for k, name in enumerate(self.names, 1)}
        function = {key: k for k, key in enumerate(self.functions, 1)}
        outer = [(k, (*self.sources[k].loops(line), 0)[0]) for k, line, _ in self.lines]
        started: set[tuple[int, str]] = set()
        first, inside, stores, after = [], [], [], []
        for identity, (k, line, statement) in enumerate(self.lines, 1):
            name = statement.function if statement else _function_at(self.sources[k], line)
            first.append((k, name) not in started)
            started.add((k, name))
            inside.append(function[k, name])
            stores.append(_row([number[stored] for stored in statement.stores] if statement else []))
            after.append(identity if statement and statement.kind != "return" else 0)
        parameters = [
            _row([number[name] for name in self.sources[k].functions[key].parameters if name in number])
            for k, key in self.functions
        ]
        return {
            "files": cell_column([source.path.stem for source in self.sources]),
            "names": cell_column(self.names),
            "file": _row([k + 1 for k, _, _ in self.lines]),
            "line": _row([line for _, line, _ in self.lines]),
            "in": _row(inside),
            "first": _row(first),
            "after": _row(after),
            "header": _row([self._header(k, line) for k, line, _ in self.lines]),
            "stores": cell_column(stores),
            "parameters": cell_column(parameters),
            "outer": _row([self._number(k, line) for k, line in outer]),
            "begins": _row(
                [line == self._begin(k, header) for (k, header), (_, line, _) in zip(outer, self.lines, strict=True)]
            ),
            "enters": _row([s is not None and s.kind == "for" and not s.within for _, _, s in self.lines]),
            "first_turns": float(bounds.turns),
            "stride": float(bounds.stride),
            "window": _row(bounds.window),
            "limit": float(bounds.limit),
            "bytes": float(bounds.size),
        }

    def read(self, log: np.ndarray[Any, Any], values: np.ndarray[Any, Any], recording: Recording) -> None:
        """Make events and writes of what was recorded."""
        calls: dict[int, tuple[int, Iterations, Event]] = {}  # of each function, the call that is open
        count = 0
        for identity, variable, kind, value in zip(*log.tolist(), strict=True):
            if variable == 0:
                k, line, statement = self.lines[int(identity) - 1]
                name = statement.function if statement else _function_at(self.sources[k], line)
                key = self.functions.index((k, name))
                if key not in calls:
                    count += 1
                    calls[key] = count, Iterations(self.sources[k], True), Event(k, line, count, ())
                call, iterations, _ = calls[key]
                event = Event(k, line, call, iterations.at(line, int(value)))
                calls[key] = call, iterations, event
                recording.events.append(event)
                if statement is None or statement.kind == "return":
                    del calls[key]
                continue
            where = int(identity)
            name = self.names[int(variable) - 1]
            if where < 0:
                k, function = self.functions[-where - 1]
                line = self.sources[k].functions[function].line
                event = Event(k, line, count + 1, ())
            else:
                k, line, statement = self.lines[where - 1]
                assert statement is not None
                function = statement.function
                event = calls[self.functions.index((k, function))][2]
                if event.line != line:  # a loop's variable, whose line comes up only once
                    event = replace(event, line=line, iteration=event.iteration[: len(self.sources[k].loops(line))])
            stored = np.array([[value]]) if kind == 0 else values[int(value) - 1]
            recording.writes.append(Write(Variable(function, name), stored, event, len(recording.events)))

    def _header(self, k: int, line: int) -> int:
        """Give the number of the ``for`` line whose body begins with a line; 0 if there is none."""
        header = (0, *self.sources[k].loops(line))[-1]
        return self._number(k, header) if header and self._begin(k, header) == line else 0

    def _begin(self, k: int, header: int) -> int:
        """Give the line that comes up once in each iteration of a loop."""
        statement = self.sources[k].statements.get(header)
        if statement is None or statement.kind == "while":
            return header
        return self.sources[k].first_within(header)

    def _number(self, k: int, line: int) -> int:
        return next((n for n, (file, other, _) in enumerate(self.lines, 1) if (file, other) == (k, line)), 0)


def _with_ends(source: Source) -> list[tuple[int, Any]]:
    """Give the statements by their lines, and the ends of functions, where Octave stops too."""
    lines: dict[int, Any] = {
        line: statement for line, statement in source.statements.items() if statement.kind != "function"
    }
    for function in source.functions.values():
        ends = function.last + (function.last in lines)
        lines.setdefault(ends, None)
    return sorted(lines.items())


def _function_at(source: Source, line: int) -> str:
    inside = [f for f in source.functions.values() if f.line <= line <= f.last + 1]
    return max(inside, key=lambda function: function.line).name if inside else next(iter(source.functions))


def _row(numbers: Sequence[float]) -> np.ndarray[Any, Any]:
    return np.array([numbers], dtype=float).reshape(1, -1)
