"""The check of planted defects, checked: a wrong proven line is refused, and an interval without the line."""

import pytest

from matdrop.explain.finding import Finding, Place
from tests.tracing.located import check_located


def said(certainty: str, line: int, *interval: int) -> Finding:
    """A finding of a certainty at a line, with the lines of its interval."""
    places = tuple(Place("f.py", one) for one in interval)
    return Finding("divergence", certainty, "", "f", ("one",), port=Place("f.py", line), interval=places)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "findings",
    [[said("proven", 3)], [said("probable", 2, 2, 3)], [said("interval", 3)], [said("proven", 3), said("probable", 3)]],
)
def test_the_line_is_located(findings: list[Finding]) -> None:
    check_located(findings, 3)


@pytest.mark.parametrize(
    "findings",
    [
        [],
        [said("proven", 2)],
        [said("proven", 2, 2, 3)],
        [said("proven", 3), said("proven", 4)],
        [said("probable", 2, 2, 4)],
        [said("proven", 3), said("interval", 2)],
    ],
)
def test_another_line_is_refused(findings: list[Finding]) -> None:
    with pytest.raises(AssertionError):
        check_located(findings, 3)


def test_of_a_statement_that_is_left_out_its_loop_may_be_said_but_not_proven() -> None:
    check_located([said("probable", 1, 1, 2)], 3, around=2)
    with pytest.raises(AssertionError):
        check_located([said("proven", 2)], 3, around=2)
