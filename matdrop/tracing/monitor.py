"""What an instrumented port tells while it runs: its events, and the values that are put in place of its own."""

from __future__ import annotations

import sys
import types
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matdrop.calling.call import STREAM
from matdrop.source.names import normalize_name
from matdrop.streams import OctaveStream
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.port_statements import Path, Plan
from matdrop.tracing.recording import Event, EventKind, Recording
from matdrop.tracing.summary import summarize
from matdrop.values.canonical import ValueModelError, canonical
from matdrop.values.value import Value

EVENTS = 50_000  # that are recorded at most; a run with more is recorded up to there
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
    """

    program: Program
    replaced: frozenset[int] = frozenset()
    replacement: Replacement = as_it_is
    events: list[Draft] = field(default_factory=list)
    counts: dict[int, int] = field(default_factory=dict)
    items: dict[int, int] = field(default_factory=dict)  # of `for` loops, how many iterations were begun
    fields: dict[int, dict[str, int]] = field(default_factory=dict)  # the last stores into objects and dicts
    kept: list[Any] = field(default_factory=list)  # those objects, so that no other one gets their identity
    changed: list[tuple[Any, int]] = field(default_factory=list)  # what was changed in place, and by which event
    used: Any = None  # how far the random stream has been used up
    outputs: frozenset[str] = frozenset()  # of the original, as names are matched: a dict of these is all of them
    activations: int = 0
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

    def raised(self, activation: Activation) -> None:
        """Note an exception at the statement that has raised it."""
        exception = sys.exc_info()[1]
        if exception is self._raised or isinstance(exception, GeneratorExit):
            return
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
        return Recording(statements, events, self.counts, self.error, self.error_statement, self.ended, said)


class Activation:
    """Notes one call of a function, or the top level of a module."""

    def __init__(self, monitor: Monitor, function: str, outer: Activation | None) -> None:
        monitor.activations += 1
        self.monitor, self.function, self.number, self.outer = monitor, function, monitor.activations, outer
        self.caller: Activation = getattr(monitor, "current", self)
        self.last: dict[str, int] = {}  # the last event of each variable
        self.decisions: dict[int, int] = {}
        self.turns: dict[int, int] = {}  # of loops, the present iteration
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

    def _definitions(self, loads: Iterable[Path], values: Mapping[str, Any]) -> list[int]:
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

    def _fields(self, path: Path, values: Mapping[str, Any]) -> list[int]:
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
            mark = mark_of(value)
            before = self.marks.get(path[0])
            if before is not None and before[0] == id(value) and before[1] != mark:
                self._changed_elsewhere(path[0], value)
            self.marks[path[0]] = id(value), mark

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
        return self.monitor.note((kind, number, self.number, self.execution, iterations, name, kept(value), reads))

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
            if before is not None and before[0] == id(value) and before[1] != (mark := mark_of(value)):
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
        self.marks[name] = id(value), mark_of(value)
        self.monitor.changed.append((value, order))
        for other, held in values.items():
            if other != name and other in self.last and not isinstance(held, _PLAIN) and shares(held, value):
                self.last[other] = self.note("store", number, other, held)
                self.marks[other] = id(held), mark_of(held)

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

    def turn(self, number: int, test: Any) -> Any:
        """Note the truth of the condition of a ``while``."""
        truth = self.decide(number, test)
        self.turns[number] = self.turns.get(number, 0) + bool(truth)
        return truth

    def iterate(self, number: int, iterable: Any) -> Iterator[Any]:
        """Note what a loop runs over, and count its iterations."""
        decisions = self._decisions(self.monitor.program.plans[number])
        snapshot = list(iterable) if isinstance(iterable, zip | enumerate | reversed | map | filter) else iterable
        snapshot = self._replaced(number, "", snapshot)
        order = self.note("iterable", number, "", _as_list(snapshot))
        self.decisions[number] = order
        self.turns[number] = 0
        for item in snapshot:
            self.turns[number] += 1
            self.monitor.current = self
            self.at, self.reads, self.pending = number, [order, *decisions], []
            self.execution = self.monitor.items.get(number, 0)
            self.monitor.items[number] = self.execution + 1
            yield item

    def caught(self, number: int) -> None:
        """Note that an exception was caught."""
        self.monitor.current = self
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
    return canonical_or_none(value)


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
