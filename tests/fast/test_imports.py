"""Who imports what: parity never the fast way, and nobody a library before it is needed; a note before compiling."""

import logging
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from matdrop.fast import draws

PACKAGE = Path(draws.__file__).parents[1]


def test_parity_and_port_stand_without_it() -> None:
    for room in ("parity", "port", "streams"):
        for path in (PACKAGE / room).rglob("*.py"):
            assert "matdrop.fast" not in path.read_text(encoding="utf-8"), path


def test_nothing_is_loaded_before_it_is_needed() -> None:
    program = (
        "import sys, matdrop; matdrop.dropout; print(*{'numba', 'dask', 'torch', 'scipy', 'oct2py'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_numba_is_loaded_when_it_pays() -> None:
    program = (
        "import sys, numpy, matdrop; from matdrop.streams import OctaveStream; stream = OctaveStream(1)\n"
        "for size in (1000, 1 << 18):\n"
        "    matdrop.dropout(numpy.ones(size), 0.7, stream); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]


def test_a_note_before_the_first_compilation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    module = SimpleNamespace(forward=SimpleNamespace(stats=SimpleNamespace(cache_path=str(tmp_path))))
    monkeypatch.setattr(draws, "import_module", lambda name: module)
    with caplog.at_level(logging.WARNING, "matdrop"):
        assert draws.kernels.__wrapped__() is module
    assert "compiling dropout for this machine; this takes a few seconds, once" in caplog.text
    caplog.clear()
    (tmp_path / "kernels.forward-126.py311.nbi").touch()
    draws.kernels.__wrapped__()
    assert caplog.text == ""
