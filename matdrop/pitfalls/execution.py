"""Running the rows: MATLAB's result live or saved, both Python versions, and whether the row tells the truth."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Reference, Source
from matdrop.cases.table import OWN_TABLE
from matdrop.engines.find import EngineName, session_of
from matdrop.fixtures.store import FixtureError, Fixtures
from matdrop.pitfalls.catalogue import Pitfall
from matdrop.values.canonical import ValueModelError, canonical, class_of
from matdrop.verification.compare import compare
from matdrop.verification.run import ReferenceChoice, choose

FIXTURES = OWN_TABLE.parents[1] / "fixtures"
SNIPPET = Path(__file__).parent / "pitfall.m"


@dataclass(frozen=True)
class Outcome:
    """The results of a row.

    Attributes
    ----------
    pitfall : Pitfall
        The row.
    source : {"live", "saved"}
        Where MATLAB's result is from.
    engine : str
        What computed it; empty where there is none.
    matlab, naive, right : object
        The three results; an exception where there was one, None where MATLAB's could not be had.
    failure : str
        In which way the naive version fails; empty if it does not.
    wrong : str
        What the row claims and does not hold; empty if all holds.
    holds_right, holds_naive : bool
        Whether the right version is right, and whether the naive one fails as the row says.
    """

    pitfall: Pitfall
    source: Source
    engine: str
    matlab: Any
    naive: Any
    right: Any
    failure: str
    wrong: str
    holds_right: bool = False
    holds_naive: bool = False


@dataclass(frozen=True)
class Outcomes:
    """The results of rows.

    Attributes
    ----------
    results : tuple of Outcome
        One for each row and each reference.
    not_live : str
        Why no row was run live; empty if rows were, or if that was not asked for.
    """

    results: tuple[Outcome, ...]
    not_live: str = ""

    @property
    def by_row(self) -> dict[str, list[Outcome]]:
        """The outcomes of each row, by its id."""
        rows: dict[str, list[Outcome]] = {}
        for outcome in self.results:
            rows.setdefault(outcome.pitfall.id, []).append(outcome)
        return rows


def cases_of(pitfalls: Sequence[Pitfall]) -> tuple[Case, ...]:
    """Make cases of the MATLAB snippets, so that they are run and saved like other cases.

    Parameters
    ----------
    pitfalls : sequence of Pitfall
        The rows.

    Returns
    -------
    tuple of Case
        One for each row, named by its id.

    Examples
    --------
    >>> from matdrop.pitfalls.catalogue import load_pitfalls
    >>> cases_of(load_pitfalls())[0].pair.original.name
    'pitfall.m'
    """
    pair = pair_of(SNIPPET, "matdrop.pitfalls", name="pitfalls")
    return tuple(Case(pair, row.id.replace("-", "_"), (canonical(row.matlab),)) for row in pitfalls)


def run(
    pitfalls: Sequence[Pitfall],
    reference: ReferenceChoice = "auto",
    engine: EngineName = "octave",
    fixtures: Path = FIXTURES,
) -> Outcomes:
    """Run rows and find out which of them do not hold.

    Parameters
    ----------
    pitfalls : sequence of Pitfall
        The rows.
    reference : {"auto", "live", "saved", "both"}
        Where MATLAB's results are from; ``auto`` is both where the engine is there, saved where it is not.
    engine : {"octave", "matlab"}
        What runs the snippets.
    fixtures : Path
        The folder of the saved results.

    Returns
    -------
    Outcomes
        For each row one by each reference; live before saved.

    Raises
    ------
    MatdropError
        If the engine is asked for and is not there.

    Examples
    --------
    >>> from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls
    >>> (outcome,) = run(choose_pitfalls("std-ddof", load_pitfalls()), "saved").results
    >>> outcome.wrong, outcome.failure[:5]
    ('', 'value')
    """
    sources, not_live = choose(reference, engine)
    cases = cases_of(pitfalls)
    results: list[Outcome] = []
    if "live" in sources:
        with session_of(engine) as session:
            results += [outcome_of(row, live) for row, live in zip(pitfalls, session.run(cases), strict=True)]
    if "saved" in sources:
        saved = Fixtures(fixtures)
        results += [_saved(row, case, saved) for row, case in zip(pitfalls, cases, strict=True)]
    return Outcomes(tuple(results), not_live)


def outcome_of(pitfall: Pitfall, reference: Reference) -> Outcome:
    """Run both Python versions of a row and compare them with the result of MATLAB's snippet.

    Parameters
    ----------
    pitfall : Pitfall
        The row.
    reference : Reference
        The result of its snippet.

    Returns
    -------
    Outcome
        Its `wrong` says what does not hold.
    """
    engine = str(reference.engine)
    if reference.error is not None:
        said = f"the snippet fails in {engine}: {reference.error}"
        return Outcome(pitfall, reference.source, engine, None, None, None, "", said)
    matlab = reference.outputs["r"]
    right, naive = _python(pitfall.given, pitfall.right, "error"), _python(pitfall.given, pitfall.naive, "ignore")
    wrong_right = ""
    if isinstance(right, Exception):
        wrong_right = f"the right version raises {_said(right)}"
    elif mismatch := _mismatch(matlab, right, pitfall, strict=True):
        wrong_right = f"the right version is not: {mismatch[1]}"
    if isinstance(naive, Exception):
        kind, failure = type(naive).__name__, f"raises {_said(naive)}"
    else:
        kind, failure = _mismatch(matlab, naive, pitfall, strict=False) or ("", "")
    wrong_naive = ""
    if not kind:
        wrong_naive = "the naive version is right"
    elif kind != pitfall.fails:
        wrong_naive = f"the naive version fails by {kind}, and the row says {pitfall.fails}: {failure}"
    wrong = "; ".join(filter(None, (wrong_right, wrong_naive)))
    return Outcome(
        pitfall, reference.source, engine, matlab, naive, right, failure, wrong, not wrong_right, not wrong_naive
    )


def _saved(pitfall: Pitfall, case: Case, fixtures: Fixtures) -> Outcome:
    try:
        return outcome_of(pitfall, fixtures.read(case))
    except FixtureError as error:
        return Outcome(pitfall, "saved", "", None, None, None, "", str(error))


def _python(given: str, code: str, on_warning: str) -> Any:
    """Run one Python version; its ``r``, or what it raised. A right version must not even warn."""
    names: dict[str, Any] = {"np": np}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter(on_warning)  # type: ignore[arg-type]
        try:
            exec(f"{given}\n{code}", names)
            return names["r"]
        except Exception as error:
            return error


def _mismatch(matlab: Any, python: Any, pitfall: Pitfall, strict: bool) -> tuple[str, str] | None:
    """Kind and sentence of what differs, if anything does; not strict, NumPy's own ways are let pass."""
    try:
        found = compare(matlab, python, pitfall.tolerance, "r", strict).mismatch
    except ValueModelError:
        return "class", f"class: {class_of(matlab)} in MATLAB, a {type(python).__name__} in Python"
    if found is None:
        return None
    sentence = found.detail.replace("in the original", "in MATLAB").replace("in the port", "in Python")
    return found.kind, sentence.partition("; at most")[0]


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}".rstrip(": ")
