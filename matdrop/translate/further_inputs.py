"""Inputs beyond the cases, on which a port that agrees on all of them is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matdrop.cases.case import Case
from matdrop.errors import MatdropError
from matdrop.search.pair_search import search_pair
from matdrop.translate.port import Port
from matdrop.translate.prover import Prover, as_port, file_of

SECONDS = 60.0  # for one search; fewer inputs are tried where that is not enough
SIMPLER = 4  # times that inputs are made simpler: they become cases, which nobody has to read
AT_MOST = 4  # kinds of differences of which a case is made


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


def try_further(prover: Prover, port: Port, cases: Sequence[Case], tries: int) -> FurtherInputs:
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
        How many inputs are tried at most.

    Returns
    -------
    FurtherInputs
        What was found: sizes, special values, what the source compares with, random numbers are tried, all of the
        classes of the cases, for which the port was written.
    """
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
