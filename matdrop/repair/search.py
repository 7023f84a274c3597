"""The search for the smallest change of a port with which it agrees with its original on every case."""

from __future__ import annotations

import contextlib
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.repair.candidates import Candidate, StatementCandidates, edits, statement_candidates
from matdrop.repair.changes import replaced
from matdrop.repair.effort import LONG, Effort
from matdrop.repair.first_difference import PortOfStatement
from matdrop.repair.movable import is_movable, is_read_beside
from matdrop.repair.original_statements import statements_of
from matdrop.repair.other_inputs import Original, OtherInputs, described
from matdrop.repair.patch import Patch, read_source_file
from matdrop.repair.patched_port import ChangedSources, PatchedPort, Texts, Trial
from matdrop.repair.repair import Alternative, Repair
from matdrop.repair.tidying import tidied
from matdrop.source.names import normalize_name
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.recording import Span
from matdrop.values.canonical import class_of
from matdrop.values.value import Value, is_number_array

ENOUGH = 6  # candidates of one statement that agree, after which no more of the same cost are looked for
ALTERNATIVES = 3  # that are shown at most
NOTICED = 12  # changes of a statement by which it is seen whether the outputs depend on what it stores


class Agreeing(Protocol):
    """Something that knows whether a port agrees with its original."""

    def agrees(self, texts: Texts) -> bool:
        """Whether the port with changed sources agrees."""
        ...


@dataclass(frozen=True)
class Places:
    """Where changes are tried.

    Attributes
    ----------
    lines : mapping of Path to container of int
        Lines by the port's files.
    aligned : mapping of (Path, int) to Span
        The original's statements by the first lines of the port's, as far as a trace knows them.
    proven : int, optional
        The number of the port's statement that alone is wrong, if that is proven ...
    alignments : mapping of str to Alignment
        ... and both recordings of the failing cases.
    """

    lines: Mapping[Path, Container[int]]
    aligned: Mapping[tuple[Path, int], Span]
    proven: int | None = None
    alignments: Mapping[str, Alignment] = field(default_factory=dict, compare=False)

    def hold(self, candidate: Candidate) -> bool:
        """Whether a change is in one of these lines."""
        return candidate.lines[0] in self.lines.get(candidate.patch.source.path, ())


class RepairSearch:
    """Looks for changes of one pair's port.

    Parameters
    ----------
    trials : sequence of Trial
        All cases of the pair, with those that agree.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session, for function handles among the inputs.
    original : callable, optional
        Runs the original on moved inputs.
    timeout : float
        Seconds that a call of the port may take.
    effort : Effort
        How many changes are tried.
    accepted : callable
        Whether a change is tried at all.

    Raises
    ------
    MatdropError
        If the port is not found.
    """

    def __init__(
        self,
        trials: Sequence[Trial],
        folder: Path,
        session: Session | None = None,
        original: Original | None = None,
        timeout: float = 60.0,
        effort: Effort = LONG,
        accepted: Callable[[Candidate], bool] = lambda candidate: True,
    ) -> None:
        self.trials, self.folder, self.session = trials, folder, session
        self.timeout = timeout
        self._effort, self._started = effort, time.process_time()
        self._accepted = accepted
        self.sources = ChangedSources()
        self.tried = 0
        self.made: tuple[Candidate, ...] = ()  # changes that all others are tried with
        self._stored: dict[str, set[tuple[Path, int]]] = {}  # by variable, which statements in question store it
        self._functions: set[str] = set()  # whose statements are in question
        self._asked: set[tuple[Path, int]] = set()  # the statements in question
        self._proven: Sequence[Agreeing] = ()  # the port, asked what the statement stores that is proven to be wrong
        self._known: dict[Candidate, list[tuple[PatchedPort, Mapping[str, Value] | None]]] = {}
        self._candidates: list[tuple[Places, list[StatementCandidates]]] = []  # by where they were asked for

        def port_of(trial: Trial) -> PatchedPort:
            return PatchedPort(trial, self.sources, folder, session, timeout)

        ports = list(map(port_of, trials))
        agree = [port.agrees({}) for port in ports]
        self.failing = [port for port, is_right in zip(ports, agree, strict=True) if not is_right]
        self.ports = [*self.failing, *(port for port, is_right in zip(ports, agree, strict=True) if is_right)]
        never_ends = any(port.never_ends for port in self.ports)
        self._others = OtherInputs([port.trial for port in self.ports], original, port_of, never_ends)

    @property
    def is_over(self) -> bool:
        """Whether no more changes are tried."""
        spent = time.process_time() - self._started
        return self.tried >= self._effort.tries or spent > self._effort.seconds

    def allow_more(self) -> None:
        """Allow as many tries again, within the same time."""
        self.tried = 0

    def repair(self, places: Places) -> Repair | None:
        """Find the change of least cost with which the port agrees on all cases.

        Parameters
        ----------
        places : Places
            Where changes are tried.

        Returns
        -------
        Repair or None
            None if there is none, or none of those that were tried.
        """
        return self.single_repair(places) or self.paired_repair(places)

    def single_repair(self, places: Places) -> Repair | None:
        """Find the change of least cost in one place, or of one habit in all its places.

        Parameters
        ----------
        places : Places
            Where changes are tried.

        Returns
        -------
        Repair or None
            As `repair` has it.
        """
        return self._repair(self._by_cost(places))

    def habit_repair(self, places: Places) -> Repair | None:
        """Find the edit of a habit that mends the port, in one place or in all.

        Parameters
        ----------
        places : Places
            Where changes are tried.

        Returns
        -------
        Repair or None
            As `repair` has it.
        """
        statements = self._statements(places)
        # An edit that agrees in all its places may do so in one of them; one that does not seldom does.
        agreeing = self._agreeing(self._everywhere(statements), self.ports)
        known = [candidate.edit for candidate in agreeing]
        singles = list(self._ranked(statements, lambda one: one.of_habits))
        narrowed = (candidate for candidate in singles if candidate.edit in known)
        return self._repair([narrowed, iter(agreeing), iter(singles)])

    def paired_repair(self, places: Places) -> Repair | None:
        """Find two changes of one statement that mend it together.

        Parameters
        ----------
        places : Places
            Where changes are tried.

        Returns
        -------
        Repair or None
            As `repair` has it.
        """
        return self._repair([self._ranked(self._statements(places), lambda one: one.pairs)])

    def _repair(self, by_cost: Iterable[Iterator[Candidate]]) -> Repair | None:
        for candidates in by_cost:
            found = self._agreeing(candidates, self.ports, self._survives)
            repair = self._told_apart(found) if found else None
            if repair is not None:
                return repair
        return None

    def agreeing(self, places: Places, ports: Sequence[Agreeing]) -> list[Candidate]:
        """Return the changes of least cost with which some ports agree.

        Parameters
        ----------
        places : Places
            Where changes are tried.
        ports : sequence
            Ports that know whether they agree with a change.

        Returns
        -------
        list of Candidate
            The likeliest first; empty if there is none, or none of those that were tried.
        """
        return next((list(found) for c in self._by_cost(places) if (found := self._agreeing(c, ports))), [])

    def singles(self, places: Places) -> list[Candidate]:
        """Return the changes in one place each.

        Parameters
        ----------
        places : Places
            Where changes are tried.

        Returns
        -------
        list of Candidate
            The likeliest first.
        """
        return list(self._ranked(self._statements(places), lambda one: one.singles))

    def agreeing_pairs(self, pairs: Iterable[tuple[Candidate, Candidate]]) -> list[tuple[Candidate, Candidate]]:
        """Return the pairs of changes with which every case, every moved input and most shuffled ones agree.

        Parameters
        ----------
        pairs : iterable of (Candidate, Candidate)
            Of different statements, the likeliest first.

        Returns
        -------
        list of (Candidate, Candidate)
            At most as many as can be told apart; empty if there is none, or none of those that were tried. Also empty
            where the original cannot be run on other inputs: among so many pairs some agree by chance.
        """
        found: list[tuple[Candidate, Candidate]] = []
        if not (self._others.moved or self._others.shuffled):
            return found
        for pair in pairs:
            if self.is_over or len(found) >= ENOUGH:
                break
            self.tried += 1
            if self._agrees_together(pair, self.every_port) and self._agrees_on_most_shuffled(pair):
                found.append(pair)
        return found

    def _agrees_on_most_shuffled(self, changes: Sequence[Candidate]) -> bool:
        agreeing = sum(self._agrees_together(changes, [port]) for port in self._others.shuffled)
        return not self._others.shuffled or 2 * agreeing > len(self._others.shuffled)

    def confirmed(self, changes: Sequence[Candidate]) -> bool:
        """Whether the port agrees on all cases, and on moved inputs, with several changes at once.

        Parameters
        ----------
        changes : sequence of Candidate
            Of different statements.

        Returns
        -------
        bool
            False also if two of them change the same place.
        """
        try:
            texts = texts_of(changes)
        except ValueError:
            return False
        return all(port.agrees(texts) for port in self.every_port)

    def most_agreeing_together(self, choices: Sequence[Sequence[Candidate]]) -> Sequence[Candidate]:
        """Return the choice of several changes that agrees on most of the shuffled inputs.

        Parameters
        ----------
        choices : sequence of sequence of Candidate
            Changes that agree on all cases when they are made together, the likeliest first.

        Returns
        -------
        sequence of Candidate
            The first of those; the first of all where nothing can tell them apart.
        """
        if len(choices) == 1:
            return choices[0]
        texts = map(texts_of, choices)
        counts = [sum(port.agrees(changed) for port in self._others.shuffled) for changed in texts]
        return choices[counts.index(max(counts))]

    @property
    def every_port(self) -> list[PatchedPort]:
        """The port on all cases and on moved inputs."""
        return [*self.ports, *self._others.moved]

    def _by_cost(self, places: Places) -> Iterator[Iterator[Candidate]]:
        """Yield the candidates, cost by cost."""
        statements = self._statements(places)
        yield self._ranked(statements, lambda one: one.singles)
        yield self._ranked(statements, lambda one: one.inserted)
        yield self._ranked(statements, lambda one: one.wrapped)
        yield self._everywhere(statements, 2)

    def _statements(self, places: Places) -> list[StatementCandidates]:
        """Return the statements in question; searches in turn try the same changes, which take long to make."""
        found = next((known for asked, known in self._candidates if asked == places), None)
        if found is None:
            found = self._statements_in(places)
            self._candidates.append((places, found))
        self._stored, self._asked = defaultdict(set), {(one.file.path, one.node.lineno) for one in found}
        self._functions = {one.function for one in found}
        for one in found:
            for name in (*one.stores, one.function):  # what a call of the function gives is stored by it, too
                self._stored[name].add((one.file.path, one.node.lineno))
        self._proven = self._ports_of_statement(places)
        return found

    def _statements_in(self, places: Places) -> list[StatementCandidates]:
        originals = statements_of(self.trials[0].case.pair.original)
        outputs = frozenset(map(normalize_name, self.trials[0].case.pair.outputs))
        found = []
        for path, lines in places.lines.items():
            aligned = {line: span for (file, line), span in places.aligned.items() if file == path}
            with contextlib.suppress(MatdropError, SyntaxError):  # what cannot be read has no changes either
                found += statement_candidates(read_source_file(path), lines, originals, aligned, self._types, outputs)
        return found

    def _ports_of_statement(self, places: Places) -> list[PortOfStatement]:
        """Return the port, asked what a statement stores: if it alone is wrong, it must store what the original does.

        The outputs need not depend on that: a count is the same for many thresholds.
        """
        if places.proven is None:
            return []
        return [
            PortOfStatement(trial, alignment, places.proven, self.folder, self.session, self.timeout)
            for trial in self.trials
            if (alignment := places.alignments.get(trial.case.name)) is not None
            and any(event.statement == places.proven for event in alignment.port.events)
        ]

    @cached_property
    def _types(self) -> list[str]:
        """The classes of the original's outputs, but for those that nobody has to ask for."""
        values = [value for trial in self.trials for value in trial.reference.outputs.values()]
        names = dict.fromkeys(value.dtype.name for value in values if is_number_array(value))
        names |= dict.fromkeys("char" for value in values if class_of(value) == "char")
        return [{"bool": "bool_"}.get(name, name) for name in names if name != "complex128"]

    def _ranked(
        self,
        statements: Sequence[StatementCandidates],
        of_statement: Callable[[StatementCandidates], Iterable[Candidate]],
    ) -> Iterator[Candidate]:
        candidates = (c for one in statements for c in of_statement(one) if self._accepted(c))
        yield from sorted(candidates, key=lambda candidate: candidate.rank)

    def _everywhere(self, statements: Sequence[StatementCandidates], places: int = 1) -> Iterator[Candidate]:
        """Yield the edits of habits in all places at once, if there are so many."""
        for habit, edit in edits(self._types):
            by_statement = [one.edited_everywhere(edit) for one in statements]
            everywhere = [change for changes in by_statement for change in changes]
            files = {one.file.path: one.file for one in statements}
            if len(everywhere) >= places and len(files) == 1:
                yield Candidate(Patch(statements[0].file, tuple(everywhere)), 0.0, habit, edit)

    def _agreeing(
        self,
        candidates: Iterable[Candidate],
        ports: Sequence[Agreeing],
        survives: Callable[[Candidate], bool] = lambda candidate: True,
    ) -> dict[Candidate, bool]:
        """Return the candidates with which every port agrees, each with whether it survives: of a statement enough."""
        found: dict[Candidate, bool] = {}
        if self.is_over:  # candidates are made when they are asked for, and that takes time, too
            return found
        surviving: Counter[tuple[Path, int]] = Counter()
        for candidate in candidates:
            if self.is_over:
                break
            if surviving[candidate.place] >= ENOUGH:
                continue
            self.tried += 1
            if self._agrees(candidate, ports):
                found[candidate] = survives(candidate)
                surviving[candidate.place] += found[candidate]
        return found

    def _survives(self, candidate: Candidate) -> bool:
        """Whether a candidate agrees on other inputs as well: else it may be one of many that agree by chance."""
        is_right = self._agrees(candidate, [*self._others.moved, *self._proven])
        return is_right and self._agrees_on_most_shuffled([candidate])

    def _agrees(self, candidate: Candidate, ports: Sequence[Agreeing]) -> bool:
        return self._agrees_together([candidate], ports)

    def _agrees_together(self, candidates: Sequence[Candidate], ports: Sequence[Agreeing]) -> bool:
        try:
            texts = texts_of([*self.made, *candidates])
        except ValueError:  # it changes what another one has changed
            return False
        return all(port.agrees(texts) for port in ports)

    def _told_apart(self, found: Mapping[Candidate, bool]) -> Repair | None:
        """Leave out the candidates that do not survive other inputs, and those that mean the same."""
        left = [candidate for candidate, survives in found.items() if survives]
        # What does without a wrong variable hides the statement that stores it.
        left = sorted(self.most_agreeing(left), key=self.does_without)
        if not left:
            return None
        others = (alternative for other in left[1:] if (alternative := self._alternative(left[0], other)))
        shown = tuple(itertools.islice(others, ALTERNATIVES))
        telling = self._telling(left[0], [candidate for candidate in found if candidate not in left])
        is_only = not self.is_over and self._is_only_place(left)
        [first] = self.tidied(left[:1])
        is_shuffled = not self._others.moved and self._agrees(first, self._others.shuffled)
        shuffled = len(self._others.shuffled) if is_shuffled else 0
        return replace(self.repair_with(first, shown, telling), is_only_place=is_only, shuffled=shuffled)

    def tidied(self, changes: Sequence[Candidate]) -> list[Candidate]:
        """Return changes without what they need not leave behind, such as ``- 0``, where that was run and agrees, too.

        Parameters
        ----------
        changes : sequence of Candidate
            Of different statements, with which every case agrees.

        Returns
        -------
        list of Candidate
            In the same order.
        """
        found = list(changes)
        for number, change in enumerate(changes):
            patch = tidied(change.patch)
            if patch is None:
                continue
            tidy = [*found[:number], replace(change, patch=patch), *found[number + 1 :]]
            if self.confirmed(tidy) and self._alternative(change, tidy[number]) is None:
                found = tidy
        return found

    def repair_with(
        self, candidate: Candidate, alternatives: tuple[Alternative, ...] = (), telling: str = "", others: int = 0
    ) -> Repair:
        """Return a change that agrees as a repair.

        Parameters
        ----------
        candidate : Candidate
            The change.
        alternatives, telling, others : object
            As `Repair` has them.

        Returns
        -------
        Repair
            With what it was tried on.
        """
        count, moved, has_original = len(self.ports), len(self._others.moved), self._others.have_original
        return Repair(candidate, count, moved, alternatives, telling, self.tried, others, has_original)

    def _is_only_place(self, agreeing: Sequence[Candidate]) -> bool:
        """Whether the first of some changes can be in no other statement in question, as far as changes are known."""
        place = agreeing[0].place
        if not agreeing[0].statement or not all(self.does_without(c) for c in agreeing if c.place != place):
            return False
        elsewhere = [name for name, stored in self._stored.items() if stored - {place}]

        def is_bound(change: Candidate) -> bool:
            return self._asked <= {place} or not is_movable(change.patch, change.statement, elsewhere)

        if not is_bound(agreeing[0]):
            return False
        # Of one statement several changes may agree: one that hides nothing shows that it is this one.
        own = (change for change in agreeing if change.place == place)
        return any(is_bound(change) and not self._may_hide_another(change) for change in own)

    def _may_hide_another(self, candidate: Candidate) -> bool:
        """Whether a variable may be wrong where it is stored, and a change agrees because it no longer reads it there.

        It may not if the port still reads the variable elsewhere, so that its outputs depend on what it is.
        """
        return any(
            name in self._functions or not self._is_noticed(name, place, candidate)
            for name in candidate.no_longer_read
            for place in self._stored.get(name, set()) - {candidate.place}
        )

    def _is_noticed(self, name: str, place: tuple[Path, int], repaired: Candidate) -> bool:
        """Whether a port that a change has mended reads what a statement stores, and mostly notices changes of that."""
        statements = (one for _, known in self._candidates for one in known)
        statement = next(one for one in statements if (one.file.path, one.node.lineno) == place)
        if not is_read_beside(repaired.patch.text, name, statement.lines):
            return False
        changes = [change for change in statement.singles if self._accepted(change)][:NOTICED]
        unnoticed = sum(self._agrees_together([repaired, change], self.every_port) for change in changes)
        return len(changes) > 1 and 2 * unnoticed < len(changes)

    def does_without(self, candidate: Candidate) -> bool:
        """Whether a changed statement no longer reads a variable that another one stores in which changes are tried.

        Parameters
        ----------
        candidate : Candidate
            What the last search has tried.

        Returns
        -------
        bool
            If so, a change where the variable is stored may be as likely.
        """
        return any(self._stored.get(name, set()) - {candidate.place} for name in candidate.no_longer_read)

    def _telling(self, repair: Candidate, dropped: Sequence[Candidate]) -> str:
        """Return the first inputs on which one of the changes that were left out parts from the original."""
        for port in (*self._others.moved, *self._others.shuffled) if dropped else ():
            if self._agrees(repair, [port]) and not all(self._agrees(other, [port]) for other in dropped):
                return described(port.trial)
        return ""

    def most_agreeing(
        self, candidates: Sequence[Candidate], asked: Callable[[PatchedPort], Agreeing] = lambda port: port
    ) -> list[Candidate]:
        """Return those that agree on most of the shuffled inputs.

        Not all of these inputs need to make sense, so that a right port may part from the original on some.

        Parameters
        ----------
        candidates : sequence of Candidate
            The likeliest first.
        asked : callable
            Returns what is asked of the port on other inputs; by default, whether all outputs agree.

        Returns
        -------
        list of Candidate
            In the same order; none if they agree on no more than half of the shuffled inputs.
        """
        shuffled_ports = list(map(asked, self._others.shuffled))
        counts = [sum(self._agrees(candidate, [port]) for port in shuffled_ports) for candidate in candidates]
        most = max(counts, default=0)
        if shuffled_ports and 2 * most <= len(shuffled_ports):
            return []
        return [candidate for candidate, count in zip(candidates, counts, strict=True) if count == most]

    def _alternative(self, first: Candidate, other: Candidate) -> Alternative | None:
        """Return a candidate with an input on which it does something else than the first; None if there is none."""
        for port, outputs in self._outputs_of(first):
            if outputs is not None:
                reference = replace(port.trial.reference, outputs=outputs)
                if not self._agrees(other, [self._others.port_of(replace(port.trial, reference=reference))]):
                    return Alternative(other, described(port.trial))
        return None

    def _outputs_of(self, candidate: Candidate) -> list[tuple[PatchedPort, Mapping[str, Value] | None]]:
        """Return what a candidate gives on other inputs."""
        if candidate not in self._known:
            texts = {candidate.patch.source.path: candidate.patch.text}
            self._known[candidate] = [(port, port.outputs(texts)) for port in self._others.without_original]
        return self._known[candidate]


def texts_of(changes: Sequence[Candidate]) -> dict[Path, str]:
    """Return the sources of files with several changes at once.

    Parameters
    ----------
    changes : sequence of Candidate
        The changes.

    Returns
    -------
    dict of Path to str
        The changed sources.

    Raises
    ------
    ValueError
        If two changes overlap.
    """
    files = {one.patch.source.path: one.patch.source for one in changes}
    by_file = {
        path: [c for one in changes if one.patch.source.path == path for c in one.patch.changes] for path in files
    }
    return {path: replaced(files[path].text, made) for path, made in by_file.items()}
