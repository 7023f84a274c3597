"""Undeclared conventions: whether a port that differs or fails agrees once its table declares a convention.

What is found by trying never makes a PASS. If the port agrees on all cases of the pair, the verdict is UNDECLARED,
with the lines for the table; if it comes nearer, its cases are judged and explained by that way of calling, and that
is said.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from matdrop.calling.call import PortError
from matdrop.cases.case import Case, Verdict
from matdrop.cases.declared_conventions import AS_IN_MATLAB, ORDERED, Part, changes, toml_line
from matdrop.cases.pair import Pair, pair_of
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.values.canonical import digest
from matdrop.values.distance import Distance, dense
from matdrop.values.value import is_numbers
from matdrop.verification.attempt import Caller
from matdrop.verification.candidates import Standing, candidates
from matdrop.verification.compare import Comparison
from matdrop.verification.judge import judge
from matdrop.verification.result import Result

# How many conventions may be needed together, how long a pair is searched, and how long one call may then take.
DEPTH = 3
SECONDS, CALL_SECONDS = 20.0, 5.0
# After so many cases that come no nearer, a candidate is given up.
PATIENCE = 3

Rank = tuple[int, int, int, int]


def with_declarations(
    results: Sequence[Result], folder: Path, session: Session | None = None, timeout: float = 60.0
) -> tuple[Result, ...]:
    """Find out for each pair whether its port agrees once a convention is declared, or needs one that is declared.

    Parameters
    ----------
    results : sequence of Result
        Of any pairs, with their references.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The live session of the engine.
    timeout : float
        Seconds that a call of a port may take.

    Returns
    -------
    tuple of Result
        In the same order. A case that would agree is UNDECLARED. A case that would come nearer is a result by that way
        of calling, which is said.

    Raises
    ------
    MatdropError
        If the engine has to be asked and does not start.

    Examples
    --------
    >>> with_declarations([], Path())
    ()
    """
    by_pair: dict[Pair, list[int]] = {}
    for place, result in enumerate(results):
        by_pair.setdefault(result.case.pair, []).append(place)
    found = list(results)
    for pair, places in by_pair.items():
        search = _Search(pair, folder, session, min(timeout, CALL_SECONDS))
        for place, result in zip(places, search.settled([found[k] for k in places]), strict=True):
            found[place] = result
    return tuple(found)


def nearest_pair(
    results: Sequence[Result], folder: Path, session: Session | None = None, timeout: float = 60.0
) -> Pair:
    """Return a pair with the conventions by which its cases come nearest.

    Parameters
    ----------
    results : sequence of Result
        Of the cases of one pair, with their references.
    folder : Path
        As for `with_declarations`.
    session : Session, optional
        As for `with_declarations`.
    timeout : float
        As for `with_declarations`.

    Returns
    -------
    Pair
        The results' own if no convention brings them nearer.

    Raises
    ------
    MatdropError
        As for `with_declarations`.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> from matdrop.verification.run import verify
    >>> table = load_table(OWN_TABLE)
    >>> results = verify(table, table.select(["inverted_dropout/article"]), "saved").results
    >>> nearest_pair(results, table.path.parent) == results[0].case.pair
    True
    """
    return _Search(results[0].case.pair, folder, session, min(timeout, CALL_SECONDS)).best(results).pair


def declaration_lines(before: Pair, after: Pair) -> tuple[str, ...]:
    """Return the lines of a table by which one pair becomes another.

    Parameters
    ----------
    before, after : Pair
        The same original and port, called otherwise.

    Returns
    -------
    tuple of str
        Such as ``zero_based = ["p"]``.
    """
    changed = changes(before.conventions, after.conventions)
    if before.outputs != after.outputs:
        changed["outputs"] = tuple(name for name in after.outputs if name not in after.ignored)
    return tuple(toml_line(key, value) for key, value in changed.items())


class _Search:
    """The search for one pair's conventions: by trying, over all its cases."""

    def __init__(self, pair: Pair, folder: Path, session: Session | None, timeout: float) -> None:
        self.pair, self.folder, self.session, self.timeout = pair, folder, session, timeout
        self._references: dict[tuple[str, tuple[str, ...]], Reference] = {}

    @property
    def _settles(self) -> tuple[Verdict, ...]:
        """The verdicts that a declaration may change; an original may fail because it is asked for too many outputs."""
        asks_again = self.session is not None and len(self.pair.outputs) > 1
        return ("MISMATCH", "PORT FAILED", *(("ORIGINAL FAILED",) if asks_again else ()))

    def settled(self, results: Sequence[Result]) -> list[Result]:
        """Return the results of all cases, by the conventions that serve the pair best."""
        if self.pair.strict or any(result.reference is None for result in results):
            return list(results)
        if all(result.verdict == "PASS" for result in results):
            return self._with_needless(results)
        if all(result.as_expected or result.verdict not in self._settles for result in results):
            return list(results)
        best = self.best(_one_source(results))
        if best.pair == self.pair:
            return list(results)
        lines = declaration_lines(self.pair, best.pair)
        return [self._by_declaration(result, best.pair, lines) for result in results]

    def best(self, results: Sequence[Result]) -> Standing:
        """Climb from standing to standing, one convention more each time, as long as cases come nearer."""
        plain = Standing(self.pair, tuple(result for result in results if result.verdict in ("PASS", *self._settles)))
        # With a seed, parameters named like a stream's functions take those; so one that has it speaks for the pair.
        first = max(plain.results, key=lambda result: result.case.seed is not None)
        caller = Caller(first.case, _reference(first), self.folder, self.session, self.timeout)
        if isinstance(caller.port, PortError) or self.pair.adapter:  # what an adapter does is the user's to say
            return plain
        until = time.monotonic() + SECONDS
        best = plain
        for _ in range(DEPTH):
            others = (replace(best.pair, conventions=changed) for changed in candidates(best, caller.parameters))
            nearer = self._nearer(best, itertools.chain(_with_fewer_outputs(best), others), until)
            if nearer is None:
                break
            best = nearer
        return best

    def _nearer(self, best: Standing, pairs: Iterable[Pair], until: float) -> Standing | None:
        """Return the first way of calling by which all cases agree; else the one that comes nearest, if one does."""
        nearest = None
        for pair in pairs:
            if time.monotonic() > until:
                break
            standing = self._tried(best, pair)
            if standing is None:
                continue
            if not standing.wrong:
                return self._least(best, standing)
            nearest = standing if nearest is None else max(nearest, standing, key=_total)
        return nearest

    def _least(self, before: Standing, agreeing: Standing) -> Standing:
        """Leave out the names that were added without need, by whichever step."""
        for key, names in changes(self.pair.conventions, agreeing.pair.conventions).items():
            if key in ORDERED or not isinstance(names, tuple):
                continue
            for name in names:
                left = tuple(other for other in getattr(agreeing.pair.conventions, key) if other != name)
                fewer = msgspec.structs.replace(agreeing.pair.conventions, **{key: left})
                standing = self._tried(before, replace(agreeing.pair, conventions=fewer)) if left else None
                agreeing = standing if standing is not None and not standing.wrong else agreeing
        return agreeing

    def _tried(self, best: Standing, pair: Pair) -> Standing | None:
        """Judge the cases by another way of calling; None if it brings most no nearer, or one further away."""
        wrong = {id(result) for result in best.wrong}
        order = sorted(best.results, key=lambda result: id(result) not in wrong)  # what is wrong decides soonest
        tried: dict[int, Result] = {}
        nearer = 0
        for result in order:
            again = self._judged(result, pair)
            if rank(again) < rank(result) or (len(tried) >= PATIENCE and not nearer):
                return None
            nearer += rank(again) > rank(result)
            tried[id(result)] = again
        if 2 * nearer < len(best.wrong) or not nearer:
            return None
        standing = Standing(pair, tuple(tried[id(result)] for result in best.results))
        return standing if _is_supported(best, standing) else None

    def _judged(self, result: Result, pair: Pair) -> Result:
        session = self.session if result.source == "live" else None
        case = replace(result.case, pair=pair)
        reference = _reference(result)
        if pair.outputs != self.pair.outputs and session is not None:
            reference = self._asked_for_fewer(case, session)
        return judge(case, reference, self.folder, session, self.timeout)

    def _asked_for_fewer(self, case: Case, session: Session) -> Reference:
        """Run the original with fewer outputs: some compute something else then."""
        key = case.name, case.pair.outputs
        if key not in self._references:
            (self._references[key],) = session.run([case])
        return self._references[key]

    def _by_declaration(self, result: Result, pair: Pair, lines: tuple[str, ...]) -> Result:
        """Return what a case is once the pair's best conventions are found."""
        if result.verdict not in self._settles:
            return result
        again = self._judged(result, pair)
        if again.verdict == "PASS":
            other = _other_values(_reference(result), _reference(again))
            return replace(result, verdict="UNDECLARED", declaration=lines, conventions=(*result.conventions, *other))
        if rank(again) <= rank(result) or not _calls_otherwise(self.pair, pair):
            return result
        said = f"judged as if the table said {', '.join(lines)}: so the port comes nearest; it is not declared"
        return replace(again, conventions=(said, *again.conventions))

    def _with_needless(self, results: Sequence[Result]) -> list[Result]:
        """Say which declared conventions make no difference to any case."""
        needless = [
            f"{toml_line(key, value)} makes no difference here: the port agrees without it"
            for key, value in changes(AS_IN_MATLAB, self.pair.conventions).items()
            if self._agree_without(results, key)
        ]
        return [replace(result, conventions=(*result.conventions, *needless)) for result in results]

    def _agree_without(self, results: Iterable[Result], key: str) -> bool:
        default = getattr(AS_IN_MATLAB, key)
        without = replace(self.pair, conventions=msgspec.structs.replace(self.pair.conventions, **{key: default}))
        return all(self._judged(result, without).verdict == "PASS" for result in results)


def rank(result: Result) -> Rank:
    """Rank a result by how near the port has come.

    Parameters
    ----------
    result : Result
        Of any verdict.

    Returns
    -------
    tuple of int
        Whether it ran, and whether it agrees; how many outputs agree, how many have the right size, and in how many
        most elements are right.
    """
    outputs = result.outputs
    agreeing = sum(comparison.mismatch is None for comparison in outputs)
    sized = sum(c.mismatch is None or c.mismatch.kind not in ("size", "missing") for c in outputs)
    alike = sum(comparison.mismatch is None or _mostly_equal(comparison) for comparison in outputs)
    if result.verdict == "PASS":
        return 2, 0, 0, 0  # of however few outputs
    return int(result.verdict == "MISMATCH"), agreeing, sized, alike


def _is_supported(before: Standing, after: Standing) -> bool:
    """Whether values speak for another way of calling; that a port runs with its arguments mixed up is chance."""
    if before.pair.conventions.arguments == after.pair.conventions.arguments:
        return True
    return any(answer == 2 or agreeing or alike for answer, agreeing, _, alike in map(rank, after.results))


def _mostly_equal(comparison: Comparison) -> bool:
    expected, obtained = comparison.expected, comparison.obtained
    if not (is_numbers(expected) and is_numbers(obtained)) or expected.shape != obtained.shape:
        return False
    equal = Distance(dense(expected), dense(obtained)).relative < 1e-9
    return bool(2 * np.count_nonzero(equal) > equal.size)


def _calls_otherwise(before: Pair, after: Pair) -> bool:
    """Whether the port is called otherwise, and computes something else; not only its outputs are read otherwise."""
    changed = changes(before.conventions, after.conventions)
    named = {Part.of(name).name for names in changed.values() if isinstance(names, tuple) for name in names}
    is_called_so = not changed.keys() <= {"zero_based", "transposed", "stack_first", "full", "sparse"}
    return is_called_so or before.outputs != after.outputs or bool(named & set(before.declaration.parameters))


def _reference(result: Result) -> Reference:
    assert result.reference is not None
    return result.reference


def _one_source(results: Sequence[Result]) -> list[Result]:
    """Return the results by live references, or by saved ones if there are no others."""
    live = [result for result in results if result.source == "live"]
    return live or list(results)


def _with_fewer_outputs(standing: Standing) -> list[Pair]:
    """Propose the outputs that the port returns, or with which the original does not fail.

    An output that the port returns in some case, and wrongly, is a fault: leaving it out would hide that.
    """
    names, pair = standing.pair.outputs, standing.pair
    kinds: dict[str, set[str]] = {}
    for comparison in itertools.chain.from_iterable(result.outputs for result in standing.wrong):
        if comparison.mismatch is not None:
            kinds.setdefault(comparison.name, set()).add(comparison.mismatch.kind)
    missing = {name for name, found in kinds.items() if found == {"missing"}}
    left = [name for name in names if name not in missing]
    choices = [left] if missing and left else []
    if any(result.verdict == "ORIGINAL FAILED" for result in standing.wrong):
        choices += [list(names[:count]) for count in range(len(names) - 1, 0, -1)]
    fewer = [pair_of(pair.original, pair.port, outputs=choice) for choice in choices]
    return [replace(pair, outputs=one.outputs, ignored=one.ignored) for one in fewer]


def _other_values(asked: Reference, fewer: Reference) -> list[str]:
    """Say which outputs an original computes otherwise when it is asked for fewer of them."""
    both = [name for name in fewer.outputs if name in asked.outputs]
    other = [name for name in both if digest(asked.outputs[name]) != digest(fewer.outputs[name])]
    counts = f"{len(fewer.outputs)} outputs instead of {len(asked.outputs)}"
    return [f"asked for {counts}, the original computes another {', '.join(other)}"] if other else []


def _total(standing: Standing) -> list[int]:
    """Add up the ranks of a standing's results."""
    return [sum(figures) for figures in zip(*map(rank, standing.results), strict=True)]
