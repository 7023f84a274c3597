"""The gallery of pairs: right ports agree with their originals, wrong ones are diagnosed by name."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.explain.explanation import ExplainedResult, explain_result
from matdrop.verification.judge import judge

GALLERY = Path(__file__).parent / "gallery"
ENTRIES: dict[str, dict[str, Any]] = tomllib.loads((GALLERY / "gallery.toml").read_text(encoding="utf-8"))

# Let pass and said, because NumPy's users write so: the cause is named where a pair is strict.
LET_PASS = {"predict", "hinge_loss", "split_columns", "threshold_image"}


def result(octave: Octave, key: str, side: str, strict: bool = False) -> ExplainedResult:
    entry = ENTRIES[key]
    pair = pair_of(GALLERY / entry["original"], entry[side], name=key, outputs=entry.get("outputs"), strict=strict)
    given = entry.get("tolerance", "exact")
    by_output = isinstance(given, dict) and not set(given) & {"rtol", "atol"}
    tolerance = {name: Tolerance.parse(given.get(name, "exact") if by_output else given) for name in pair.outputs}
    case = Case(pair, "gallery", tuple(entry.get("args", ())), entry.get("seed"), tolerance)
    (reference,) = octave.run([case])
    return explain_result(judge(case, reference, GALLERY, octave), GALLERY, octave)


@pytest.mark.parametrize("key", ENTRIES)
def test_right_port_passes(octave: Octave, key: str) -> None:
    right = result(octave, key, "right")
    assert (right.verdict, right.error) == ("PASS", None)


@pytest.mark.parametrize("key", ENTRIES)
def test_wrong_port_is_diagnosed(octave: Octave, key: str) -> None:
    wrong = result(octave, key, "wrong")
    if key in LET_PASS:
        assert wrong.verdict == "PASS"
        assert wrong.conventions
        wrong = result(octave, key, "wrong", strict=True)
    first = wrong.findings[0].kind if wrong.findings else wrong.verdict
    assert first in {ENTRIES[key]["cause"], *ENTRIES[key].get("also", ())}
