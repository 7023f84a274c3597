"""Several engines side by side, with answers that stand for theirs."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine, OriginalError, Reference
from matdrop.verification.result import Result
from matdrop.verification.run import Report
from matdrop.verification.side_by_side import answers_differ, side_by_side

SEVEN, ELEVEN = Engine("GNU Octave", "7.3.0"), Engine("GNU Octave", "11.3.0")
ONE = Reference("live", SEVEN, (), {"y": np.array([[1.0]])}, draws=np.array([[0.25]]))
FAILED = replace(ONE, outputs={}, error=OriginalError("call", "", "'f' undefined"))


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (replace(ONE, engine=ELEVEN), ""),
        (
            replace(ONE, engine=ELEVEN, outputs={"y": np.array([[np.nextafter(1, 2)]])}),
            "y: value differs: 1.0 in GNU Octave 7.3.0, 1.0000000000000002 in GNU Octave 11.3.0",
        ),
        (
            replace(ONE, engine=ELEVEN, outputs={"y": np.array([[1.0, 2.0]])}),
            "y: size: 1x1 in GNU Octave 7.3.0, 1x2 in GNU Octave 11.3.0",
        ),
        (
            replace(ONE, engine=ELEVEN, draws=np.array([[0.25], [0.5]])),
            "GNU Octave 11.3.0 drew other random numbers than GNU Octave 7.3.0",
        ),
        (replace(FAILED, engine=ELEVEN), "GNU Octave 11.3.0 fails: 'f' undefined"),
    ],
)
def test_answers_differ(other: Reference, said: str) -> None:
    found = answers_differ(ONE, other)
    assert found.partition("; at most")[0] == said


def test_both_fail() -> None:
    assert answers_differ(FAILED, replace(FAILED, engine=ELEVEN, error=OriginalError("call", "", "no"))) == ""


def test_case_by_engine(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function y = f()\ny = 1;\nend\n")
    case = Case(pair_of(tmp_path / "f.m", abs), "one", ())
    other = replace(ONE, engine=ELEVEN, outputs={"y": np.array([[2.0]])})
    reports = [
        Report((Result(case, "live", "PASS", reference=ONE),), SEVEN),
        Report((Result(case, "live", "MISMATCH", reference=other),), ELEVEN),
    ]
    (found,) = side_by_side(reports)
    assert found.engines_differ
    assert not found.as_expected
    assert found.follows == (SEVEN,)
    assert found.differences[0] == ""
    assert found.differences[1].startswith("y: value")
