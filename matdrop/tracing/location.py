"""Where a port goes wrong: back from its wrong outputs, and proven by putting the original's values in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from matdrop.engines.session import Session
from matdrop.tracing.changed_input import changed_input
from matdrop.tracing.comparison import Comparison, Observation, main_of
from matdrop.tracing.extra_output import extra_output
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.graft import FLAT, FORMS, LIKE, NUMBER, ORIGINAL, WHOLE, Graft, is_known, values_for
from matdrop.tracing.guesses import Guesses
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.likelihood import likeliest
from matdrop.tracing.port_recording import RecordedPort, Run
from matdrop.tracing.reruns import Reruns
from matdrop.tracing.verdict import Verdict
from matdrop.tracing.view import View
from matdrop.values.value import is_number_array

SECONDS = 10.0  # of processor time
CANDIDATES = 40  # statements that are grafted at most, one after the other
RIGHT_CASES = 5  # cases that agree in which a graft is tried, too, at most
FAULTS = 4  # that are looked for at most
# Errors that do not depend on the form in which a value is held.
UNDEFINED = re.compile(r"NameError: name '(\w+)' is not defined")
VALUE_ERRORS = ("NameError", "UnboundLocalError", "ZeroDivisionError", "OverflowError")


def locate(
    observations: Sequence[Observation],
    folder: Path,
    session: Session | None = None,
    seconds: float = SECONDS,
    timeout: float = 60.0,
    further: Callable[[], Sequence[Observation]] = tuple,
    texts: Mapping[Path, str] | None = None,
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
        Of processor time in which values are put in place of others, about.
    timeout : float
        Seconds that a call of the port may take.
    further : callable
        Gives further cases of the pair; it is asked once, if something is about to be proven. What proves it must make
        these agree, too.
    texts : mapping of Path to str, optional
        Sources of the port that are not as their files have them.

    Returns
    -------
    Faults
        None for a port that agrees on every case.

    Raises
    ------
    MatdropError
        If the port cannot be loaded.
    """
    return _Search(observations, folder, session, seconds, timeout, further, texts).faults()


class _Search:
    """The search for the faults of one pair."""

    def __init__(
        self,
        observations: Sequence[Observation],
        folder: Path,
        session: Session | None,
        seconds: float,
        timeout: float,
        further: Callable[[], Sequence[Observation]] = tuple,
        texts: Mapping[Path, str] | None = None,
    ) -> None:
        self.program = Program(texts)

        def recorded(observation: Observation) -> RecordedPort:
            return observation.port(self.program, folder, session, timeout)

        self._recorded, self._further = recorded, further
        ports = [recorded(observation) for observation in observations]
        runs = [port.run() for port in ports]
        failing = [k for k, run in enumerate(runs) if not run.attempt.agrees and self._is_traced(run)]
        self.all = list(zip(observations, ports, runs, strict=True))
        self.has_failed = bool(failing)
        compared = failing or [k for k, run in enumerate(runs) if self._is_traced(run)]
        self.ports = [ports[k] for k in compared]
        self.plain = [runs[k] for k in compared]
        self.comparison = Comparison(self.program, [observations[k] for k in compared], self.ports, self.plain)
        self.reruns = Reruns(self.ports, seconds)
        self.guesses = Guesses(self.comparison, self.reruns)
        self.said: list[str] = list(dict.fromkeys(said for run in runs for said in run.recording.not_instrumented))
        if not all(map(self._is_traced, runs)):
            self.said.append("the port cannot be traced: it has no Python source; name a function of a .py file")

    def _is_traced(self, run: Run) -> bool:
        """Whether anything of the port's function was recorded; of a script, its statements are."""
        events, statements = run.recording.events, self.program.statements
        return any(statements[event.statement].function or not self.program.functions for event in events)

    def faults(self) -> Faults:
        """Find one fault after the other."""
        found = self.search() if self.has_failed else self.besides_outputs()
        names = [observation.case.name for observation in self.comparison.observations]
        alignments = dict(zip(names, self.comparison.alignments(self.plain), strict=True))
        ports = tuple(run.recording for _, _, run in self.all)
        return Faults(tuple(found), len(self.all) + self.reruns.count, tuple(self.said), ports, alignments)

    def besides_outputs(self) -> list[Fault]:
        """Return the statement that changes an input, or returns too much, where every output agrees."""
        for _, port, run in self.all:
            attempt, fault = run.attempt, None
            if attempt.answer.changed and attempt.answer.returned is not None:
                fault = changed_input(port, run, main_of(port))
            if fault is None and attempt.extra and port.case.pair.strict:
                fault = extra_output(port, run, main_of(port))
            if fault is not None:
                return [fault]
        return []

    def search(self) -> list[Fault]:
        """Graft one statement, or several one after the other, until every case agrees."""
        kept: list[Graft] = []
        seen: dict[int, None] = {}
        view = first = View(self.comparison, self.plain)
        while len(kept) < FAULTS:
            seen |= dict.fromkeys([*view.statements, *view.beyond])
            healing = self.healing(view, kept)
            if healing is not None:
                return self.verdicts(view, kept, healing)
            if not kept and (raised := self.raised(view)) is not None:
                return [raised]
            step = self.step(view, kept)
            if step is None:
                break
            kept.append(step)
            runs = self.reruns.run(kept)
            if all(run.attempt.agrees for run in runs):
                return self.several(kept)
            view = View(self.comparison, runs)
        return [self.guesses.jointly(first, list(seen)) or first.whole(seen, likeliest(self.program, first, seen))]

    def raised(self, view: View) -> Fault | None:
        """Return a statement that fails in every case although all that it reads agrees with the original."""
        errors = [events[-1] for events in view.raising if events]
        statements = {event.statement for event in errors}
        if len(errors) < len(view.raising) or len(statements) != 1:
            return None
        (statement,) = statements
        cases, span = view.cases, self.program.statements[statement].span
        error = view.runs[0].recording.error
        if self.is_never_stored(error, statement) and view.has_original(UNDEFINED.findall(error)[0]):
            # A statement that would store it may be missing, or a loop's variable have another name.
            around = self.program.statements[statement].around
            return Fault("probable", span, view.spans(sorted({statement, *around})), cases=cases)
        if not self.is_never_stored(error, statement) and any(
            part.unexplained(event) for part, event in zip(view.slices, errors, strict=True)
        ):
            return None
        makers = view.makers(statement)
        if not error.startswith(VALUE_ERRORS):
            # What is read may be right in value, and in a form that the statement cannot use.
            formed = self.formed(view, [statement]) or [m for m in makers if self.other_base_heals(view, m)]
            if formed:
                spans = view.spans(sorted({*formed, statement}))
                return Fault("probable", self.program.statements[formed[-1]].span, spans, cases=cases)
            if any(not self.is_numeric(view, maker) for maker in makers):
                return Fault("probable", span, view.spans(sorted({statement, *makers})), cases=cases)
        proof = (
            f"line {span.line} raises {error}",
            f"all that line {span.line} reads agrees with the original, and in other forms it fails, too",
        )
        return Fault("proven", span, (span,), proof=proof, cases=cases)

    def is_never_stored(self, error: str, at: int) -> bool:
        """Whether a statement fails for want of a variable that its function never stores, whatever the values are."""
        missing, function = UNDEFINED.findall(error), self.program.statements[at].function
        own = (s for s in self.program.statements if s.function in (function, ""))
        return bool(missing) and not any(missing[0] in statement.stores for statement in own)

    def is_numeric(self, view: View, statement: int) -> bool:
        """Whether a statement stores nothing but numbers, whose forms are few."""
        values = (
            alignment.port.events[order].value
            for k, alignment in enumerate(view.alignments)
            for order in view.orders(k, statement)
        )
        return all(is_number_array(value) for value in values)

    def formed(self, view: View, statements: Sequence[int], kept: Sequence[Graft] = ()) -> list[int]:
        """Return the statements before some others whose values are right and heal in another form, the first last."""
        found: list[int] = []
        seen, waiting = set(statements), list(statements)
        while waiting and not self.reruns.is_over:
            reader = waiting.pop(0)
            for maker in view.makers(reader):
                if maker in seen:
                    continue
                is_other = view.may_graft(maker)  # its values are others, whatever their form
                if is_other and reader in statements:
                    continue
                seen.add(maker)
                # Before a value that is right within the tolerance alone, there may be one that is wrong.
                if self.try_statement(view, kept, maker) if is_other else self.other_form_heals(view, kept, maker):
                    found.append(maker)
                    waiting.append(maker)
        return found

    def other_form_heals(self, view: View, kept: Sequence[Graft], statement: int) -> bool:
        """Whether every case agrees if a statement has the original's values in another form, or from another base."""
        values = tuple(values_for(alignment, statement) for alignment in view.alignments)
        grafts = [Graft(statement, form, values) for form in (ORIGINAL, FLAT, WHOLE, NUMBER)]
        return any(self.reruns.heals([*kept, graft]) is not None for graft in grafts)

    def other_base_heals(self, view: View, statement: int, kept: Sequence[Graft] = ()) -> bool:
        """Whether every case agrees if an index that a statement stores counts from elsewhere."""
        values = tuple(values_for(alignment, statement) for alignment in view.alignments)
        if not any(
            (self.program.statements[statement].function, name) in self.comparison.indices for _, name in values[0]
        ):
            return False
        other = tuple({key: [(v, 1 - base) for v, base in known] for key, known in one.items()} for one in values)
        return self.reruns.heals([*kept, Graft(statement, LIKE, other)]) is not None

    def healing(self, view: View, kept: Sequence[Graft]) -> tuple[Graft, list[Run]] | None:
        """Find the first statement whose graft heals every case."""
        for statement in view.candidates()[:CANDIDATES]:
            if self.reruns.is_over:
                self.said.append("the time was up before every statement was tried")
                return None
            found = self.try_statement(view, kept, statement)
            if found is not None:
                return found
        return None

    def try_statement(self, view: View, kept: Sequence[Graft], statement: int) -> tuple[Graft, list[Run]] | None:
        """Graft one statement in one form after the other."""
        values = tuple(values_for(alignment, statement) for alignment in view.alignments)
        forms = (*FORMS, NUMBER) if view.has_arrays_for_numbers(statement) else FORMS
        for form in forms if any(map(is_known, values)) else ():
            graft = Graft(statement, form, values)
            others = [other for other in kept if other.statement != statement]
            runs = self.reruns.heals([*others, graft])
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
        verdict = Verdict(view, graft, View(self.comparison, healed))
        if len(verdict.interval) == 1:
            return [self.checked(view, verdict)]
        verdict = self.guesses.narrowed(view, verdict.interval) or verdict
        for statement in verdict.interval:  # one of those that the interval has besides
            if statement != graft.statement and view.may_graft(statement) and not self.reruns.is_over:
                other = self.try_statement(view, kept, statement)
                if other is not None:
                    second = Verdict(view, other[0], View(self.comparison, other[1]))
                    if second.is_proven or len(second.interval) < len(verdict.interval):
                        verdict = second
                if len(verdict.interval) == 1:
                    return [self.checked(view, verdict)]
        # A statement that joins the results of several wrong ones heals, too.
        several = self.one_after_the_other(view, graft.statement)
        if several is not None:
            return several
        return [self.guesses.jointly(view, verdict.interval) or self.checked(view, verdict)]

    def one_after_the_other(self, view: View, but: int) -> list[Fault] | None:
        """Graft statements that make wrong values of right ones until every case agrees; None if that fails."""
        kept: list[Graft] = []
        while len(kept) < FAULTS and not self.reruns.is_over:
            step = self.step(view, kept, but)
            if step is None:
                return None
            kept.append(step)
            runs = self.reruns.run(kept)
            if all(run.attempt.agrees for run in runs):
                return self.several(kept)
            view = View(self.comparison, runs)
        return None

    def checked(self, view: View, verdict: Verdict, kept: Sequence[Graft] = ()) -> Fault:
        """Return the fault of a verdict, unless something that is read heals, too, in another form or base."""
        fault = verdict.fault()
        formed = self.formed(view, verdict.interval, kept)
        if formed:
            spans = view.spans(sorted({*formed, *verdict.interval}))
            return replace(verdict.shown(formed[-1]), certainty="probable", interval=spans, proof=())
        for maker in view.makers(verdict.graft.statement) if len(verdict.interval) == 1 else ():
            if maker != verdict.graft.statement and self.other_base_heals(view, maker, kept):
                spans = view.spans(sorted({maker, *verdict.interval}))
                return replace(fault, certainty="probable", interval=spans, proof=())
        if fault.certainty == "proven" and not self.holds_elsewhere([verdict.graft, *kept]):
            return replace(fault, certainty="probable", proof=())
        return fault

    def holds_elsewhere(self, grafts: Sequence[Graft]) -> bool:
        """Whether cases that agree still do so with the original's values in the same places, and further ones do."""
        right = [one for one in self.all if one[2].attempt.agrees]
        for observation, port, run in (*right[:RIGHT_CASES], *self.further):
            alignment = self.comparison.alignment(self.comparison.sides_of(observation, run, port))
            own = [replace(graft, values=(values_for(alignment, graft.statement),)) for graft in grafts]
            self.reruns.count += 1
            if Reruns([port], 0).heals(own) is None:
                return False
        return True

    @cached_property
    def further(self) -> list[tuple[Observation, RecordedPort, Run]]:
        """The further cases, with the runs of the port as it is."""
        ports = [(observation, self._recorded(observation)) for observation in self._further()]
        self.reruns.count += len(ports)
        return [(observation, port, port.run()) for observation, port in ports]

    def several(self, grafts: Sequence[Graft]) -> list[Fault]:
        """Return the faults of grafts that heal together, without those that are not needed."""
        needed = list(grafts)
        for graft in list(grafts):
            others = [other for other in needed if other is not graft]
            if others and self.reruns.heals(others) is not None:
                needed = others
        healed = self.reruns.heals(needed)
        if healed is None:
            plain = View(self.comparison, self.plain)
            return [plain.whole(plain.statements)]
        plain, after = View(self.comparison, self.plain), View(self.comparison, healed)
        found = []
        for graft in needed:
            verdict = Verdict(plain, graft, after, len(needed))
            others = [other for other in needed if other is not graft]
            found.append(self.checked(plain, verdict, others))
        return found
