"""Where a port goes wrong: back from its wrong outputs, and proven by putting the original's values in place."""

from __future__ import annotations

import ast
import itertools
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from matdrop.calling.conventions import Convention
from matdrop.calling.load import parameters_of
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.source.python import read_port
from matdrop.tracing.alignment import Alignment
from matdrop.tracing.equality import Equality, relation_for
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.graft import FLAT, FORMS, LIKE, ORIGINAL, WHOLE, replacement_of, values_for
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.likelihood import likeliest
from matdrop.tracing.partners import Partners, Sides, Variable, partners_of, variable_of
from matdrop.tracing.port_recording import RecordedPort, Run
from matdrop.tracing.recording import Event, Recording, Span
from matdrop.tracing.slice import Slice
from matdrop.values.canonical import ValueModelError, canonical
from matdrop.values.value import is_number_array

SECONDS = 5.0
CANDIDATES = 40  # statements that are grafted at most, one after the other
FAULTS = 4  # that are looked for at most
# Errors that do not depend on the form in which a value is held.
VALUE_ERRORS = ("NameError", "UnboundLocalError", "ZeroDivisionError", "OverflowError")


@dataclass(frozen=True)
class Observation:
    """What is known of a case that fails: the original's run, and how the port is called.

    Attributes
    ----------
    case : Case
        The case.
    reference : Reference
        What the original computed.
    original : Recording
        How.
    convention : Convention
        How the port is called.
    """

    case: Case
    reference: Reference
    original: Recording
    convention: Convention


@dataclass(frozen=True)
class Graft:
    """Statements whose values are the original's, in a form."""

    statement: int
    form: str
    values: tuple[Mapping[tuple[int, str], Sequence[tuple[object, int]]], ...]  # case by case


def locate(
    observations: Sequence[Observation],
    folder: Path,
    session: Session | None = None,
    seconds: float = SECONDS,
    timeout: float = 60.0,
) -> Faults:
    """Find the faults of a port.

    Parameters
    ----------
    observations : sequence of Observation
        Cases of one pair.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    seconds : float
        How long values are put in place of others, about.
    timeout : float
        Seconds that a call of the port may take.

    Returns
    -------
    Faults
        None for a port that agrees on every case.

    Raises
    ------
    MatdropError
        If the port cannot be loaded.
    """
    return _Search(observations, folder, session, seconds, timeout).faults()


class _Search:
    """The search for the faults of one pair."""

    def __init__(
        self,
        observations: Sequence[Observation],
        folder: Path,
        session: Session | None,
        seconds: float,
        timeout: float,
    ) -> None:
        self.program = Program()
        self.pair = observations[0].case.pair
        ports = [
            RecordedPort(self.program, o.case, o.reference, folder, o.convention, session, timeout)
            for o in observations
        ]
        runs = [port.run() for port in ports]
        failing = [k for k, run in enumerate(runs) if not run.attempt.agrees]
        self.observations = [observations[k] for k in failing]
        self.ports = [ports[k] for k in failing]
        self.plain = [runs[k] for k in failing]
        self.reruns = len(runs)
        self.until = time.monotonic() + seconds
        self.said: list[str] = list(dict.fromkeys(said for run in runs for said in run.recording.not_instrumented))

    # -- what the runs are compared by

    @cached_property
    def equality(self) -> Equality:
        """The weakest relation under which a wrong output is wrong."""
        pairs = []
        for run in self.plain:
            for comparison in run.attempt.comparisons:
                if comparison.mismatch is not None:
                    pairs.append((comparison.expected, _canonical(run.attempt.obtained.get(comparison.name))))
        return relation_for(pairs)

    def sides(self, runs: Sequence[Run]) -> list[Sides]:
        """Return both recordings of each case."""
        main = _main_of(self.ports[0])
        return [
            Sides(o.original, run.recording, self.pair.original.stem, main, _given(port), self._plain)
            for o, run, port in zip(self.observations, runs, self.ports, strict=True)
        ]

    @cached_property
    def _plain(self) -> frozenset[tuple[int, str]]:
        """The results that are variables returned as they are."""
        return frozenset(
            (number, f"return {place}")
            for number, parts in self.program.returned.items()
            for place, part in enumerate(parts, 1)
            if isinstance(part, ast.Name)
        )

    @cached_property
    def partners(self) -> Partners:
        """The partners of the port's variables."""
        return partners_of(self.sides(self.plain), self.equality, self.pair.conventions.returns or self.pair.outputs)

    @cached_property
    def bases(self) -> Mapping[Variable, int]:
        """From what the port's indices count: as more of their values agree."""
        bases = {}
        for variable, other in self.partners.variables.items():
            declared = other[1] in self.pair.conventions.zero_based and other[0] == self.pair.original.stem
            if declared or variable in self._indices:
                bases[variable] = int(declared or self._counts_from_zero(variable, other))
        return bases

    @cached_property
    def _indices(self) -> set[Variable]:
        files = {statement.span.file for statement in self.program.statements}
        names = {file: read_port(file, "<none>").indices for file in files}
        return {
            (s.function, name)
            for s in self.program.statements
            for name in (*s.stores, *s.reads)
            if name in names[s.span.file]
        }

    def _counts_from_zero(self, variable: Variable, other: Variable) -> bool:
        counts = [0, 0]
        for side in self.sides(self.plain):
            own = [e.value for e in side.port.events if variable_of(side.port, e) == variable]
            others = [e.value for e in side.original.events if variable_of(side.original, e) == other]
            if len(own) != len(others):
                own = own[: min(len(own), len(others))]
            for base in (0, 1):
                counts[base] += sum(self.equality.holds(b, a, base) for a, b in zip(own, others, strict=False))
        return counts[1] > counts[0]

    def alignments(self, runs: Sequence[Run]) -> list[Alignment]:
        """Align both recordings of each case."""
        return [Alignment(sides, self.partners, self.equality, self.bases) for sides in self.sides(runs)]

    # -- the search

    def faults(self) -> Faults:
        """Find one fault after the other."""
        found = self.search() if self.plain else []
        return Faults(tuple(found), self.reruns, tuple(self.said))

    def search(self) -> list[Fault]:
        """Graft one statement, or several one after the other, until every case agrees."""
        kept: list[Graft] = []
        seen: dict[int, None] = {}
        view = first = View(self, self.plain)
        while len(kept) < FAULTS:
            seen |= dict.fromkeys(view.statements)
            healing = self.healing(view, kept)
            if healing is not None:
                return self.verdicts(view, kept, healing)
            if not kept and (raised := self.raised(view)) is not None:
                return [raised]
            step = self.step(view, kept)
            if step is None:
                break
            kept.append(step)
            runs = self.run(kept)
            if all(run.attempt.agrees for run in runs):
                return self.several(kept)
            view = View(self, runs)
        return [first.whole(seen, likeliest(self.program, first, seen))]

    def raised(self, view: View) -> Fault | None:
        """Return a statement that fails in every case although all that it reads agrees with the original."""
        errors = [events[-1] for events in view.raising if events]
        statements = {event.statement for event in errors}
        if len(errors) < len(view.raising) or len(statements) != 1:
            return None
        if any(part.unexplained(event) for part, event in zip(view.slices, errors, strict=True)):
            return None
        (statement,) = statements
        cases, span = view.search_cases(), self.program.statements[statement].span
        makers = self.makers_of(view, errors)
        if not view.runs[0].recording.error.startswith(VALUE_ERRORS):
            # What is read may be right in value, and in a form that the statement cannot use.
            for maker in makers:
                if self.other_form_heals(view, [], maker) or self.other_base_heals(view, [], maker):
                    both = _spans(self, sorted({maker, statement}))
                    return Fault("probable", self.program.statements[maker].span, both, cases=cases)
            if any(not self.is_numeric(view, maker) for maker in makers):
                return Fault("probable", span, _spans(self, sorted({statement, *makers})), cases=cases)
        proof = (
            f"line {span.line} raises {view.runs[0].recording.error}",
            f"all that line {span.line} reads agrees with the original, and in other forms it fails, too",
        )
        return Fault("proven", span, (span,), proof=proof, cases=cases)

    def makers_of(self, view: View, events: Sequence[Event]) -> list[int]:
        """Return the statements that have stored what some events, one for each case, have read."""
        found = (
            alignment.port.events[read]
            for alignment, event in zip(view.alignments, events, strict=True)
            for read in event.reads
            if not alignment.is_given(alignment.port.events[read])
        )
        return list(dict.fromkeys(event.statement for event in found if event.kind in ("store", "input", "return")))

    def is_numeric(self, view: View, statement: int) -> bool:
        """Whether a statement stores nothing but numbers, whose forms are few."""
        values = (
            alignment.port.events[order].value
            for k, alignment in enumerate(view.alignments)
            for order in view.orders(k, statement)
        )
        return all(is_number_array(value) for value in values)

    def other_form_heals(self, view: View, kept: Sequence[Graft], statement: int) -> bool:
        """Whether every case agrees if a statement has the original's values in another form, or from another base."""
        values = tuple(values_for(alignment, statement) for alignment in view.alignments)
        grafts = [Graft(statement, form, values) for form in (ORIGINAL, FLAT, WHOLE)]
        return any(self.heals([*kept, graft]) is not None for graft in grafts)

    def other_base_heals(self, view: View, kept: Sequence[Graft], statement: int) -> bool:
        """Whether every case agrees if an index that a statement stores counts from elsewhere."""
        values = tuple(values_for(alignment, statement) for alignment in view.alignments)
        if not any((self.program.statements[statement].function, name) in self._indices for _, name in values[0]):
            return False
        other = tuple({key: [(v, 1 - base) for v, base in known] for key, known in one.items()} for one in values)
        return self.heals([*kept, Graft(statement, LIKE, other)]) is not None

    def run(self, grafts: Sequence[Graft], only: int | None = None) -> list[Run]:
        """Run the port with grafts, on one case or all."""
        chosen = range(len(self.ports)) if only is None else [only]
        runs = []
        for k in chosen:
            by_form = [(graft, replacement_of(graft.values[k], graft.form)) for graft in grafts]

            def replaced(statement: int, variable: str, value: object, by_form: object = by_form) -> object:
                for graft, replacement in by_form:  # type: ignore[attr-defined]
                    if graft.statement == statement:
                        return replacement(statement, variable, value)
                return value

            runs.append(self.ports[k].run(frozenset(graft.statement for graft in grafts), replaced))
            self.reruns += 1
        return runs

    def heals(self, grafts: Sequence[Graft]) -> list[Run] | None:
        """Return the runs in which every case agrees with grafts; None if one does not."""
        runs = []
        for k in range(len(self.ports)):
            (run,) = self.run(grafts, k)
            if not run.attempt.agrees:
                return None
            runs.append(run)
        return runs

    def healing(self, view: View, kept: Sequence[Graft]) -> tuple[Graft, list[Run]] | None:
        """Find the first statement whose graft heals every case."""
        for statement in view.candidates()[:CANDIDATES]:
            if time.monotonic() > self.until:
                self.said.append("the time was up before every statement was tried")
                return None
            found = self.try_statement(view, kept, statement)
            if found is not None:
                return found
        return None

    def try_statement(self, view: View, kept: Sequence[Graft], statement: int) -> tuple[Graft, list[Run]] | None:
        """Graft one statement in one form after the other."""
        values = tuple(values_for(alignment, statement) for alignment in view.alignments)
        for form in FORMS:
            graft = Graft(statement, form, values)
            others = [other for other in kept if other.statement != statement]
            runs = self.heals([*others, graft])
            if runs is not None:
                return graft, runs
        return None

    def step(self, view: View, kept: Sequence[Graft], but: int = -1) -> Graft | None:
        """Return the graft of the earliest statement that makes a wrong value of right ones."""
        done = {graft.statement for graft in kept} | {but}
        for statement in view.candidates():
            if statement not in done and view.is_root(statement):
                return Graft(statement, LIKE, tuple(values_for(a, statement) for a in view.alignments))
        return None

    def verdicts(self, view: View, kept: Sequence[Graft], healing: tuple[Graft, list[Run]]) -> list[Fault]:
        """Return what a graft that heals proves, with those that were kept before."""
        graft, healed = healing
        if kept:
            return self.several([*[other for other in kept if other.statement != graft.statement], graft])
        verdict = Verdict(self, view, graft, View(self, healed))
        if len(verdict.interval) == 1:
            return [self.checked(view, verdict)]
        for statement in verdict.interval:  # one of those that the interval has besides
            if statement != graft.statement and view.may_graft(statement) and time.monotonic() < self.until:
                other = self.try_statement(view, kept, statement)
                if other is not None:
                    second = Verdict(self, view, other[0], View(self, other[1]))
                    if second.is_proven or len(second.interval) < len(verdict.interval):
                        verdict = second
                if len(verdict.interval) == 1:
                    return [self.checked(view, verdict)]
        # A statement that joins the results of several wrong ones heals, too.
        return self.one_after_the_other(view, graft.statement) or [verdict.fault()]

    def one_after_the_other(self, view: View, but: int) -> list[Fault] | None:
        """Graft statements that make wrong values of right ones until every case agrees; None if that fails."""
        kept: list[Graft] = []
        while len(kept) < FAULTS and time.monotonic() < self.until:
            step = self.step(view, kept, but)
            if step is None:
                return None
            kept.append(step)
            runs = self.run(kept)
            if all(run.attempt.agrees for run in runs):
                return self.several(kept)
            view = View(self, runs)
        return None

    def checked(self, view: View, verdict: Verdict) -> Fault:
        """Return the fault of a statement, unless something that it reads heals, too, in another form or base."""
        fault = verdict.fault()
        for maker in verdict.makers():
            if maker == verdict.graft.statement:
                continue
            both = _spans(self, sorted({maker, verdict.graft.statement}))
            if self.other_form_heals(view, [], maker):
                return replace(verdict.shown(maker), certainty="probable", interval=both)
            if self.other_base_heals(view, [], maker):
                return replace(fault, certainty="probable", interval=both, proof=())
        return fault

    def several(self, grafts: Sequence[Graft]) -> list[Fault]:
        """Return the faults of grafts that heal together, without those that are not needed."""
        needed = list(grafts)
        for graft in list(grafts):
            others = [other for other in needed if other is not graft]
            if others and self.heals(others) is not None:
                needed = others
        healed = self.heals(needed)
        if healed is None:
            plain = View(self, self.plain)
            return [plain.whole(plain.statements)]
        plain, after = View(self, self.plain), View(self, healed)
        return [Verdict(self, plain, graft, after, len(needed)).fault() for graft in needed]


class View:
    """The slices of the runs of all cases."""

    def __init__(self, search: _Search, runs: Sequence[Run]) -> None:
        self.search, self.runs = search, runs
        self.alignments = search.alignments(runs)
        self.slices = [Slice(alignment) for alignment in self.alignments]

    @cached_property
    def starts(self) -> list[list[int]]:
        """For each case the events with wrong outputs, or the error."""
        return [list(_wrong_events(run, a)) for run, a in zip(self.runs, self.alignments, strict=True)]

    @cached_property
    def raising(self) -> list[list[Event]]:
        """For each case the error that has ended it."""
        return [
            [event for event in run.recording.events if event.kind == "error"] if run.attempt.error else []
            for run in self.runs
        ]

    @cached_property
    def reached(self) -> list[list[int]]:
        """For each case the events of the slice."""
        return [part.back_from(starts) for part, starts in zip(self.slices, self.starts, strict=True)]

    def events(self) -> Iterator[tuple[int, Event]]:
        """Yield the events of the slices, with the case."""
        for k, orders in enumerate(self.reached):
            for order in orders:
                yield k, self.alignments[k].port.events[order]

    @cached_property
    def statements(self) -> list[int]:
        """The statements of the slices, by their first events."""
        first: dict[int, int] = {}
        for _, event in self.events():
            if event.statement >= 0:
                first[event.statement] = min(event.order, first.get(event.statement, event.order))
        return sorted(first, key=lambda statement: first[statement])

    def candidates(self) -> list[int]:
        """Return the statements whose graft would change something, the earliest first."""
        return [statement for statement in self.statements if self.may_graft(statement)]

    def may_graft(self, statement: int) -> bool:
        """Whether the original has another value for a statement."""
        return any(
            order in alignment.partner and not alignment.agrees(order)
            for k, alignment in enumerate(self.alignments)
            for order in self.orders(k, statement)
        )

    def orders(self, case: int, statement: int) -> list[int]:
        """Return all events of a statement in a case."""
        return self._by_statement[case].get(statement, [])

    @cached_property
    def _by_statement(self) -> list[dict[int, list[int]]]:
        found = []
        for alignment in self.alignments:
            orders: dict[int, list[int]] = {}
            for event in alignment.port.events:
                orders.setdefault(event.statement, []).append(event.order)
            found.append(orders)
        return found

    def is_root(self, statement: int) -> bool:
        """Whether a statement makes a wrong value of right ones, in some case."""
        for k, orders in enumerate(self.reached):
            alignment, part = self.alignments[k], self.slices[k]
            for order in orders:
                event = alignment.port.events[order]
                is_wrong = order in alignment.partner and not alignment.agrees(order)
                if event.statement == statement and is_wrong and not part.unexplained(event):
                    return True
        return False

    def slice_of(self, statement: int) -> list[int]:
        """Return the statements that the unexplained reads of a statement lead to, itself included."""
        found = {statement}
        for k, alignment in enumerate(self.alignments):
            part = self.slices[k]
            starts = [
                read
                for order in self.orders(k, statement)
                for read in part.unexplained(alignment.port.events[order])
            ]
            found |= {alignment.port.events[order].statement for order in part.back_from(starts)}
        hosts = self.search.program.hosts  # a lambda is part of a statement
        return sorted({hosts.get(number, number) for number in found - {-1}})

    def whole(self, statements: Iterable[int], named: int | None = None) -> Fault:
        """Return all statements of the slices as an interval, and the likeliest of them."""
        spans = _spans(self.search, statements)
        if named is None:
            return Fault("interval", None, spans, cases=self.search_cases())
        return Fault("probable", self.search.program.statements[named].span, spans, cases=self.search_cases())

    def search_cases(self) -> tuple[str, ...]:
        """Return the names of the cases."""
        return tuple(observation.case.name for observation in self.search.observations)


class Verdict:
    """What a graft that heals every case proves.

    Parameters
    ----------
    search : _Search
        The search.
    plain : View
        The port as it is.
    graft : Graft
        What was put in place.
    healed : View
        The port with it.
    count : int
        How many grafts heal together.
    """

    def __init__(self, search: _Search, plain: View, graft: Graft, healed: View, count: int = 1) -> None:
        self.search, self.plain, self.graft, self.healed, self.count = search, plain, graft, healed, count

    @cached_property
    def interval(self) -> list[int]:
        """The statements of which one certainly has the fault."""
        return self.healed.slice_of(self.graft.statement)

    @property
    def is_proven(self) -> bool:
        """Whether it is the statement itself."""
        return len(self.interval) == 1 and not self._doubts()

    def _doubts(self) -> list[str]:
        """Return what keeps a statement from being proven although all that it reads is explained."""
        doubts = [f"a recording was ended by {a.port.ended}" for a in self.healed.alignments if a.port.ended]
        by_value = self.search.partners.by_value
        for k, alignment in enumerate(self.healed.alignments):
            for order in self.healed.orders(k, self.graft.statement):
                event = alignment.port.events[order]
                reads = [alignment.port.events[read] for read in event.reads]
                doubts += [
                    f"{e.variable} has its partner by value only"
                    for e in [event, *reads]
                    if variable_of(alignment.port, e) in by_value
                ]
        return list(dict.fromkeys(doubts))

    def fault(self) -> Fault:
        """Return the fault."""
        statements = self.search.program.statements
        interval = _spans(self.search, self.interval)
        if self.is_proven:
            shown = self.shown(self.graft.statement)
            return replace(shown, certainty="proven", interval=interval, proof=self._proof())
        named = likeliest(self.search.program, self.healed, self.interval, self.graft.statement)
        if named is None:
            return replace(self.shown(self.graft.statement), certainty="interval", statement=None, interval=interval)
        shown = self.shown(named)
        return replace(shown, certainty="probable", interval=interval, statement=statements[named].span)

    def _proof(self) -> tuple[str, ...]:
        line = self.search.program.statements[self.graft.statement].span.line
        others = f" and {self.count - 1} more put in place" if self.count > 1 else ""
        count = len(self.search.observations)
        cases = "the case agrees" if count == 1 else f"all {count} failing cases agree"
        return (
            f"all that line {line} reads agrees with the original",
            f"with the original's values after line {line}{others} {cases}",
        )

    def makers(self) -> list[int]:
        """Return the statements that have stored what the grafted one reads."""
        found = (
            alignment.port.events[read]
            for k, alignment in enumerate(self.plain.alignments)
            for order in self.plain.orders(k, self.graft.statement)
            for read in alignment.port.events[order].reads
        )
        return list(dict.fromkeys(event.statement for event in found if event.kind in ("store", "input")))

    def shown(self, statement: int) -> Fault:
        """Return where and in what a statement first differs."""
        spans = self.search.program.statements
        for k, alignment in enumerate(self.plain.alignments):
            for order in self.plain.orders(k, statement):
                if order in alignment.partner and not alignment.agrees(order):
                    event, other = alignment.port.events[order], alignment.original.events[alignment.partner[order]]
                    original = alignment.original.statements[other.statement].span if other.statement >= 0 else None
                    return Fault(
                        "interval",
                        spans[statement].span,
                        (),
                        original,
                        event.variable,
                        (other.value, event.value),
                        event.iterations,
                        event.execution + 1,
                        cases=self.plain.search_cases(),
                    )
        return Fault("interval", spans[statement].span, (), cases=self.plain.search_cases())


def _spans(search: _Search, statements: Iterable[int]) -> tuple[Span, ...]:
    hosts = search.program.hosts
    numbers = dict.fromkeys(hosts.get(number, number) for number in statements if number >= 0)
    return tuple(search.program.statements[number].span for number in numbers)


def _wrong_events(run: Run, alignment: Alignment) -> Iterator[int]:
    """Yield the events of the wrong outputs of a run, or of its error."""
    recording = run.recording
    if run.attempt.error is not None:
        errors = [event.order for event in recording.events if event.kind == "error"]
        yield from errors[-1:] or _endless(alignment)
        return
    main = alignment.sides.original_main
    for comparison in run.attempt.comparisons:
        if comparison.mismatch is not None:
            own = [
                event.order
                for event in recording.events
                if alignment.partners.variables.get(variable_of(recording, event)) == (main, comparison.name)
            ]
            results = [order for order in own if recording.events[order].kind == "return"]
            yield from (results or own)[-1:]


def _endless(alignment: Alignment) -> list[int]:
    """Return the first decision that the original has not made, of the loop that did not end."""
    decisions = [event for event in alignment.port.events if event.kind == "condition"]
    counts = Counter(event.statement for event in decisions)
    most = counts.most_common(1)[0][0] if counts else -1
    wrong = (e.order for e in decisions if e.statement == most and not alignment.agrees(e.order))
    return list(itertools.islice(wrong, 1))


def _main_of(port: RecordedPort) -> str:
    """Return the name of the function that is called; empty for a script."""
    given = port.case.pair.port
    if not isinstance(given, str):
        return getattr(given, "__name__", "")
    name = given.partition(":")[2].rpartition(".")[2]
    return name or getattr(port.function, "__name__", "")


def _given(port: RecordedPort) -> frozenset[str]:
    """Return the parameters of the port that were handed over, not left to their defaults."""
    named = [parameter for parameter in port.convention.parameters if parameter]
    if named:
        return frozenset(named)
    parameters = [parameter.name for parameter in parameters_of(port.function)]
    return frozenset(parameters[: len(port.reference.inputs)])


def _canonical(value: object) -> object:
    try:
        return canonical(value)
    except (ValueModelError, ValueError, TypeError):
        return None
