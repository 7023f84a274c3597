"""The engine of the ziggurats: compiled and not, in blocks and one by one, and its tables."""

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from matdrop.streams import MatlabStream, OctaveStream, ziggurat
from matdrop.streams.matlab_ziggurat import matlab_ziggurat
from matdrop.streams.octave_ziggurat import TABLES
from matdrop.streams.tables.compute_octave import octave_tables


def without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the streams believe that numba is not installed."""
    monkeypatch.setattr(ziggurat, "numba_is_there", lambda: False)


@pytest.mark.parametrize("make", [OctaveStream, MatlabStream])
@pytest.mark.parametrize("name", ["randn", "rande", "randperm"])
def test_with_and_without_numba(make: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bits and the same state after them."""
    if not hasattr(make, name):
        pytest.skip("MATLAB has no rande")
    pytest.importorskip("numba")
    sizes = [(40_000,)] if name == "randperm" else [(300_000, 1), (257, 1), (1000, 3)]
    compiled = make(5)
    first = [getattr(compiled, name)(*size) for size in sizes]
    without_numba(monkeypatch)
    plain = make(5)
    second = [getattr(plain, name)(*size) for size in sizes]
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert compiled.rand() == plain.rand()
    assert compiled.randn() == plain.randn()


def test_numba_is_loaded_only_where_that_is_made_up_for() -> None:
    """Half a second, for what NumPy draws in a millisecond."""
    code = """
import sys
from matdrop.streams import MatlabStream, OctaveStream, ziggurat
for stream in (OctaveStream(1), MatlabStream(1)):
    stream.randn(300, 300), stream.randperm(1000)
assert "numba" not in sys.modules
ziggurat.WORTH_LOADING = 1000
OctaveStream(1).randn(1000, 1)
print(ziggurat.numba_is_there() == ("numba" in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True"], done.stderr


def test_blocks_and_scalars_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks, so that many end in a wedge, draw what calls without a size draw."""
    without_numba(monkeypatch)
    for block in (1, 2, 7, 64):
        monkeypatch.setattr(ziggurat, "BLOCK", block)
        for make, name in ((OctaveStream, "randn"), (OctaveStream, "rande"), (MatlabStream, "randn")):
            stream, one = make(2), make(2)
            assert getattr(stream, name)(1, 3000).ravel().tolist() == [getattr(one, name)() for _ in range(3000)]


def test_octave_tables_follow_from_the_recurrence() -> None:
    """The stored tables are what the recurrence gives."""
    stored = json.loads(TABLES.read_text())
    assert "Marsaglia and Tsang" in stored.pop("source")
    assert stored == octave_tables()


def test_matlab_table() -> None:
    """257 falling edges, and 256 layers of the area that the recurrence has, to the digits that are known."""
    table = matlab_ziggurat()
    w, f = np.array(table.w), np.array(table.f)
    assert w.size == 257
    assert (np.diff(w) < 0).all()
    areas = w[1:-1] * np.diff(f)[1:]
    assert np.allclose(areas, 0.00492867323399, rtol=1e-9, atol=0)
