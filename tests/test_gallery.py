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


def entries(gallery: Path) -> dict[str, dict[str, Any]]:
    """Read the pairs of all folders of a gallery; paths are from there, and the cause is the folder's name."""
    found = {}
    for table in sorted(gallery.glob("*/pairs.toml")):
        cause = table.parent.name
        for key, entry in tomllib.loads(table.read_text(encoding="utf-8")).items():
            files = {side: f"{cause}/{entry[side]}" for side in ("original", "right", "wrong")}
            found[key] = {**entry, **files, "cause": cause}
    return found


ENTRIES = entries(GALLERY)

# Let pass and said, because NumPy's users write so: the cause is named where a pair is strict.
LET_PASS = {"predict", "hinge_loss", "split_columns", "threshold_image"}


def case_of(gallery: Path, key: str, entry: dict[str, Any], side: str, strict: bool = False) -> Case:
    """Make the case of one side of an entry."""
    pair = pair_of(gallery / entry["original"], entry[side], name=key, outputs=entry.get("outputs"), strict=strict)
    given = entry.get("tolerance", "exact")
    by_output = isinstance(given, dict) and not set(given) & {"rtol", "atol"}
    tolerance = {name: Tolerance.parse(given.get(name, "exact") if by_output else given) for name in pair.outputs}
    return Case(pair, "gallery", tuple(entry.get("args", ())), entry.get("seed"), tolerance)


def result(octave: Octave, key: str, side: str, strict: bool = False) -> ExplainedResult:
    return judged(octave, GALLERY, key, ENTRIES[key], side, strict)


def judged(
    octave: Octave, gallery: Path, key: str, entry: dict[str, Any], side: str, strict: bool = False
) -> ExplainedResult:
    """Verify one side of an entry, and explain the result."""
    case = case_of(gallery, key, entry, side, strict)
    (reference,) = octave.run([case])
    return explain_result(judge(case, reference, gallery, octave), gallery, octave)


@pytest.mark.parametrize("key", ENTRIES)
def test_right_port_passes(gallery_octave: Octave, key: str) -> None:
    right = result(gallery_octave, key, "right")
    assert (right.verdict, right.error) == ("PASS", None)


@pytest.mark.parametrize("key", ENTRIES)
def test_wrong_port_is_diagnosed(gallery_octave: Octave, key: str) -> None:
    wrong = result(gallery_octave, key, "wrong")
    if key in LET_PASS:
        assert wrong.verdict == "PASS"
        assert wrong.conventions
        wrong = result(gallery_octave, key, "wrong", strict=True)
    first = wrong.findings[0].kind if wrong.findings else wrong.verdict
    assert first in {ENTRIES[key]["cause"], *ENTRIES[key].get("also", ())}
