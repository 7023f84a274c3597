"""Both languages are computed and compared: live, saved, and where they differ."""

import pytest

from matdrop.article import measure as module
from matdrop.article.measure import measure
from matdrop.cases.reference import Engine, OriginalError, Reference
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.fixtures.store import Fixtures
from matdrop.port.dropout_as_published import dropout_as_published


def test_live(octave: Octave) -> None:
    _, agreement = measure(["linear_model"])
    assert (agreement.source, agreement.engine, agreement.not_live) == ("live", str(octave.engine), "")
    assert agreement.largest_difference < 2e-14


def test_saved_where_there_is_no_octave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")
    measured, agreement = measure(["linear_model", "bias_variance/normal"])
    assert (agreement.source, agreement.engine) == ("saved", "GNU Octave 7.3.0")
    assert "no such program" in agreement.not_live
    assert agreement.largest_difference < 2e-14
    assert [case.name for case in measured][-2:] == ["normal", "normal"]
    assert measured[0].inputs["b"].tolist() == [[3], [-1]]


def test_port_that_differs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")
    monkeypatch.setattr(module, "load_port", lambda port, folder: dropout_as_published)
    _, agreement = measure(["inverted_dropout/many_draws"])
    assert agreement.largest_difference > 1


def test_original_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    error = OriginalError("call", "Octave:undefined-function", "'randn' undefined")
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")
    monkeypatch.setattr(Fixtures, "read", lambda *_: Reference("saved", Engine("X", "1"), (), {}, error=error))
    with pytest.raises(MatdropError, match=r"weight_decay/no_unit_dropped: the original failed: .*'randn' undefined"):
        measure(["weight_decay"])
