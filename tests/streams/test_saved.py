"""Saved values of Octave 7.3, for machines without Octave; octave_values.m wrote them."""

import json
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.engines.programs import find_octave
from matdrop.streams import OctaveStream
from matdrop.streams.expressions import draw

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


@pytest.mark.usefixtures("octave")
def test_the_script_still_writes_them() -> None:
    """The saved values are what the script beside them gives, called as its head says."""
    command = [str(find_octave().path), "--norc", "--no-history", "-q", str(HERE / "octave_values.m")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert json.loads(done.stdout)["scenarios"] == SCENARIOS
