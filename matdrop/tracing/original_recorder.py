"""Recording an original: the plan of breakpoints, and what they have recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.source.original import called_by, sources_of
from matdrop.source.original_statements import read_original
from matdrop.source.statements import MAIN, Source
from matdrop.tracing.record import BOUNDS, Bounds, Event, Recording, Variable, Write, equal_values
from matdrop.tracing.summary import is_summarized, restored, summarize
from matdrop.values.canonical import digest
from matdrop.values.matfile import cell_column
from matdrop.values.value import Value


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
    plan = _Plan(sources, _recursive(sources))
    reference, answer = octave.trace(case, plan.packed(bounds))
    if answer is None:
        reason = reference.error.message if reference.error else ""
        advice = "; give it more time (--timeout), or a smaller case" if reason.startswith("no answer") else ""
        raise MatdropError(f"{case.id} cannot be traced: {reason}{advice}")
    recording = Recording(sources, ended="".join(map(chr, answer["ended"].ravel().astype(int))))
    if recording.ended.startswith("error"):
        raise MatdropError(f"{case.id} cannot be traced: the probe has failed in {octave.engine} ({recording.ended})")
    plan.read(np.asarray(answer["log"], dtype=float), answer["values"].ravel(), recording)
    if recording.ended == "time" and reference.error is not None:
        last = next((event.line for event in reversed(recording.events) if event.file == 0), 0)
        error = replace(reference.error, line=last)
        reference = replace(reference, error=error, inputs=_inputs(recording))
    if not recording.ended:
        _end(recording, reference)
    if reference.error is not None and recording.ended != "time":
        recording.error, recording.error_line = str(reference.error), reference.error.line
    return reference, recording


def _is_same(before: Write, after: Write) -> bool:
    """Tell whether a variable has kept its value, as far as is known."""
    if is_summarized(before.value) or is_summarized(after.value):
        summaries = (
            write if is_summarized(write.value) else replace(write, value=summarize(write.value))
            for write in (before, after)
        )
        return equal_values(*summaries)
    return digest(before.value) == digest(after.value)


def _inputs(recording: Recording) -> tuple[Value, ...]:
    """Give what the original was called with, from the recording of a run that was ended."""
    given = {write.variable: write.value for write in reversed(recording.writes) if write.time == 0}
    parameters = recording.sources[0].functions[MAIN].parameters
    inputs = [given[Variable(MAIN, name)] for name in parameters if Variable(MAIN, name) in given]
    if parameters[-1:] == ("varargin",) and len(inputs) == len(parameters):
        inputs = [*inputs[:-1], *inputs[-1].ravel()]
    return tuple(inputs)


def _end(recording: Recording, reference: Reference) -> None:
    """Add what the last line has stored in outputs: Octave does not stop after a loop that ends a file."""
    for name, value in reference.outputs.items():
        variable = Variable(MAIN, name)
        last = next((write for write in reversed(recording.writes) if write.variable == variable), None)
        if last is not None and _is_same(last, replace(last, value=value)):
            continue
        stores = {line for line, s in recording.sources[0].statements.items() if name in s.stores}
        event = next((e for e in reversed(recording.events) if e.file == 0 and e.line in stores), None)
        if event is not None:
            recording.writes.append(Write(variable, value, event, len(recording.events)))


def _recursive(sources: Sequence[Source]) -> set[tuple[int, str]]:
    """Give the functions that may be called again before they have ended, by what calls what in the sources."""
    files = {source.path.stem: (k, next(iter(source.functions))) for k, source in enumerate(sources)}
    words: dict[Any, set[str]] = {}  # what each function calls, and each file that is called and not recorded
    for k, source in enumerate(sources):
        for statement in source.statements.values():
            words.setdefault((k, statement.function), set()).update(statement.reads)
        words |= {path.stem: called_by(path) for path in sources_of(source.path) if path.stem not in files}

    def called(place: Any) -> set[Any]:
        names = words.get(place, set())
        own = sources[place[0]].functions if isinstance(place, tuple) else {}
        return {(place[0], n) if n in own else files.get(n, n) for n in names if n in own or n in files or n in words}

    found = set()
    for k, source in enumerate(sources):
        for name in source.functions:
            reached: set[Any] = set()
            waiting = called((k, name))
            while waiting:
                place = waiting.pop()
                reached.add(place)
                waiting |= called(place) - reached
            if (k, name) in reached:
                found.add((k, name))
    return found


class _Plan:
    """Which lines are recorded, under which numbers, and what is read after each of them.

    Lines, variables, functions and units (functions and loops, of which turns are counted) have numbers, from 1.
    """

    def __init__(self, sources: Sequence[Source], recursive: Set[tuple[int, str]]) -> None:
        self.sources, self._recursive = sources, recursive
        self.functions = [(k, name) for k, source in enumerate(sources) for name in source.functions]
        self.lines = [
            (k, number, statement) for k, source in enumerate(sources) for number, statement in _with_ends(source)
        ]
        self._numbers = {(k, line): number for number, (k, line, _) in enumerate(self.lines, 1)}
        loops = [(k, line) for k, line, s in self.lines if s is not None and s.kind in ("for", "while")]
        self._units = {key: unit for unit, key in enumerate([*self.functions, *loops], 1)}
        stored = [name for _, _, statement in self.lines if statement for name in statement.stores]
        parameters = [name for k, function in self.functions for name in self.sources[k].functions[function].parameters]
        self.names = list(dict.fromkeys([*stored, *parameters]))

    def packed(self, bounds: Bounds) -> dict[str, Any]:
        """Give the plan as matdrop_probe takes it."""
        number = {name: k for k, name in enumerate(self.names, 1)}
        around = [[self._units[k, header] for header in self.sources[k].loops(line)] for k, line, _ in self.lines]
        bodies = {
            (k, self.sources[k].first_within(line)): unit
            for (k, line), unit in self._units.items()
            if isinstance(line, int) and self.sources[k].statements[line].kind == "for"
        }
        units, whiles, last, fors, body, first = [], [], [], [], [], []
        started: set[tuple[int, str]] = set()
        for identity, (k, line, statement) in enumerate(self.lines, 1):
            function = self._function(identity)
            first.append(function not in started)
            started.add(function)
            is_while = statement is not None and statement.kind == "while"
            whiles.append(self._units[k, line] if is_while else 0)
            last.append(self._last(k, statement.last) if statement and is_while else 0)
            fors.append(self._units[k, line] if statement is not None and statement.kind == "for" else 0)
            body.append(bodies.get((k, line), 0))
            units.append(whiles[-1] or (around[identity - 1] or [self._units[function]])[-1])
        parameters = [
            _row([number[name] for name in self.sources[k].functions[key].parameters if name in number])
            for k, key in self.functions
        ]
        return {
            "files": cell_column([source.path.stem for source in self.sources]),
            "names": cell_column(self.names),
            "file": _row([k + 1 for k, _, _ in self.lines]),
            "line": _row([line for _, line, _ in self.lines]),
            "in": _row([self.functions.index(self._function(n)) + 1 for n in range(1, len(self.lines) + 1)]),
            "first": _row(first),
            "after": _row([n if s and s.kind != "return" else 0 for n, (_, _, s) in enumerate(self.lines, 1)]),
            "for": _row(fors),
            "body": _row(body),
            "while": _row(whiles),
            "last": _row(last),
            "unit": _row(units),
            "reentered": _row([bool(w and b) for w, b in zip(whiles, body, strict=True)]),
            "last_of": _row([self._last(*self._extent(key)) for key in self._units]),
            "innermost": _row([self._is_innermost(key) for key in self._units]),
            "around": cell_column([_row(loops) for loops in around]),
            "depth": float(max(map(len, around), default=0)),
            "header": _row([self._header(k, line) for k, line, _ in self.lines]),
            "stores": cell_column([_row([number[name] for name in s.stores] if s else []) for _, _, s in self.lines]),
            "parameters": cell_column(parameters),
            "recursive": _row([key in self._recursive for key in self.functions]).astype(bool),
            "function": _row([self._units[key] for key in self.functions]),
            "of": cell_column(
                [_row([unit for key, unit in self._units.items() if self._owner(key) == f]) for f in self.functions]
            ),
            "lines": cell_column([_row(self._sleeping(key, units)) for key in self._units]),
            "inside": cell_column([self._inside(key, number) for key in self._units]),
            "first_turns": float(bounds.turns),
            "stride": float(bounds.stride),
            "window": _row(bounds.window),
            "limit": float(bounds.limit),
            "bytes": float(bounds.size),
            "large": float(bounds.large),
            "roomy": float(bounds.roomy),
            "small": float(bounds.small),
            "whole": _row(sorted(bounds.whole)),
        }

    def read(self, log: np.ndarray[Any, Any], values: np.ndarray[Any, Any], recording: Recording) -> None:
        """Make events and writes of what was recorded."""
        last: dict[int, Event] = {}  # of each call
        following = np.minimum.accumulate(np.where(log[1] == 0, np.arange(log.shape[1]), log.shape[1])[::-1])[::-1]
        number = 0
        for row, (identity, variable, call, place, scalar, gap, clock, *turns) in enumerate(log.T.tolist()):
            where, call = int(identity), int(call)
            if variable == 0:
                k, line, _ = self.lines[where - 1]
                iteration = tuple(int(turn) for turn in turns[: len(self.sources[k].loops(line))])
                event = last[call] = Event(k, line, call, iteration)
                recording.events.append(event)
                continue
            number += 1
            name = self.names[int(variable) - 1]
            k, function = self.functions[-where - 1] if where < 0 else self._function(where)
            line = self.sources[k].functions[function].line if where < 0 else self.lines[where - 1][1]
            event = last.get(call, Event(k, line, call, ()))
            depth = len(self.sources[k].loops(line))
            if gap:  # caught up with before a line
                turns = log[7 : 7 + depth, following[row]].tolist() if following[row] < log.shape[1] else []
                event = Event(k, line, call, tuple(int(turn) for turn in turns if turn), (int(gap), int(clock)))
            elif event.line != line:  # a loop's variable, whose line comes up only once
                event = Event(k, line, call, event.iteration[:depth])
            value: Any = np.array([[scalar]]) if place == 0 else values[int(abs(place)) - 1]
            kept = restored(value) if place < 0 else value
            recording.writes.append(Write(Variable(function, name), kept, event, len(recording.events), number=number))

    def _function(self, identity: int) -> tuple[int, str]:
        k, line, statement = self.lines[identity - 1]
        return k, statement.function if statement else _function_at(self.sources[k], line)

    def _owner(self, key: tuple[int, Any]) -> tuple[int, str]:
        """Give the function of a unit."""
        return key if key in self.functions else self._function(self._numbers[key])

    def _sleeping(self, key: tuple[int, Any], units: Sequence[int]) -> list[int]:
        """Give the lines that need no breakpoint while a unit is not recorded: its own but the one that counts."""
        k, line = key
        own = [number for number, unit in enumerate(units, 1) if unit == self._units[key]]
        if self._owner(key) in self._recursive:
            return []
        if key not in self.functions:
            # How a loop is left is seen by the line before; a loop that breaks must know it.
            return (
                [] if self.sources[k].leaves(line) else [n for n in own if n != self._numbers[k, self._begin(k, line)]]
            )
        start = next((n for n in range(1, len(self.lines) + 1) if self._function(n) == key), 0)
        return [n for n in own if n != start] if start in own else []

    def _inside(self, key: tuple[int, Any], number: Mapping[str, int]) -> np.ndarray[Any, Any]:
        """Give the last line at which each variable is stored in a unit."""
        stores: dict[int, int] = {}
        for identity, (k, _, statement) in enumerate(self.lines, 1):
            if key in self.functions and self._function(identity) == key:
                for name in () if stores else self.sources[k].functions[key[1]].parameters:
                    stores[number[name]] = identity
            elif not (k == key[0] and statement and key[1] in statement.within):
                continue
            stores.update({number[name]: identity for name in (statement.stores if statement else ())})
        last = sorted((identity, name) for name, identity in stores.items())
        return np.array(last, dtype=float).reshape(-1, 2).T

    def _is_first(self, k: int, header: int) -> bool:
        """Tell whether a ``while`` is the first thing in another loop."""
        loops = self.sources[k].loops(header)
        is_while = self.sources[k].statements[header].kind == "while"
        return is_while and bool(loops) and self.sources[k].first_within(loops[-1]) == header

    def _is_innermost(self, key: tuple[int, Any]) -> bool:
        """Tell whether a unit can be counted by its first line alone: it has no other one in it."""
        k, line = key
        if self._owner(key) in self._recursive:
            return False
        if key in self.functions:
            return all(other == key or self._owner(other) != key for other in self._units)
        loops = [header for file, header in self._units if file == k and isinstance(header, int)]
        within = any(line in self.sources[k].loops(header) for header in loops)
        return not within and not self.sources[k].leaves(line) and not self._is_first(k, line)

    def _extent(self, key: tuple[int, Any]) -> tuple[int, int]:
        """Give the file and the last line of a unit."""
        k, line = key
        source = self.sources[k]
        return k, source.functions[line].last if key in self.functions else source.statements[line].last

    def _last(self, k: int, last: int) -> int:
        """Give the number of the last line of a file up to a line."""
        return max((number for (file, line), number in self._numbers.items() if file == k and line <= last), default=0)

    def _header(self, k: int, line: int) -> int:
        """Give the number of the ``for`` line whose body begins with a line; 0 if there is none."""
        header = (0, *self.sources[k].loops(line))[-1]
        return self._numbers.get((k, header), 0) if header and self._begin(k, header) == line else 0

    def _begin(self, k: int, header: int) -> int:
        """Give the line that comes up once in each iteration of a loop."""
        return header if self.sources[k].statements[header].kind == "while" else self.sources[k].first_within(header)


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
