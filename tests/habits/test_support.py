"""What the values have to explain before a cause is suspected: one number proves nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.cases.case import case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.explain.explanation import explain_report
from matdrop.explain.finding import Finding
from matdrop.habits.support import Support, total
from matdrop.values.canonical import canonical
from matdrop.verification.judge import judge
from matdrop.verification.run import Report

OCTAVE = Engine("GNU Octave", "7.3.0")
X = np.array([[0.25, 1.75, 3.5, 9.0]])


def findings(cases: Sequence[tuple[Any, Any]], folder: Path) -> tuple[Finding, ...]:
    """Return what is said of a port that has no source, so that nothing but its values can be judged."""
    (folder / "f.m").write_text("function y = f(x)\ny = x;\nend\n")
    results = []
    for number, (expected, obtained) in enumerate(cases, 1):
        port: Callable[..., Any] = eval("lambda x: y", {"y": obtained})
        case = replace(case_of_call(folder / "f.m", port, ("1",)), name=f"case_{number}")
        reference = Reference("live", OCTAVE, (canonical(X),), {"y": canonical(expected)})
        results.append(judge(case, reference, folder))
    return explain_report(Report(tuple(results)), folder).findings


@pytest.mark.parametrize(
    ("cases", "kind"),
    [
        ([(3.0, 2.0)], "unknown"),
        ([(3.0, 2.0), (4.0, 3.0)], "unknown"),
        ([(3.0, 2.0), (4.0, 3.0), (2.0, 1.0)], "index-base"),
        ([([[3, 1, 2]], [[2, 0, 1]])], "index-base"),
        ([(np.std(X, ddof=1), np.std(X))], "ddof"),  # sixteen digits, and no number fitted
        ([([[2.0], [-5.0]], [[1.9991], [-4.9993]])], "unknown"),  # rounded to 2 decimals
        ([([[2.01, -5.13, 7.25, 1.52]], [[2.0123, -5.1312, 7.2512, 1.5191]])], "rounding"),
        ([(X, 1.37 * X)], "scale"),
    ],
)
def test_a_cause_is_suspected_if_the_values_support_it(cases: Any, kind: str, tmp_path: Path) -> None:
    first, *_ = findings(cases, tmp_path)
    assert (first.certainty, first.kind) == ("suspected", kind)


def test_what_is_too_little_is_described_with_its_figures(tmp_path: Path) -> None:
    (finding,) = findings([(3.0, 2.0)], tmp_path)
    assert finding.summary == (
        "everywhere the port's whole numbers (2 to 2) are exactly one less than the original's (3 to 3); too few to "
        "suspect index-base: 1 value with 1 digit explained, some 100 transformations tried"
    )
    assert finding.fix is not None and "matdrop trace" in finding.fix.text
    assert not finding.pitfalls


def test_a_place_that_shows_it_as_it_is_needs_no_support() -> None:
    assert total([Support(1, 1.0), None]) is None
    assert total([]) is None
