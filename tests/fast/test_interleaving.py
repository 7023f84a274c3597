"""Both ways of dropping out have the same bits; the faster one is found once on a machine."""

from pathlib import Path

import numpy as np
import pytest

from matdrop.fast import fused, interleaving
from matdrop.streams import OctaveStream
from tests.fast.equivalence import differences_without_mask, specials, stream_of


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(interleaving, "_file", lambda: tmp_path / "interleaving.txt")
    return tmp_path / "interleaving.txt"


@pytest.mark.parametrize("pays", [True, False])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_both_ways_have_the_bits_of_the_port(monkeypatch: pytest.MonkeyPatch, pays: bool, kind: type) -> None:
    monkeypatch.setattr(fused, "interleaving_pays", lambda: pays)
    for size in (1, 312, 1000, 5000):
        X = specials(kind, size).reshape(1, -1)
        assert list(differences_without_mask(X, 0.7, *(stream_of(OctaveStream, 3) for _ in range(2)))) == [], size


def test_it_is_measured_once_on_a_machine(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(interleaving, "_measured", lambda: next(answers))
    for _ in range(2):
        interleaving.interleaving_pays.cache_clear()
        assert interleaving.interleaving_pays() is False
    assert file.read_text() == interleaving.PAYS_NOT
    file.unlink()
    interleaving.interleaving_pays.cache_clear()
    assert interleaving.interleaving_pays() is True
    interleaving.interleaving_pays.cache_clear()  # the next one asks this machine again


def test_the_measurement_runs_both_kernels() -> None:
    assert interleaving._measured() in (True, False)
