"""What an instrumented port tells while it runs: its events, and the values that are put in place of its own."""

from __future__ import annotations

import copy
import sys
import types
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.calling.call import STREAM
from matdrop.source.names import normalize_name
from matdrop.streams import OctaveStream
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.port_statements import Path as Names
from matdrop.tracing.port_statements import Plan
from matdrop.tracing.recording import Event, EventKind, Recording, Span
from matdrop.tracing.summary import summarize
from matdrop.values.canonical import ValueModelError, canonical
from matdrop.values.value import Value

EVENTS = 50_000  # that are recorded at most; a run with more is recorded up to there
SMALL = 256  # elements up to which an array is always kept whole
ROOMY = 64_000_000  # bytes of whole arrays beyond which only summaries of larger ones are kept
SUMMARIZED = 400_000_000  # elements that are looked at for summaries: a few seconds of work
LARGE = 100_000  # elements beyond which a summary of an array is kept, and its changes are told by a checksum
DRAWS, CALL = "the random stream", "the call"
_PLAIN = (int, float, bool, complex, str, np.generic, type(None))
Draft = tuple[EventKind, int, int, int, tuple[int, ...], str, Any, tuple[int, ...]]
# What takes the place of a value: given the statement, the variable and the port's own value.
Replacement = Callable[[int, str, Any], Any]


def as_it_is(statement: int, variable: str, value: Any) -> Any:
    """Return the port's own value."""
    return value


@dataclass
class Monitor:
    """Notes one run of an instrumented port.

    Attributes
    ----------
    program : Program
        What the statements are.
    replaced : frozenset of int
        Statements whose values are replaced ...
    replacement : callable
        ... by this.
    bounds : Bounds
        Which iterations are recorded; all others are only counted.
    windows : mapping of Span to range
        Of loops, iterations (counted from 0 over the run) that are recorded besides, with all that is within them.
    """

    program: Program
    replaced: frozenset[int] = frozenset()
    replacement: Replacement = as_it_is
    bounds: Bounds = BOUNDS
    windows: Mapping[Span, range] = field(default_factory=dict)
    on: bool = True  # whether what is executed now is recorded
    window: int = -1  # the loop in whose window the run is
    events: list[Draft] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    items: dict[int, int] = field(default_factory=lambda: defaultdict(int))  # of loops, the iterations that were begun
    conditions: set[int] = field(default_factory=set)  # the `while` loops
    summarized: int = 0  # elements of large arrays that were looked at in the first executions of statements, ...
    repeated: int = 0  # ... and in later ones
    bytes: int = 0  # of arrays that were kept whole
    fields: dict[int, dict[str, int]] = field(default_factory=dict)  # the last stores into objects and dicts
    kept: list[Any] = field(default_factory=list)  # those objects, so that no other one gets their identity
    changed: list[tuple[Any, int]] = field(default_factory=list)  # what was changed in place, and by which event
    used: Any = None  # how far the random stream has been used up
    outputs: frozenset[str] = frozenset()  # of the original, as names are matched: a dict of these is all of them
    activations: int = 0
    entered: bool = False  # whether a function was called that is instrumented
    error: str = ""
    error_statement: int = -1
    ended: str = ""

    def __post_init__(self) -> None:
        self.current = self.outside = Activation(self, "", None)
        self._raised: BaseException | None = None

    def module(self) -> Activation:
        """Begin a module."""
        return Activation(self, "", None)

    def enter(self, function: int, values: Mapping[str, Any], outer: Activation) -> Activation:
        """Begin a call of a function: its parameters read what the call reads."""
        plan = self.program.functions[function]
        self.entered = True
        activation = Activation(self, plan.name, outer)
        activation.take(plan.parameters, values, plan.statement)
        self.current = activation
        return activation

    def note(self, draft: Draft) -> int:
        """Keep an event, and return its place."""
        if len(self.events) >= EVENTS:
            self.ended = "memory"
            return len(self.events) - 1
        self.events.append(draft)
        return len(self.events) - 1

    def decision(self, loop: int, turn: int) -> tuple[bool, int]:
        """Decide from an iteration of a loop on whether iterations are recorded, and up to which one."""
        if self.ended or loop in self.program.unsampled:
            return not self.ended, sys.maxsize
        window = self.windows.get(self.program.statements[loop].span, range(0))
        if turn - 1 in window:
            self.window = loop if self.window < 0 else self.window
        elif self.window == loop:
            self.window = -1
        if self.window >= 0:
            return True, turn + 1
        held, until = self._sampling.decision(turn)
        first = next(iter(window[max(0, -(-(turn - window.start) // window.step)) :]), None)  # that is still to come
        return held, until if first is None else min(until, first + 1)

    @property
    def _sampling(self) -> Bounds:
        """What is recorded at intervals: ten times fewer iterations where there is little room left."""
        scarce = sum(len(self.events) > share * EVENTS for share in (0.5, 0.75))
        return replace(self.bounds, stride=self.bounds.stride * 10**scarce) if scarce else self.bounds

    def keep(self, value: Any, execution: int) -> Any:
        """Return what is kept of a value: a summary of a large array, as long as there is time for summaries."""
        size = getattr(value, "size", 0)
        if type(value) is not np.ndarray or size <= SMALL:
            return kept(value)
        if not self.has_room(value):
            return summarize_or_none(value) if self.affords(size, execution) else None
        self.bytes += value.nbytes
        return value.copy() if value.dtype != object else kept(value)

    def has_room(self, value: NDArray[Any]) -> bool:
        """Whether an array is kept whole; in a window, around a fault, there is more room."""
        if self.window >= 0:
            return self.bytes + value.nbytes <= 2 * ROOMY
        return value.size <= LARGE and self.bytes <= ROOMY

    def affords(self, size: int, execution: int) -> bool:
        """Whether there is time to look at all elements of a large array, and if so take it."""
        if execution < 2:
            self.summarized += size
            return self.summarized <= SUMMARIZED
        self.repeated += size
        if self.repeated > SUMMARIZED // 20:
            self.repeated -= size
            return False
        return True

    def note_call(self, name: str, inputs: Mapping[str, Any], returned: Any) -> None:
        """Note a call of a function without Python source: one event for each input and each output."""
        binding = [s.number for s in self.program.statements if name in s.stores or s.function == name]
        if not binding:
            return
        number, call = binding[-1], self.activations + 1
        reads = tuple(
            self.note(("input", number, call, 0, (), name, self.keep(value, 0), ())) for name, value in inputs.items()
        )
        for result, part in _parts_returned(returned, self.outputs):
            self.note(("return", number, call, 0, (), result, self.keep(part, 0), reads))

    def raised(self, activation: Activation) -> None:
        """Note an exception at the statement that has raised it."""
        _, exception, traceback = sys.exc_info()
        was_on = self.on
        activation.resume()
        if exception is self._raised or isinstance(exception, GeneratorExit):
            return
        if not was_on and traceback is not None:
            activation.find(Path(traceback.tb_frame.f_code.co_filename), traceback.tb_lineno)
        self._raised = exception
        self.error, self.error_statement = f"{type(exception).__name__}: {exception}", activation.at
        if activation.at >= 0:
            activation.note("error", activation.at, "", None)

    def forgive(self) -> None:
        """Forget an exception that the port has caught."""
        self.error, self.error_statement = "", -1

    def recording(self) -> Recording:
        """Return what was noted."""
        events = [
            Event(order, kind, number, call, execution, iterations, name, canonical_or_none(value), reads)
            for order, (kind, number, call, execution, iterations, name, value, reads) in enumerate(self.events)
        ]
        said = tuple(self.program.not_instrumented)
        statements = tuple(self.program.statements)
        counts = {**self.counts, **self.items}  # of a `for` what counts is its iterations
        counts |= {number: self.counts[number] for number in self.conditions}
        return Recording(statements, events, counts, self.error, self.error_statement, self.ended, said)


@dataclass(slots=True)
class _Loop:
    """A loop that is going on: whether its present iteration is recorded, when to ask again, whether one was not."""

    held: bool = True
    until: int = 0
    missed: bool = False


class Activation:
    """Notes one call of a function, or the top level of a module."""

    def __init__(self, monitor: Monitor, function: str, outer: Activation | None) -> None:
        monitor.activations += 1
        self.monitor, self.function, self.number, self.outer = monitor, function, monitor.activations, outer
        self.caller: Activation = getattr(monitor, "current", self)
        self.last: dict[str, int] = {}  # the last event of each variable
        self.decisions: dict[int, int] = {}
        self.turns: dict[int, int] = {}  # of loops, the present iteration
        self.loops: dict[int, _Loop] = {}
        self.marks: dict[str, tuple[int, Any]] = {}
        self.at = -1  # the statement that is executed, ...
        self.execution = 0  # ... the how-manieth time it is, ...
        self.reads: list[int] = []  # ... and what it reads, with ...
        self.pending: list[int] = []  # ... what was returned to it

    def take(self, parameters: Sequence[str], values: Mapping[str, Any], statement: int) -> None:
        """Note the parameters."""
        caller = self.caller
        reads = caller.all_reads()
        if caller.at >= 0:  # what a call hands over is made by the statement that calls
            reads = (caller.note("store", caller.at, CALL, None), *reads)
        for name in parameters:
            event = ("input", statement, self.number, 0, (), name, kept(values[name]), reads)
            self.last[name] = self.monitor.note(event)  # type: ignore[arg-type]

    def all_reads(self) -> tuple[int, ...]:
        """Return what the present statement has read so far."""
        return tuple(dict.fromkeys((*self.reads, *self.pending)))

    def before(self, number: int, values: Mapping[str, Any]) -> None:
        """Note what a statement is going to read."""
        monitor = self.monitor
        monitor.current = self
        plan = monitor.program.plans[number]
        self.at = number
        self.execution = monitor.counts.get(number, 0)
        monitor.counts[number] = self.execution + 1
        if plan.changes:
            self._mark(plan, values)
            if monitor.used is None:
                monitor.used = stream_state()
        self.pending = []
        self.reads = [*self._definitions(plan.loads, values), *self._decisions(plan)]

    def _decisions(self, plan: Plan) -> list[int]:
        return [self.decisions[control] for control in plan.controls if control in self.decisions]

    def _definitions(self, loads: Iterable[Names], values: Mapping[str, Any]) -> list[int]:
        """Return the last events of variables, and of the fields that are read."""
        found: list[int] = []
        for path in loads:
            found += self._fields(path, values) if self.monitor.fields else ()
            order = self.definition(path[0])
            if order is not None:
                found.append(order)
        return found

    def definition(self, name: str) -> int | None:
        """Return the last event of a variable, of this function or of one around it."""
        activation: Activation | None = self
        while activation is not None:
            if name in activation.last:
                return activation.last[name]
            activation = activation.outer
        return None

    def _fields(self, path: Names, values: Mapping[str, Any]) -> list[int]:
        """Return the last stores into the object that a path leads to, or into the fields on the way."""
        held, found = values.get(path[0]), list[int]()
        for key in path[1:]:
            stored = self.monitor.fields.get(id(held), {})
            found += [stored[key]] if key in stored else []
            inner = _part(held, key)
            if inner is None or callable(inner):
                break
            held = inner
        return found + list(self.monitor.fields.get(id(held), {}).values())

    def _mark(self, plan: Plan, values: Mapping[str, Any]) -> None:
        """Look at what a statement may change, and find what was changed elsewhere under another name."""
        for path in plan.loads:
            value = values.get(path[0])
            if value is None or isinstance(value, _PLAIN):
                continue
            mark = self._mark_of(value)
            before = self.marks.get(path[0])
            if before is not None and before[0] == id(value) and before[1] != mark:
                self._changed_elsewhere(path[0], value)
            self.marks[path[0]] = id(value), mark

    def _mark_of(self, value: Any) -> Any:
        """Return something that differs when a value has changed in place; of a value too large to look at, always."""
        size = value.size if type(value) is np.ndarray else 0
        return object() if size > LARGE and not self.monitor.affords(size, self.execution) else mark_of(value)

    def _changed_elsewhere(self, name: str, value: Any) -> None:
        for other, order in reversed(self.monitor.changed):
            if shares(value, other):
                self.last[name] = max(order, self.last.get(name, 0))
                return

    def note(self, kind: EventKind, number: int, name: str, value: Any, reads: tuple[int, ...] | None = None) -> int:
        """Keep an event of the present statement."""
        plan = self.monitor.program.plans[number]
        iterations = tuple([self.turns.get(loop, 0) for loop in plan.loops])
        reads = self.all_reads() if reads is None else reads
        value = self.monitor.keep(value, self.execution)
        return self.monitor.note((kind, number, self.number, self.execution, iterations, name, value, reads))

    def _replaced(self, number: int, name: str, value: Any) -> Any:
        monitor = self.monitor
        if number in monitor.replaced:
            return monitor.replacement(number, name, value)
        return value

    def store(self, number: int, name: str, value: Any) -> Any:
        """Note a variable's new value; return what it shall be."""
        self.monitor.current = self
        self._draw(number)
        value = self._replaced(number, name, value)
        self.last[name] = self.note("store", number, name, value)
        return value

    def store_part(self, number: int, name: str, value: Any, values: Mapping[str, Any]) -> Any:
        """Note a value with a new part; return what it shall be."""
        self.monitor.current = self
        self._draw(number)
        value = self._put(value, self._replaced(number, name, value))
        self._changed(number, name, value, values)
        return value

    def _put(self, value: Any, wanted: Any) -> Any:
        """Put a value in the place of another, in the same memory if it has room for it."""
        if wanted is not value and isinstance(value, np.ndarray) and np.shape(wanted) == value.shape:
            value[...] = wanted
            return value
        if wanted is not value and isinstance(value, list) and isinstance(wanted, list):
            value[:] = wanted
            return value
        return wanted

    def store_field(self, number: int, name: str, holder: Any, key: str) -> None:
        """Note a new attribute, or a new value of a key."""
        self.monitor.current = self
        value = _part(holder, key)
        wanted = self._replaced(number, name, value)
        if wanted is not value:
            _set_part(holder, key, wanted)
        order = self.note("store", number, name, wanted)
        self.monitor.kept.append(holder)
        self.monitor.fields.setdefault(id(holder), {})[key] = order

    def did(self, number: int) -> None:
        """Note that an expression was evaluated, whatever it may have changed."""
        self.monitor.current = self
        self.note("store", number, "", None)

    def changed(self, number: int, values: Mapping[str, Any]) -> None:
        """Note what a statement has changed in place, and what it has drawn."""
        self.monitor.current = self
        for path in self.monitor.program.plans[number].loads:
            name, before = path[0], self.marks.get(path[0])
            value = values.get(name)
            if before is not None and before[0] == id(value) and before[1] != (mark := self._mark_of(value)):
                value = self._put(value, self._replaced(number, name, value))
                self.marks[name] = id(value), mark
                self._changed(number, name, value, values)
        self._draw(number)

    def _draw(self, number: int) -> None:
        """Note that a statement has drawn random numbers: it has read what was drawn before."""
        monitor = self.monitor
        if (
            monitor.used is None
            or not monitor.program.plans[number].changes
            or (used := stream_state()) == monitor.used
        ):
            return
        monitor.used = used
        before = monitor.outside.last.get(DRAWS)
        self.reads = [*self.reads, *(() if before is None else (before,))]
        monitor.outside.last[DRAWS] = self.note("draw", number, DRAWS, None)

    def _changed(self, number: int, name: str, value: Any, values: Mapping[str, Any]) -> None:
        """Note a value that was changed in place, under all of its names here."""
        order = self.note("store", number, name, value)
        self.last[name] = order
        self.marks[name] = id(value), self._mark_of(value)
        self.monitor.changed.append((value, order))
        for other, held in values.items():
            if other != name and other in self.last and not isinstance(held, _PLAIN) and shares(held, value):
                self.last[other] = self.note("store", number, other, held)
                self.marks[other] = id(held), self._mark_of(held)

    def decide(self, number: int, test: Any) -> Any:
        """Note the truth of a condition; return what it shall be."""
        self.monitor.current = self
        self._draw(number)
        truth = bool(test)
        wanted = self._replaced(number, "", truth)
        self.decisions[number] = self.note("condition", number, "", bool(wanted))
        return bool(wanted)

    def begin_loop(self, number: int) -> None:
        """Begin to count the iterations of a loop."""
        self.turns[number] = 0
        self.loops[number] = _Loop()
        self.monitor.conditions.add(number)

    def asks(self, number: int) -> bool:
        """Whether the next condition of a ``while``, and the iteration after it, is recorded."""
        loop, turn = self.loops[number], self.monitor.items[number] + 1
        if turn >= loop.until or self.monitor.window >= 0:
            loop.held, loop.until = self.monitor.decision(number, turn)
        self._switch(number, loop)
        return loop.held

    def _switch(self, number: int, loop: _Loop) -> None:
        """Begin an iteration that is recorded, or one that is only counted."""
        self.monitor.on = loop.held
        if not loop.held:
            loop.missed = True
        elif loop.missed:
            self._note_gap(number, loop)

    def turn(self, number: int, test: Any) -> Any:
        """Note the truth of the condition of a ``while``."""
        truth = self.decide(number, test)
        self._count(number, truth)
        return truth

    def still(self, number: int, test: Any) -> bool:
        """Count the condition of a ``while``; note that it is false, which ends the loop."""
        truth, monitor = bool(test), self.monitor
        monitor.counts[number] += 1
        self._count(number, truth)
        if not truth:
            self.left(number)
            self.at, self.execution = number, monitor.counts[number] - 1
            self.reads, self.pending = self._decisions(monitor.program.plans[number]), []
            self.reads += self._definitions(monitor.program.plans[number].loads, {})
            self.decisions[number] = self.note("condition", number, "", False)
        return truth

    def _count(self, number: int, truth: bool) -> None:
        self.turns[number] = self.turns.get(number, 0) + truth
        self.monitor.items[number] += truth

    def iterate(self, number: int, iterable: Any) -> Iterator[Any]:
        """Note what a loop runs over, and count its iterations."""
        monitor, items = self.monitor, self.monitor.items
        decisions = self._decisions(monitor.program.plans[number])
        snapshot = list(iterable) if isinstance(iterable, zip | enumerate | reversed | map | filter) else iterable
        snapshot = self._replaced(number, "", snapshot)
        order = self.note("iterable", number, "", _as_list(snapshot))
        self.decisions[number] = order
        loop = self.loops[number] = _Loop()
        turn = 0
        for turn, item in enumerate(snapshot, 1):
            items[number] = count = items[number] + 1
            if count >= loop.until or monitor.window >= 0:
                loop.held, loop.until = monitor.decision(number, count)
            if not loop.held:
                loop.missed, monitor.on = True, False
                yield item
                continue
            self.turns[number] = turn
            self._switch(number, loop)
            monitor.current = self
            self.at, self.reads, self.pending = number, [self.decisions[number], *decisions], []
            self.execution = count - 1
            yield item

    def left(self, number: int) -> None:
        """Note that a loop is over, whatever has ended it."""
        monitor, loop = self.monitor, self.loops[number]
        monitor.on = True
        if monitor.window == number:
            monitor.window = -1
        if loop.missed:
            self._note_gap(number, loop)

    def resume(self) -> None:
        """Record again, in the middle of iterations that are only counted."""
        self.monitor.on = True
        for number, loop in self.loops.items():
            if loop.missed:
                self._note_gap(number, loop)

    def _note_gap(self, number: int, loop: _Loop) -> None:
        """Let all that a loop may have stored, and its decisions, be what iterations left that were not recorded."""
        loop.missed = False
        monitor, inside = self.monitor, self.monitor.program.inside(number)
        names = dict.fromkeys(name.partition(".")[0] for statement in inside for name in statement.stores)
        # What the loop runs over stays as it is.
        decided = [statement.number for statement in inside[1:] if statement.number in self.decisions]
        known = [self.last[name] for name in names if name in self.last]
        reads = tuple(dict.fromkeys((*known, *(self.decisions[decision] for decision in decided))))
        iterations = tuple([self.turns.get(other, 0) for other in monitor.program.plans[number].loops])
        draft: Draft = ("gap", number, self.number, monitor.items[number], iterations, "", None, reads)
        order = monitor.note(draft)
        self.last.update(dict.fromkeys(names, order))
        self.decisions.update(dict.fromkeys(decided, order))
        for name in names:
            self.marks.pop(name, None)
        for stored in monitor.fields.values():
            stored.update(dict.fromkeys(stored, order))

    def find(self, file: Path, line: int) -> None:
        """Go to the statement in a line, with what it reads."""
        number = self.monitor.program.statement_at(file, line)
        if number >= 0:
            plan = self.monitor.program.plans[number]
            self.at, self.execution = number, max(self.monitor.counts[number] - 1, 0)
            self.reads, self.pending = [*self._definitions(plan.loads, {}), *self._decisions(plan)], []

    def caught(self, number: int) -> None:
        """Note that an exception was caught."""
        self.monitor.current = self
        self.resume()
        self.monitor.forgive()
        self.at = number
        self.execution = self.monitor.counts.get(number, 0)
        self.monitor.counts[number] = self.execution + 1
        self.decisions[number] = self.note("condition", number, "", True)

    def chose(self, number: int, case: int, values: Mapping[str, Any]) -> None:
        """Note which case of a ``match`` was taken."""
        order = self.note("condition", number, "", float(case))
        self.decisions[number] = order

    def returned(self, number: int, value: Any, values: Mapping[str, Any]) -> Any:
        """Note what is returned; return what it shall be."""
        monitor = self.monitor
        monitor.current = self
        self._draw(number)
        plan, orders = monitor.program.plans[number], []
        others = (*self._decisions(plan), *self.pending)
        parts = list(_parts_returned(value, monitor.outputs))
        wanted = [self._replaced(number, name, part) for name, part in parts]
        for place, ((name, _), part) in enumerate(zip(parts, wanted, strict=True)):
            reads = self.reads
            if isinstance(value, tuple) and len(plan.parts) == len(parts) > 1:
                reads = [*self._definitions(plan.parts[place], values), *others]
            orders.append(self.note("return", number, name, part, tuple(dict.fromkeys((*reads, *self.pending)))))
        self.caller.pending += orders
        return _put_returned(value, parts, wanted, monitor.outputs)

    def enter_lambda(self, number: int, names: tuple[str, ...], values: Mapping[str, Any]) -> Activation:
        """Begin a call of a lambda."""
        activation = Activation(self.monitor, self.function, self)
        activation.take(names, values, number)
        activation.before(number, values)
        return activation

    def value(self, number: int, value: Any) -> Any:
        """Note what a lambda gives; return what it shall be."""
        value = self._replaced(number, "return 1", value)
        self.caller.pending.append(self.note("return", number, "return 1", value))
        self.monitor.current = self.caller
        return value

    def yielded(self, number: int, value: Any) -> Any:
        """Note what a generator yields; return what it shall be."""
        value = self._replaced(number, "yield", value)
        self.caller.pending.append(self.note("return", number, "yield", value))
        return value

    def raised(self) -> None:
        """Note that the call has failed."""
        self.monitor.raised(self)

    def leave(self) -> None:
        """End the call."""
        if self.monitor.current is self:
            self.monitor.current = self.caller


def stream_state() -> Any:
    """Return something that differs when the running port has drawn random numbers; None if it has no stream."""
    stream = STREAM.get()
    if stream is None:
        return None
    if isinstance(stream, OctaveStream):
        generators = (stream.rand, stream.randn, stream.rande)
        return tuple(hash(np.asarray(generator("state")).tobytes()) for generator in generators)
    return hash(stream.state.tobytes())


def _has_outputs(value: Any, outputs: frozenset[str]) -> bool:
    """Whether a dict holds the original's outputs, not a struct that is one of them."""
    return isinstance(value, dict) and len(outputs) > 1 and outputs <= {normalize_name(str(key)) for key in value}


def _parts_returned(value: Any, outputs: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yield the returned values, named by their places or by their keys."""
    if isinstance(value, tuple) and not hasattr(value, "_asdict"):
        yield from ((f"return {place}", part) for place, part in enumerate(value, 1))
    elif _has_outputs(value, outputs):
        yield from ((f"return {key}", part) for key, part in value.items())
    else:
        yield "return 1", value


def _put_returned(value: Any, parts: Sequence[tuple[str, Any]], wanted: Sequence[Any], outputs: frozenset[str]) -> Any:
    if all(part is new for (_, part), new in zip(parts, wanted, strict=True)):
        return value
    if isinstance(value, tuple) and not hasattr(value, "_asdict"):
        return tuple(wanted)
    return dict(zip(value, wanted, strict=True)) if _has_outputs(value, outputs) else wanted[0]


def _part(holder: Any, key: str) -> Any:
    if isinstance(holder, Mapping):
        return holder.get(key)
    return getattr(holder, "__dict__", {}).get(key)


def _set_part(holder: Any, key: str, value: Any) -> None:
    if isinstance(holder, Mapping):
        holder[key] = value  # type: ignore[index]
    else:
        setattr(holder, key, value)


def _as_list(iterable: Any) -> Any:
    return list(iterable) if isinstance(iterable, range | set | dict) and len(iterable) <= LARGE else iterable


def shares(one: Any, other: Any) -> bool:
    """Whether a change of one value in place changes the other."""
    if one is other:
        return True
    both = isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
    return both and bool(np.may_share_memory(one, other))


def mark_of(value: Any) -> Any:
    """Return something that differs when a value has changed in place."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        if value.size > LARGE and value.flags.forc:
            return value.shape, zlib.crc32(value.data if value.flags.c_contiguous else value.T.data)
        return value.shape, value.dtype.char, hash(value.tobytes())
    if isinstance(value, list | tuple):
        return [mark_of(element) for element in value]
    if isinstance(value, dict):
        return [(key, mark_of(element)) for key, element in value.items()]
    if isinstance(value, _PLAIN):
        return type(value), repr(value)  # by their text NaNs are equal, and 0 and -0 are not
    return id(value)


def kept(value: Any) -> Any:
    """Return a copy that later changes do not reach, a summary of a large array, or None of what MATLAB has not."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value.copy() if value.size <= LARGE else summarize_or_none(value)
    # What is in a list or a dict may be changed in its place.
    return copy.deepcopy(canonical_or_none(value))


def summarize_or_none(value: Any) -> Any:
    """Return the summary of a large array."""
    try:
        return summarize(canonical(value))
    except (ValueModelError, ValueError, TypeError):
        return None


def canonical_or_none(value: Any) -> Value | None:
    """Return a value as MATLAB would hold it; None if it cannot."""
    if value is None or callable(value) or isinstance(value, types.ModuleType):
        return None
    if type(value) is float or (type(value) is int and abs(value) < 2**63):  # the most frequent ones, fast
        return np.array([[value]], dtype=np.float64)
    if type(value) is np.ndarray and value.dtype == np.float64 and value.ndim == 2:
        return value
    if hasattr(value, "figures"):  # a summary
        result: Any = value
        return result  # type: ignore[no-any-return]
    try:
        return canonical(value)
    except (ValueModelError, ValueError, TypeError, RecursionError):
        return None
