"""Saved values of Octave 7.3, for machines without Octave; octave_values.m wrote them."""

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.streams import OctaveStream
from matdrop.streams.expressions import draw
from tests.streams.conftest import Octave

HERE = Path(__file__).parent
SCENARIOS: list[list[dict[str, Any]]] = json.loads((HERE / "octave_values.json").read_text())["scenarios"]
CLASSES = {"double": np.float64, "single": np.float32, "uint8": np.uint8, "uint32": np.uint32}


@pytest.mark.parametrize("calls", SCENARIOS, ids=lambda calls: calls[0]["call"][:20])
def test_saved_values(calls: list[dict[str, Any]]) -> None:
    """Class, size and every bit of every call."""
    stream = OctaveStream(0)
    for item in calls:
        [(_, value)] = draw(stream, item["call"])
        if not item["value"]:
            assert value is None
            continue
        kind, size, digits = item["value"]
        array = np.atleast_2d(np.asarray(value))
        assert array.dtype == CLASSES[kind], item["call"]
        assert "x".join(map(str, array.shape)) == size, item["call"]
        bits = [struct.pack(">d", float(x)).hex() for x in array.ravel(order="F")]
        assert bits == digits, item["call"]


def test_the_script_still_writes_them(octave: Octave, tmp_path: Path) -> None:
    """The saved values are what the script beside them gives."""
    text = (HERE / "octave_values.m").read_text().replace("1;\n", "", 1)
    text = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    written = tmp_path / "again.json"
    octave(f"diary('{written}'); diary on;\n{text}\ndiary off;")
    again = json.loads(written.read_text())
    assert again["scenarios"] == SCENARIOS
