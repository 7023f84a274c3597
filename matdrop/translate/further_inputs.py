"""Inputs beyond the cases, on which a port that agrees on all of them is tried.

First the cases' own inputs, with their numbers moved, in another order, and with a field of a struct that has one
element alone: they are what the port will be called with.
Then those of a search, which goes further: other sizes, special values, what the source compares with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matdrop.cases.case import Case
from matdrop.errors import MatdropError
from matdrop.search.pair_search import search_pair
from matdrop.search.undetermined import are_undetermined
from matdrop.tracing.moved_cases import moved_cases, reduced_cases, shuffled_cases
from matdrop.translate.port import Port
from matdrop.translate.prover import Prover, as_port, file_of
from matdrop.values.canonical import ValueModelError
from matdrop.values.literal import literal_of

SECONDS = 60.0  # for one search; fewer inputs are tried where that is not enough
SIMPLER = 4  # times that inputs are made simpler: they become cases, which nobody has to read
AT_MOST = 4  # kinds of differences of which a case is made
MOVED = 3  # cases whose inputs are moved and shuffled, and how often
QUICK = 0.5  # seconds that an original may take for that
ALIKE = 2  # moved or shuffled inputs of which a case is made: they differ for the same reason
WRONG = ("MISMATCH", "PORT FAILED", "UNDECLARED")


@dataclass(frozen=True)
class FurtherInputs:
    """What came of trying a port on inputs that its cases do not have.

    Attributes
    ----------
    tried : int
        How many inputs.
    answered : int
        On how many of them the original did not fail.
    differing : tuple of Case
        The smallest inputs of each kind of difference, as cases of the original.
    is_cut : bool
        Whether the time was up before.
    reason : str
        Why none were tried; empty if some were.
    """

    tried: int = 0
    answered: int = 0
    differing: tuple[Case, ...] = ()
    is_cut: bool = False
    reason: str = ""

    def __str__(self) -> str:
        if self.reason:
            return f"not tried on further inputs: {self.reason}"
        count = len(self.differing)
        found = f"{count} kind{'s' * (count > 1)} of difference" if count else "no difference"
        cut = " (the time was up)" if self.is_cut else ""
        return f"tried on {self.tried} further inputs{cut}, of which the original answers {self.answered}: {found}"


def try_further(
    prover: Prover, port: Port, cases: Sequence[Case], tries: int, left: Sequence[Case] = ()
) -> FurtherInputs:
    """Try a port on inputs that its cases do not have.

    Parameters
    ----------
    prover : Prover
        Writes the port where it can be called.
    port : Port
        What was written.
    cases : sequence of Case
        Of the original; the port agrees on all of them.
    tries : int
        How many inputs of a search are tried at most.
    left : sequence of Case
        Inputs that are known to differ: they do not keep the search from finding others.

    Returns
    -------
    FurtherInputs
        What was found, by moved and shuffled inputs or, where these show nothing, by a search: sizes, special values,
        what the source compares with, random numbers are tried, all of the classes of the cases, for which the port was
        written.
    """
    alike = _try_alike(prover, port, cases)
    if alike.differing and not left:
        return alike
    found = _search(prover, port, cases, tries)
    tried, answered = alike.tried + found.tried, alike.answered + found.answered
    return replace(found, tried=tried, answered=answered, differing=(*alike.differing, *found.differing))


def _try_alike(prover: Prover, port: Port, cases: Sequence[Case]) -> FurtherInputs:
    """Try inputs like those of the cases: moved ones, shuffled ones, and those with a field of one element."""
    by_name = {case.name: case for case in cases}
    quick = [
        (case, reference.inputs)
        for case, reference in zip(prover.cases, prover.references, strict=True)
        if case.name in by_name and reference.seconds <= QUICK
    ]
    ways = (moved_cases, shuffled_cases, reduced_cases)
    others = [other for way in ways for case, inputs in quick[:MOVED] for other in way(case, inputs, MOVED)]
    if not others:
        return FurtherInputs()
    on_others = prover.on(others)
    wrong = [
        (result, reference.inputs)
        for result, reference in zip(on_others.results(port), on_others.references, strict=True)
        if result.verdict in WRONG
    ]
    undetermined = are_undetermined(wrong, prover.session, SECONDS)
    differing = [
        replace(by_name[result.case.name.rpartition(", ")[0]], args=inputs)
        for (result, inputs), is_undetermined in zip(wrong, undetermined, strict=True)
        if not is_undetermined
    ]
    answered = sum(reference.error is None for reference in on_others.references)
    return FurtherInputs(len(others), answered, tuple(map(_written, differing[:ALIKE])))


def _written(case: Case) -> Case:
    """Write a case's arguments as expressions, as far as there are such: it is shown, and may go into a table."""
    args = []
    for value in case.args:
        try:
            args.append(literal_of(value))
        except ValueModelError:
            args.append(value)
    return replace(case, args=tuple(args))


def _search(prover: Prover, port: Port, cases: Sequence[Case], tries: int) -> FurtherInputs:
    """Try inputs of a search."""
    by_name = {case.name: case for case in cases}
    with prover.written(port) as where:
        asked = [replace(as_port(case, where, port), expected="PASS") for case in cases]
        try:
            found = search_pair(
                asked,
                file_of(where).parent,
                prover.session,
                SECONDS,
                limit=tries,
                keeps_classes=True,
                rounds=SIMPLER,
            )
        except MatdropError as error:
            return FurtherInputs(reason=str(error).replace(f"{cases[0].pair.name} has", "there is"))
    differing = [
        replace(by_name[difference.candidate.known.case.name], args=difference.args)
        for difference in found.differences[:AT_MOST]
    ]
    return FurtherInputs(found.tried, found.answered, tuple(differing), found.is_cut)
