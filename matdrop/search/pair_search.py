"""The search for a pair: inputs on which its original and its port part, each kind of difference once."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from matdrop.cases.case import Case
from matdrop.cases.reference import Engine, Reference
from matdrop.engines.lack import UNDEFINED
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.search.counterexample import port_file
from matdrop.search.domain import Known
from matdrop.search.generator import Candidate, inputs_for
from matdrop.search.leaves import leaves_of
from matdrop.search.shrinking import Cost, cost_of, simpler
from matdrop.search.traits import general
from matdrop.search.undetermined import are_undetermined
from matdrop.values.canonical import ValueModelError, digest
from matdrop.values.literal import literal_of
from matdrop.verification.judge import judge
from matdrop.verification.result import Result

# What makes two differences one kind: the outputs and how each differs, or the error and its line.
Signature: TypeAlias = tuple[str, ...]

# Inputs that are tried at most: so many that the same inputs are tried on every machine, not as many as time allows.
LIMIT = 2000
# How many originals run in one call of the engine: few at first, so that what is near is found at once.
# After one that hangs, or ends its engine, the next may, too: each costs its time and a new engine.
BLOCKS, AFTER_HANG = (20, 50, 100, 200), 5
# After so many differences no more inputs are tried: time is better spent on making these small.
ENOUGH = 200
# Kinds of differences that are shown at most, and how many may differ in the same way.
KINDS, ALIKE = 10, 3
# How many simpler inputs are tried at once, how many in all from one on, and how often.
AT_ONCE, SIMPLER, ROUNDS = 30, 120, 25
# Seconds that an original or a port may take on inputs that nobody chose; and the share of the time for trying.
SECONDS, TRYING = 3.0, 0.6
# Seconds that a port gets in a second try, before it is said not to answer.
AGAIN = 20.0


@dataclass(frozen=True, eq=False)
class Difference:
    """Inputs on which the original and the port part.

    Attributes
    ----------
    candidate : Candidate
        The inputs, and a case with them.
    result : Result
        The verdict, with every output.
    signature : tuple of str
        What differs: the same for differences of one kind.
    found : int
        On how many inputs a difference of this kind was found.
    """

    candidate: Candidate
    result: Result
    signature: Signature
    found: int = 1

    @cached_property
    def traits(self) -> tuple[str, ...]:
        """The traits that no case has, in words."""
        return tuple(sorted(self.candidate.domain.new_traits(self.candidate.inputs)))

    @property
    def args(self) -> tuple[str, ...]:
        """The arguments as MATLAB expressions; those of the case that was varied, where nothing has changed.

        Raises
        ------
        ValueModelError
            If an argument has no expression.
        """
        known = self.candidate.known
        arguments = zip(self.candidate.inputs, known.inputs, known.case.args, strict=True)
        return tuple(arg if new is old and isinstance(arg, str) else literal_of(new) for new, old, arg in arguments)

    @cached_property
    def cost(self) -> Cost:
        """The amount that one has to read to understand the inputs."""
        return cost_of(self.candidate.domain, self.candidate.inputs)


@dataclass(frozen=True, eq=False)
class PairSearch:
    """What a search has found.

    Attributes
    ----------
    cases : tuple of Case
        The cases that it started from.
    engine : Engine
        What ran the original.
    tried : int
        How many inputs were tried.
    answered : int
        On how many of them the original did not fail.
    differences : tuple of Difference
        The smallest of each kind, the plainest first.
    unanswered : tuple of Difference
        Where the original fails and the port does not: the smallest for each error of the original.
    undetermined : int
        On how many inputs they differ in what the original does not determine; these are no differences.
    seconds : float
        The time it took.
    is_cut : bool
        Whether the time was up before all inputs were tried, or all was made as small as possible.
    """

    cases: tuple[Case, ...]
    engine: Engine
    tried: int
    answered: int
    differences: tuple[Difference, ...]
    unanswered: tuple[Difference, ...]
    undetermined: int
    seconds: float
    is_cut: bool

    def __bool__(self) -> bool:
        """Check whether a difference was found."""
        return bool(self.differences)

    @property
    def entries(self) -> tuple[dict[str, Any], ...]:
        """The differences as cases of a table: keys and values, with names that no case of the pair has.

        Raises
        ------
        ValueModelError
            If an argument has no expression.
        """
        taken = {case.name for case in self.cases}
        names = (name for number in itertools.count(1) if (name := f"found_{number}") not in taken)
        entries = []
        for difference, name in zip(self.differences, names, strict=False):
            seed = difference.candidate.known.case.seed
            entries.append({"name": name, **({} if seed is None else {"seed": seed}), "args": list(difference.args)})
        return tuple(entries)


def search_pair(
    cases: Sequence[Case],
    folder: Path,
    session: Session,
    seconds: float = 60.0,
    progress: Callable[[int], None] = lambda tried: None,
    limit: int | None = None,
    keeps_classes: bool = False,
    rounds: int = ROUNDS,
) -> PairSearch:
    """Find inputs on which an original and its port part.

    Parameters
    ----------
    cases : sequence of Case
        Cases of one pair, on which both agree.
    folder : Path
        The folder of the case table.
    session : Session
        The engine.
    seconds : float
        When to end, after the engine has started and run the cases that are there.
    progress : callable
        Called with the number of inputs tried so far.
    limit : int, optional
        How many inputs are tried at most; `LIMIT` by default.
    keeps_classes : bool
        Whether only inputs of the classes that the cases have are tried.
    rounds : int
        How often the inputs of a difference are made simpler at most.

    Returns
    -------
    PairSearch
        What was found. Both sides are compared as `judge` does: what is ill-conditioned is no difference.

    Raises
    ------
    MatdropError
        If the cases have no numbers to vary or both sides differ on one of them, or the engine does not start.
    """
    known = _known(cases, folder, session)
    started = time.monotonic()  # the start of an engine is no part of the search
    trial = _Trial(folder, session, started + seconds, rounds)
    candidates = inputs_for(known, port_file(known, folder), LIMIT if limit is None else limit, keeps_classes)
    trial.explore(candidates, started + TRYING * seconds, progress)
    differences = sorted(trial.kinds(), key=lambda difference: difference.cost)
    return PairSearch(
        tuple(cases),
        session.engine,
        trial.tried,
        trial.answered,
        tuple(differences),
        _smallest_by_error(trial.unanswered),
        trial.undetermined,
        time.monotonic() - started,
        trial.is_cut,
    )


def _known(cases: Sequence[Case], folder: Path, session: Session) -> list[Known]:
    """Run the cases that are there; return those on which both sides agree, with their inputs."""
    asked = [case for case in cases if case.expected == "PASS"]
    references = session.run(asked)
    results = [judge(case, reference, folder, session) for case, reference in zip(asked, references, strict=True)]
    if wrong := [result for result in results if result.verdict != "PASS"]:
        raise MatdropError(_why_not_known(wrong[0]))
    known = [Known(case, reference.inputs) for case, reference in zip(asked, references, strict=True)]
    for one in known:
        _check_writable(one)
    if not any(True for _ in inputs_for(known, limit=1)):
        name = cases[0].pair.name if cases else "the pair"
        raise MatdropError(f"{name} has no case with numbers among its inputs, so there is nothing to vary")
    return known


def _why_not_known(result: Result) -> str:
    """Say why a search cannot start from a case."""
    if result.verdict == "UNVERIFIED":
        return f"{result.case.id}: {result.error}"
    error = f" ({result.error})" if result.error else ""
    return (
        f"{result.case.id} is no PASS but {result.verdict}{error}: a search starts from cases on which both sides "
        "agree; mend or declare that first: `matdrop verify` with the same names says more"
    )


def _check_writable(known: Known) -> None:
    """Refuse a case whose inputs cannot be shown, before any time is spent.

    Raises
    ------
    MatdropError
        If an input that is varied, or that stands in the table as a value, has no expression.
    """
    varied = {path[0] for path in leaves_of(known.inputs)}
    for number, (value, arg) in enumerate(zip(known.inputs, known.case.args, strict=True)):
        if number in varied or not isinstance(arg, str):
            try:
                literal_of(value)
            except ValueModelError as error:
                name = known.case.input_names(len(known.inputs))[number]
                raise MatdropError(f"{known.case.id}: {name} cannot be varied and written down: {error}") from None


class _Trial:
    """The inputs that were tried so far, and what came of them."""

    def __init__(self, folder: Path, session: Session, until: float, rounds: int) -> None:
        self.folder, self.session, self.until, self.rounds = folder, session, until, rounds
        self.tried = self.answered = self.undetermined = 0
        self.is_cut = self.has_hung = False
        self.differences: list[Difference] = []
        self.unanswered: list[Difference] = []

    def explore(self, candidates: Iterator[Candidate], until: float, progress: Callable[[int], None]) -> None:
        """Try the inputs that the cases suggest, block by block."""
        for size in itertools.chain(BLOCKS, itertools.repeat(BLOCKS[-1])):
            block = list(itertools.islice(candidates, AFTER_HANG if self.has_hung else size))
            if not block or len(self.differences) >= ENOUGH:
                return
            for difference in self.judged(block, until):
                target = self.unanswered if difference.result.verdict == "ORIGINAL FAILED" else self.differences
                target.append(difference)
            progress(self.tried)
            if time.monotonic() > until:
                self.is_cut = True
                return

    def judged(self, block: Sequence[Candidate], until: float) -> Iterator[Difference]:
        """Run both sides on some inputs; yield where they part in what the original determines."""
        found = list(self._parted(block, until))
        pairs = [(one.result, one.candidate.inputs) for one in found]
        for difference, is_undetermined in zip(found, are_undetermined(pairs, self.session, SECONDS), strict=True):
            if is_undetermined:
                self.undetermined += 1
            else:
                yield difference

    def _parted(self, block: Sequence[Candidate], until: float) -> Iterator[Difference]:
        cases = [candidate.case for candidate in block]
        references = self.session.run(cases, timeout=SECONDS)
        for candidate, case, reference in zip(block, cases, references, strict=True):
            if time.monotonic() > until:
                return
            self.tried += 1
            self.answered += reference.error is None
            self.has_hung |= reference.error is not None and reference.error.ended_engine
            result = judge(case, reference, self.folder, self.session, SECONDS)
            if (result.error or "").startswith("port: timeout"):  # a busy machine is no fault of the port
                result = judge(case, reference, self.folder, self.session, AGAIN)
            if (signature := _signature(result, reference)) is not None:
                yield Difference(candidate, result, signature)

    def kinds(self) -> Iterator[Difference]:
        """Make the smallest difference of each kind as small as possible."""
        by_signature: dict[Signature, list[Difference]] = {}
        for difference in self.differences:
            by_signature.setdefault(difference.signature, []).append(difference)
        groups = sorted(by_signature.values(), key=lambda group: min(difference.cost for difference in group))
        shown: list[Difference] = []
        for group in groups:
            left = [difference for difference in group if not any(_explains(kind, difference) for kind in shown)]
            if len(shown) < KINDS:
                shown += self._kinds_alike(left)
        yield from shown

    def _kinds_alike(self, group: list[Difference]) -> Iterator[Difference]:
        """Find the kinds among what differs in the same way: by the traits that the inputs must have for it."""
        left = group
        for _ in range(ALIKE):
            if not left:
                return
            smallest = self._shrunk(min(left, key=lambda difference: difference.cost))
            needed = general(smallest.traits)
            explained = [difference for difference in left if needed <= general(difference.traits)]
            yield replace(smallest, found=len(explained))
            left = [difference for difference in left if difference not in explained]

    def _shrunk(self, difference: Difference) -> Difference:
        """Make inputs smaller and simpler as long as the difference stays the same."""
        for _ in range(self.rounds):
            if time.monotonic() > self.until:
                self.is_cut = True
                break
            smaller = next(self._simpler(difference), None)
            if smaller is None:
                break
            difference = smaller
        return difference

    def _simpler(self, difference: Difference) -> Iterator[Difference]:
        """Yield the same difference on simpler inputs, the simplest first."""
        candidate = difference.candidate
        proposed = {digest(list(inputs)): inputs for inputs in simpler(candidate.domain, candidate.inputs)}
        ranked = sorted(proposed.values(), key=lambda inputs: cost_of(candidate.domain, inputs))
        for start in range(0, min(len(ranked), SIMPLER), AT_ONCE):
            block = [replace(candidate, inputs=inputs) for inputs in ranked[start : start + AT_ONCE]]
            counts = self.tried, self.answered, self.undetermined
            found = list(self.judged(block, self.until))
            self.tried, self.answered, self.undetermined = counts  # they are no inputs of their own
            yield from (smaller for smaller in found if smaller.signature == difference.signature)


def _explains(kind: Difference, difference: Difference) -> bool:
    """Whether a difference is of a known kind, though it looks another way: the outputs and the traits are the same."""
    outputs = [
        {output.name for output in found.result.outputs if output.mismatch is not None} for found in (kind, difference)
    ]
    is_alike = outputs[0] == outputs[1] and kind.result.verdict == difference.result.verdict == "MISMATCH"
    return is_alike and bool(kind.traits) and general(kind.traits) <= general(difference.traits)


def _signature(result: Result, reference: Reference) -> Signature | None:
    """Say in what original and port part; None if they do not, or if that is no one's fault."""
    error = reference.error
    if result.verdict == "ORIGINAL FAILED" and error is not None:
        is_own = error.stage == "call" and not error.ended_engine and error.identifier not in UNDEFINED
        return ("original fails", error.identifier, re.sub(r"\d+", "N", error.message)) if is_own else None
    if result.verdict == "PORT FAILED":
        return "port fails", _place_of(result.error or "")
    if result.verdict != "MISMATCH":
        return None
    wrong = [f"{output.name}: {output.mismatch.kind}" for output in result.outputs if output.mismatch]
    return ("differs", *wrong, *(f"changes {name}" for name in result.changed))


def _place_of(error: str) -> str:
    """Return the class of a port's error and its line, without what depends on the inputs."""
    kind = re.match(r"(?:port|adapter): (\w+)", error)
    line = re.search(r", line \d+\)$", error)
    return (kind[1] if kind else error) + (line[0] if line else "")


def _smallest_by_error(unanswered: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return the smallest inputs for each error of the original."""
    by_error: dict[Signature, list[Difference]] = {}
    for difference in unanswered:
        by_error.setdefault(difference.signature, []).append(difference)
    smallest = [
        replace(min(group, key=lambda difference: difference.cost), found=len(group)) for group in by_error.values()
    ]
    return tuple(sorted(smallest, key=lambda difference: difference.cost)[:KINDS])
