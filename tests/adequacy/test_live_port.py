"""A port in memory whose code is exchanged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matdrop.adequacy.live_port import LivePort
from matdrop.calling.load import load_port
from matdrop.errors import MatdropError
from matdrop.repair.changes import Change, changes_of


def loaded(folder: Path, source: str, name: str = "f", ends: str = "\n") -> tuple[LivePort, Callable[..., Any]]:
    (folder / "f.py").write_bytes(source.replace("\n", ends).encode())
    port = load_port(f"f.py:{name}", folder)
    return LivePort(port), port


def change_of(live: LivePort, what: str) -> Change:
    return next(change for change in changes_of(live.source) if change.what == what)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_code_is_exchanged_and_restored(tmp_path: Path, ends: str) -> None:
    live, port = loaded(
        tmp_path, "# é\ndef f(x):\n    return (x +\n            g(x))\n\n\ndef g(x):\n    return x * 2\n", ends=ends
    )
    plain = port(3)
    with live.running(live.changed_by(change_of(live, "with - for +"))):
        assert port(3) == -3
    with live.running(live.changed_by(change_of(live, "with / for *"))):
        assert port(3) == 4.5
    assert (plain, port(3)) == (9, 9)


def test_code_is_restored_after_an_error(tmp_path: Path) -> None:
    live, port = loaded(tmp_path, "def f(x):\n    return x + 1\n")
    with pytest.raises(ZeroDivisionError), live.running(live.changed_by(change_of(live, "with - for +"))):
        raise ZeroDivisionError
    assert port(1) == 2


def test_a_traceback_has_the_lines_of_the_file(tmp_path: Path) -> None:
    live, port = loaded(
        tmp_path, "import math\n\n\ndef g(x):\n    return x\n\n\ndef f(x):\n    y = x + 1\n    return 1 / y\n"
    )
    with live.running(live.changed_by(change_of(live, "with - for +"))), pytest.raises(ZeroDivisionError) as error:
        port(1)
    assert error.traceback[-1].lineno == 9  # counted from 0


def test_a_method(tmp_path: Path) -> None:
    live, port = loaded(tmp_path, "class A:\n    def f(self, x):\n        return x + 1\n", "A.f")
    with live.running(live.changed_by(change_of(live, "with - for +"))):
        assert port(1) == 0
    assert port(1) == 2


def test_a_generator_of_functions(tmp_path: Path) -> None:
    """A function that was made by another one is found where the module holds it."""
    live, port = loaded(tmp_path, "def make(n):\n    def f(x):\n        return x + n\n    return f\n\n\nf = make(2)\n")
    with live.running(live.changed_by(change_of(live, "with - for +"))):
        assert port(1) == -1


def test_what_cannot_be_changed_is_said(tmp_path: Path) -> None:
    with pytest.raises(MatdropError, match="no Python function of a file"):
        LivePort(len)
    live, port = loaded(tmp_path, "def f(x):\n    return x\n")
    (tmp_path / "f.py").write_text("def f(x):\n    return x + 1\n")
    with pytest.raises(MatdropError, match=r"f\.py has changed since it was imported"):
        LivePort(port)
    assert live.source == "def f(x):\n    return x\n"
