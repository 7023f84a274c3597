"""Loading ports: packages, methods, what their folders hold, and what stands in the way when they are imported."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.calling.load import load_port
from matdrop.cases.case import case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.values.canonical import canonical
from matdrop.verification.judge import judge
from matdrop.verification.result import Result

Verify = Callable[..., Result]
DOUBLE = "def double(x):\n    return 2 * x\n"


@pytest.fixture
def verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """Judge a port on double(3) = 6, whatever else its files hold."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "double.m").write_text("function y = double(x)\ny = 2 * x;\nend\n")

    def verified(port: str, files: dict[str, str], constructor: tuple[Any, ...] = (), timeout: float = 60.0) -> Result:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        case = case_of_call(tmp_path / "double.m", port, (3.0,))
        answer = Reference("live", Engine("GNU Octave", "7.3.0"), (canonical(3.0),), {"y": canonical(6.0)})
        answer = replace(answer, constructor=tuple(map(canonical, constructor)))
        modules, path = dict(sys.modules), list(sys.path)
        result = judge(case, answer, tmp_path, timeout=timeout)
        left = {
            name
            for name in sys.modules.keys() - modules
            if str(getattr(sys.modules[name], "__file__", "")).startswith(str(tmp_path))
        }
        assert (left, sys.path) == (set(), path)  # nothing of the port stays behind
        assert list(tmp_path.rglob("__pycache__")) == []
        return result

    return verified


# ---------------------------------------------------------------- packages and neighbours


def test_a_package_with_a_module_of_its_own_name(verify: Verify) -> None:
    files = {"pk/pk/__init__.py": "from pk.other import two\n", "pk/pk/other.py": "two = 2\n"}
    files["pk/pk/pk.py"] = "from . import two\nfrom .other import two as again\n" + DOUBLE.replace("2", "two")
    assert verify("pk/pk/pk.py:double", files).verdict == "PASS"


def test_a_package_in_a_folder_that_claims_to_be_a_package(verify: Verify) -> None:
    """``src/__init__.py`` is one too many: the author runs with ``src`` on the path."""
    files = {"src/__init__.py": "", "src/pk/__init__.py": "", "src/pk/other.py": "two = 2\n"}
    files["src/pk/sub/__init__.py"] = ""
    files["src/pk/sub/double.py"] = "from pk.other import two\n" + DOUBLE.replace("2", "two")
    assert verify("src/pk/sub/double.py:double", files).verdict == "PASS"


def test_a_package_with_a_module_named_like_one_of_pythons(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    files = {"pk/__init__.py": "", "pk/colorsys.py": "import colorsys\ncolorsys.rgb_to_hsv\n" + DOUBLE}
    assert verify("pk/colorsys.py:double", files).verdict == "PASS"


def test_helpers_of_one_name_in_two_folders_are_two_helpers(verify: Verify) -> None:
    port = "from helper import k\ndef double(x):\n    return k * x\n"
    assert verify("a/f.py:double", {"a/f.py": port, "a/helper.py": "k = 2\n"}).verdict == "PASS"
    assert verify("b/f.py:double", {"b/f.py": port, "b/helper.py": "k = 3\n"}).verdict == "MISMATCH"
    assert verify("a/f.py:double", {}).verdict == "PASS"


def test_a_helper_that_was_edited_is_imported_again(verify: Verify) -> None:
    port = "from helper import k\ndef double(x):\n    return k * x\n"
    assert verify("f.py:double", {"f.py": port, "helper.py": "k = 2\n"}).verdict == "PASS"
    assert verify("f.py:double", {"f.py": port + "\n", "helper.py": "k = 33\n"}).verdict == "MISMATCH"


def test_a_helper_is_found_when_the_function_imports_it(verify: Verify) -> None:
    port = "def double(x):\n    import lazy_helper\n    return lazy_helper.k * x\n"
    assert verify("f.py:double", {"f.py": port, "lazy_helper.py": "k = 2\n"}).verdict == "PASS"


def test_modules_that_the_user_has_imported_stay(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = type(sys)("helper")
    mine.__file__ = "/elsewhere/helper.py"
    monkeypatch.setitem(sys.modules, "helper", mine)
    port = "from helper import k\ndef double(x):\n    return k * x\n"
    assert verify("f.py:double", {"f.py": port, "helper.py": "k = 2\n"}).verdict == "PASS"
    assert sys.modules["helper"] is mine


# ---------------------------------------------------------------- methods

CLASS = """\
class Base:
    def __init__(self, factor, offset=0):
        self.factor, self.offset = factor, offset

    def double(self, x):
        return self.factor * x + self.offset

    @staticmethod
    def static(x):
        return 2 * x

    @classmethod
    def made(cls, x):
        return cls(2).double(x)


class Model(Base):
    pass


class Plain:
    def double(self, x):
        return 2 * x
"""


@pytest.mark.parametrize("name", ["Base.static", "Base.made", "Model.static", "Model.made", "Plain.double"])
def test_methods_that_need_no_constructor(verify: Verify, name: str) -> None:
    assert verify(f"m.py:{name}", {"m.py": CLASS}).verdict == "PASS"


@pytest.mark.parametrize("name", ["Base.double", "Model.double"])
def test_methods_of_an_object_that_is_made_of_declared_values(verify: Verify, name: str) -> None:
    assert verify(f"m.py:{name}", {"m.py": CLASS}, constructor=(2.0,)).verdict == "PASS"
    assert verify(f"m.py:{name}", {"m.py": CLASS}, constructor=(2.0, 0.0)).verdict == "PASS"
    assert verify(f"m.py:{name}", {"m.py": CLASS}, constructor=(3.0,)).verdict == "MISMATCH"


def test_a_constructor_that_is_not_declared_is_said(verify: Verify) -> None:
    result = verify("m.py:Base.double", {"m.py": CLASS})
    assert result.verdict == "PORT FAILED"
    assert "an object of Base(factor, offset=0) cannot be made of no arguments" in (result.error or "")
    assert "constructor = [...] in the table, or --constructor" in (result.error or "")


# ---------------------------------------------------------------- what stands in the way of an import


@pytest.mark.parametrize(
    ("before", "said", "line"),
    [
        ("import sys\nsys.exit(1)\n", 'it ends Python when it is imported; put what it runs under if __name__ ==', 2),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('f')\np.parse_args()\n", "it ends Python", 4),
        ("import time\nwhile True:\n    time.sleep(0.01)\n", "no answer within 0.5 s when it is imported", 3),
        ("from urllib.request import urlopen\nurlopen('http://example.org')\n", "it asks the network for example", 2),
        ("import socket\nsocket.create_connection(('192.0.2.1', 80))\n", "it asks the network for 192.0.2.1", 2),
    ],
)  # fmt: skip
def test_an_import_that_does_not_come_to_its_end(
    verify: Verify, capsys: pytest.CaptureFixture[str], before: str, said: str, line: int
) -> None:
    result = verify("f.py:double", {"f.py": before + DOUBLE}, timeout=0.5 if "while" in before else 60)
    assert result.verdict == "PORT FAILED"
    assert said in (result.error or "")
    assert f"f.py, line {line})" in (result.error or "")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("print('hello')\n", "the port prints when it is imported (f.py, line 1)"),
        ("import sys\nn = input('How many? ')\n", "input() was answered with nothing (f.py, line 2)"),
        ("import warnings\nwarnings.warn('look')\n", "the port warned: UserWarning: look (f.py, line 2)"),
        ("import argparse\np = argparse.ArgumentParser()\np.add_argument('--n')\na = p.parse_args()\n", ""),
        ("import socket\ns = socket.socketpair()\nfor end in s: end.close()\n", ""),
        ("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.close('all')\n", ""),
    ],
)
def test_an_import_that_does_more_than_define(verify: Verify, before: str, said: str) -> None:
    result = verify("f.py:double", {"f.py": before + DOUBLE})
    assert result.verdict == "PASS"
    assert said in [*result.conventions, ""]


def test_the_network_is_refused_during_the_call_too(verify: Verify) -> None:
    port = "from urllib.request import urlopen\ndef double(x):\n    return urlopen('http://example.org').read()\n"
    result = verify("f.py:double", {"f.py": port})
    assert "NetworkRefusedError: it asks the network for example.org; that is refused" in (result.error or "")


def test_a_module_is_loaded_as_ever() -> None:
    assert load_port("numpy:sqrt", Path()) is np.sqrt
