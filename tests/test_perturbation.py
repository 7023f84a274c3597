"""Ports that agree, with their first output scaled by 1 + 1e-7: each differs, but for outputs of a stated condition.

Octave's answers are saved (`tests.recordings`), those for moved inputs too, so no engine is started.
"""

import contextlib
import functools
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.calling.load import LeftBehind, folder_of, load_port
from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import AS_IN_MATLAB
from matdrop.cases.pair import pair_of
from matdrop.engines.octave_session import Octave
from matdrop.source.names import normalize_name
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
from tests.recordings import Recorder, Replayed, differences, read, recording_of
from tests.test_coursework import COURSEWORK, DECLARED
from tests.test_gallery import ENTRIES, GALLERY, case_of

SCALE = 1 + 1e-7

# What is let pass, since the original itself moves further when its inputs move by an ulp; the condition is said.
ILL_CONDITIONED: set[str] = set()
# Outputs that scaling leaves as they are: text, truth values, empties.
NOT_SCALED = {
    "threshold_image", "shift_letters", "train_mask", "outliers", "best_score", "first_peak", "vocabulary", "row_masks",
    "wordCounts", "caesarCipher",
}  # fmt: skip


def coursework() -> dict[str, dict[str, Any]]:
    """Read the pairs of the coursework."""
    return tomllib.loads((COURSEWORK / "pairs.toml").read_text(encoding="utf-8"))


def undeclared_case(key: str) -> tuple[Case, Path]:
    """Make the case of a right port without a declared tolerance, and return the folder that its paths start in."""
    if key in ENTRIES:
        return replace(case_of(GALLERY, key, ENTRIES[key], "right"), tolerance={}), GALLERY
    entry = coursework()[key]
    pair = pair_of(
        COURSEWORK / entry["original"],
        entry["port"],
        name=key,
        outputs=entry.get("outputs"),
        conventions=DECLARED.get(key, AS_IN_MATLAB),
    )
    return Case(pair, "given", tuple(entry.get("args", ())), entry.get("seed")), COURSEWORK


def scaled(value: Any) -> Any:
    """Scale all numbers in a value."""
    if isinstance(value, bool | np.bool_ | str):
        return value
    if isinstance(value, dict):
        return type(value)((key, scaled(element)) for key, element in value.items())
    if isinstance(value, list | tuple):
        elements = map(scaled, value)
        return type(value)(*elements) if hasattr(value, "_fields") else type(value)(elements)
    if hasattr(value, "dtype") and value.dtype.kind in "fc":
        return value * value.dtype.type(SCALE)
    if isinstance(value, int | float | complex) or (hasattr(value, "dtype") and value.dtype.kind in "iu"):
        return value * SCALE
    return value


def first_scaled(port: Callable[..., Any], outputs: tuple[str, ...]) -> Callable[..., Any]:
    """Return a port whose first output is scaled."""

    @functools.wraps(port)
    def scaled_port(*args: Any, **keywords: Any) -> Any:
        returned = port(*args, **keywords)
        if isinstance(returned, LeftBehind) or (isinstance(returned, dict) and len(outputs) > 1):
            first = normalize_name(outputs[0])
            return type(returned)(
                (name, scaled(value) if normalize_name(name) == first else value) for name, value in returned.items()
            )
        if isinstance(returned, tuple) and len(outputs) > 1 and not hasattr(returned, "_fields"):
            return (scaled(returned[0]), *returned[1:])
        return scaled(returned)

    return scaled_port


def verdict_on(key: str, octave: Octave, change: bool) -> Result:
    """Verify a right port, with or without its first output scaled."""
    case, folder = undeclared_case(key)
    (reference,) = octave.run([case])
    if change:
        with contextlib.chdir(folder_of(case.pair.port, folder) or "."):
            port = load_port(case.pair.port, folder, case.pair.original.stem, case.pair.declaration.is_script)
        names = tuple(name for name in case.pair.outputs if name not in case.pair.ignored)
        case = replace(case, pair=replace(case.pair, port=first_scaled(port, names)))
    return judge(case, reference, folder, octave)


def recorded(key: str) -> Octave:
    if key in ENTRIES:
        return Replayed(recording_of(GALLERY / ENTRIES[key]["original"]), GALLERY)
    return Replayed(COURSEWORK / "recorded.zip", COURSEWORK)


@pytest.mark.parametrize("key", [*ENTRIES, *coursework()])
def test_a_scaled_output_differs(key: str) -> None:
    octave = recorded(key)
    assert verdict_on(key, octave, False).verdict == "PASS"
    result = verdict_on(key, octave, True)
    said = [text for text in result.conventions if "ill-conditioned" in text]
    if result.verdict == "PASS":
        print(f"{key}: {'; '.join(said) or 'nothing to scale'}")
    assert (result.verdict == "PASS" and bool(said)) == (key in ILL_CONDITIONED)
    assert (result.verdict == "PASS" and not said) == (key in NOT_SCALED)


def test_octave_answers_of_the_coursework_as_was_recorded(octave: Octave) -> None:
    expected, engine, _ = read(COURSEWORK / "recorded.zip")
    recorder = Recorder(octave, COURSEWORK)
    for key in coursework():
        verdict_on(key, recorder, False)
    assert octave.engine != engine or differences(expected, recorder.answers) == []
