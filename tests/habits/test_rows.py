"""Causes lead to the rows that explain them, in the terminal, in JSON and in pytest."""

import json
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.habits.cause import Cause
from matdrop.habits.registry import kinds, rows_of
from matdrop.habits.rows import rows_for
from matdrop.pitfalls.catalogue import load_pitfalls

DDOF = Path(__file__).parents[1] / "gallery/ddof/feature_normalize"
PAIR = [str(DDOF / "featureNormalize.m"), f"{DDOF / 'wrong.py'}:feature_normalize", "--args", "magic(4)"]


def test_every_id_has_a_row_and_every_kind_is_one() -> None:
    assert {id_ for kind in kinds() for id_ in rows_of(kind)} <= {row.id for row in load_pitfalls()}
    without = {"scale", "offset", "region", "swapped-outputs", "tolerance", "unknown"}
    assert {kind for kind in kinds() if not rows_of(kind)} == without


@pytest.mark.parametrize(
    ("cause", "first"),
    [
        (Cause("memory-order", "v", "with order='F' in ravel the port agrees"), "colon-flattens-columns"),
        (Cause("memory-order", "v", "with order='F' in reshape the port agrees"), "reshape"),
        (Cause("nan", "v", "", "MATLAB's max and min ignore NaN: np.nanmax"), "max-skips-nan"),
        (Cause("mutated-input", "v", "the port changes its input"), "input-is-untouched"),
    ],
)
def test_the_row_that_fits_best_comes_first(cause: Cause, first: str) -> None:
    assert rows_for(cause)[0] == first


@pytest.mark.usefixtures("octave")
def test_verify_names_the_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", *PAIR, "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert findings[0]["pitfalls"] == ["std-ddof", "var-ddof"]


@pytest.mark.usefixtures("octave")
def test_pytest_names_the_rows(pytester: pytest.Pytester) -> None:
    for name in ("featureNormalize.m", "wrong.py"):
        pytester.path.joinpath(name).write_text((DDOF / name).read_text())
    pytester.makepyfile(
        "from wrong import feature_normalize\n"
        "def test_it(matlab):\n"
        "    matlab.check(feature_normalize, 'featureNormalize.m', 'magic(4)')\n"
    )
    result = pytester.runpytest_inprocess("-q")
    result.stdout.fnmatch_lines(["*see: matdrop pitfalls std-ddof*"])
