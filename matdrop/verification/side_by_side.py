"""The same cases in several engines: where these differ from each other, and which of them a port follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.reference import Engine, Reference
from matdrop.verification.compare import compare
from matdrop.verification.result import Result
from matdrop.verification.run import Report


@dataclass(frozen=True)
class CaseByEngine:
    """The results of one case in several engines, the reference first.

    Attributes
    ----------
    engines : tuple of Engine
        What ran the original.
    results : tuple of Result
        One for each engine.
    differences : tuple of str
        For each engine, in what its answer differs from that of the reference; empty where it does not.
    """

    engines: tuple[Engine, ...]
    results: tuple[Result, ...]
    differences: tuple[str, ...]

    @property
    def case(self) -> Case:
        """The case."""
        return self.results[0].case

    @property
    def engines_differ(self) -> bool:
        """Whether an engine answers otherwise than the reference."""
        return any(self.differences)

    @property
    def follows(self) -> tuple[Engine, ...]:
        """The engines with which the port agrees."""
        return tuple(engine for engine, result in zip(self.engines, self.results, strict=True) if result)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the expected one in each engine."""
        return all(result.as_expected for result in self.results)


def side_by_side(reports: Sequence[Report]) -> tuple[CaseByEngine, ...]:
    """Put the results of several engines side by side.

    Parameters
    ----------
    reports : sequence of Report
        One for each engine, of the same cases with one result each, live or saved; the first engine is the reference.

    Returns
    -------
    tuple of CaseByEngine
        One for each case.

    Examples
    --------
    >>> side_by_side([Report((), Engine("GNU Octave", "7.3.0")), Report((), Engine("GNU Octave", "9.4.0"))])
    ()
    """
    engines = tuple(engine for report in reports if (engine := _engine(report)) is not None)
    return tuple(
        CaseByEngine(engines, results, tuple(_difference(results[0], result) for result in results))
        for results in zip(*(report.results for report in reports), strict=True)
    )


def _engine(report: Report) -> Engine | None:
    """Return what ran the originals of a report, now or when the references were recorded."""
    saved = (result.reference.engine for result in report.results if result.reference is not None)
    return report.engine or next(saved, None)


def _difference(first: Result, other: Result) -> str:
    """Return in what the original's answers in two engines differ; empty if it is the same, bit for bit."""
    if first.reference is None or other.reference is None or other is first:
        return ""
    return answers_differ(first.reference, other.reference)


def answers_differ(first: Reference, other: Reference) -> str:
    """Say in what the answers of an original in two engines differ.

    Parameters
    ----------
    first, other : Reference
        What the engines computed from the same case.

    Returns
    -------
    str
        The first output that differs, or what one engine alone refuses, or whether the engines drew other random
        numbers; empty if all is the same, bit for bit. Texts of errors may differ.

    Examples
    --------
    >>> seven, nine = Engine("GNU Octave", "7.3.0"), Engine("GNU Octave", "9.4.0")
    >>> one = Reference("live", seven, (), {"c": np.array([[1.5]])})
    >>> answers_differ(one, Reference("live", nine, (), {"c": np.eye(2)}))
    'c: size: 1x1 in GNU Octave 7.3.0, 2x2 in GNU Octave 9.4.0'
    """
    if first.error or other.error:
        if first.error and other.error:
            return ""
        failed = first if first.error else other
        return f"{failed.engine} fails: {failed.error}"
    if not _drew_the_same(first, other):
        return f"{other.engine} drew other random numbers than {first.engine}"
    for name, value in first.outputs.items():
        if mismatch := compare(value, other.outputs[name], "exact", name).mismatch:
            detail = mismatch.detail.replace("in the original", f"in {first.engine}")
            return f"{name}: {detail.replace('in the port', f'in {other.engine}')}"
    return ""


def _drew_the_same(first: Reference, other: Reference) -> bool:
    return np.array_equal(first.draws, other.draws) and all(
        np.array_equal(state, other.states[name]) for name, state in first.states.items()
    )
