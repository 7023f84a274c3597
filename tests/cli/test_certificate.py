"""Certificates: the same bytes again, on another checkout, and by name for each tampering."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from matdrop.cli import main
from matdrop.engines.session import Session
from matdrop.verification.certificate import changes, document_digest, to_text

FILES = {
    "parity.toml": """\
[scale]
port = "scale.py:scale"
[[scale.case]]
name = "square"
seed = 3
args = ["magic(3)", "2"]
[[scale.case]]
name = "row"
args = ["[1 2 3]", "rand"]
seed = 7
tolerance = "ulp:2"
""",
    "scale.m": "function y = scale(x, f)\ny = times_two(x) * f;\nend\n",
    "times_two.m": "function y = times_two(x)\ny = 2 * x;\nend\n",
    "scale.py": "from helper import times_two\n\n\ndef scale(x, f):\n    return times_two(x) * f\n",
    "helper.py": "def times_two(x):\n    return 2 * x\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Session) -> Path:
    """A project with a certificate, proof.json; `octave` says whether live tests run."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    assert main(["verify", "--certificate", "proof.json"]) == 0
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if line.startswith(("NO LONGER", "NOT CHECKED"))]


def test_same_bytes_here_and_on_another_checkout(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path_factory.mktemp("checkout") / "project"
    shutil.copytree(folder, there)
    monkeypatch.chdir(there)
    assert main(["verify", "--certificate", "again.json"]) == 0
    assert (there / "again.json").read_bytes() == (folder / "proof.json").read_bytes()
    assert str(folder) not in (there / "again.json").read_text()
    assert main(["certificate", "check", "proof.json"]) == 0


def test_content(folder: Path) -> None:
    proof = json.loads((folder / "proof.json").read_text())
    assert proof["sources"]["scale"]["original"].keys() == {"scale.m", "times_two.m"}
    assert proof["sources"]["scale"]["port"].keys() == {"scale.py", "helper.py"}
    assert {name: case["seed"] for name, case in proof["cases"].items()} == {"scale/square": 3, "scale/row": 7}
    (engine,) = proof["engines"]
    result = proof["results"][f"scale/row in {engine}, live"]
    assert (result["verdict"], result["outputs"]["y"]["ulp"]) == ("PASS", 0)
    assert result["outputs"]["y"]["tolerance"] == "2 ulp"


CHANGED = {
    "original": ("scale.m", "* f", ".* f", "sources, scale, original, scale.m: was"),
    "its helper": ("times_two.m", "2 * x", "x + x", "sources, scale, original, times_two.m: was"),
    "port": ("scale.py", "* f", "* f * 1", "sources, scale, port, scale.py: was"),
    "the port's helper": ("helper.py", "2 * x", "x * 2", "sources, scale, port, helper.py: was"),
    "seed": ("parity.toml", "seed = 3", "seed = 4", "cases, scale/square, seed: was 3, is 4"),
    "arguments": ("parity.toml", "magic(3)", "magic(4)", "cases, scale/square, arguments: was"),
    "tolerance": ("parity.toml", "ulp:2", "ulp:3", 'live, outputs, y, tolerance: was "2 ulp", is "3 ulp"'),
    "a wrong port": ("scale.py", "* f", "* f * 3", 'live, verdict: was "PASS", is "MISMATCH"'),
    "a case more": (
        "parity.toml",
        "[scale]",
        '[[scale.case]]\nname = "more"\nargs = ["1", "1"]\n[scale]',
        "cases, scale/more: is not in the certificate",
    ),
}


@pytest.mark.parametrize("what", CHANGED)
def test_changed_project_is_named(folder: Path, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, old, new, line = CHANGED[what]
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))
    assert main(["certificate", "check", "proof.json"]) == 1
    assert any(line in one for one in said(capsys))


def first_result(proof: dict[str, Any]) -> Any:
    return next(iter(proof["results"].values()))


TAMPERED: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "engine": (lambda proof: proof["engines"].append("GNU Octave 3.2.4"), 'engines: was ["GNU Octave'),
    "hash": (lambda proof: proof["sources"]["scale"]["port"].update({"scale.py": "0"}), "port, scale.py"),
    "file": (lambda proof: proof["sources"]["scale"]["port"].pop("helper.py"), "helper.py: is not in the certificate"),
    "seed": (lambda proof: proof["cases"]["scale/row"].update(seed=None), "cases, scale/row, seed: was null, is 7"),
    "case": (lambda proof: proof["cases"].pop("scale/row"), "cases, scale/row: is not in the certificate"),
    "ulp": (lambda proof: first_result(proof)["outputs"]["y"].update(ulp=1), "outputs, y, ulp: was 1, is 0"),
    "verdict": (lambda proof: first_result(proof).update(verdict="MISMATCH"), 'verdict: was "MISMATCH", is "PASS"'),
    "value": (lambda proof: first_result(proof)["outputs"]["y"].update(original="0"), "outputs, y, original"),
    "result": (lambda proof: proof["results"].popitem(), "is not in the certificate"),
    "note": (lambda proof: proof.update(note="proven in MATLAB"), "note: is no longer there"),
}


def test_tampered_certificate_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where the digest was made to fit."""
    text = (folder / "proof.json").read_text()
    made_again = json.loads(text)
    for tamper, line in TAMPERED.values():
        proof = json.loads(text)
        tamper(proof)
        found = changes(proof | {"digest": document_digest(proof)}, made_again)
        assert any(line in one for one in found), line
    proof = json.loads(text)
    first_result(proof)["outputs"]["y"].update(ulp=1)
    (folder / "proof.json").write_text(to_text(proof | {"digest": document_digest(proof)}))
    assert main(["certificate", "check", "proof.json"]) == 1
    assert any("outputs, y, ulp: was 1, is 0" in one for one in said(capsys))


def test_what_the_cases_notice_is_certified(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same figures again; a port with one more place to change has others."""
    assert main(["verify", "--adequacy", "--certificate", "proof.json"]) == 0
    (pair,) = json.loads((folder / "proof.json").read_text())["adequacy"]["pairs"].values()
    assert pair["noticed"] > 0
    assert main(["certificate", "check", "proof.json"]) == 0
    (folder / "scale.py").write_text(FILES["scale.py"].replace("* f", "* f + (x.size < 0)"))
    capsys.readouterr()
    assert main(["certificate", "check", "proof.json"]) == 1
    assert any("adequacy, pairs, scale, " in line for line in said(capsys))


def test_engine_that_is_not_here(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = json.loads((folder / "proof.json").read_text())
    proof["engines"].append("GNU Octave 3.2.4")
    (folder / "proof.json").write_text(to_text(proof | {"digest": document_digest(proof)}))
    assert main(["certificate", "check", "proof.json"]) == 1
    assert said(capsys)[0].startswith("NOT CHECKED: GNU Octave 3.2.4: no GNU Octave 3.2.4 is on the PATH")


def test_edit_that_no_run_can_notice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = json.loads((folder / "proof.json").read_text())
    (folder / "proof.json").write_text(to_text(proof | {"matdrop": "99.0"}))
    assert main(["certificate", "check", "proof.json"]) == 1
    assert said(capsys) == ["NO LONGER HOLDS: the certificate was edited: its digest does not fit its content"]
    assert main(["certificate", "badge", "proof.json"]) == 2


def test_failing_verification_has_no_certificate(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "scale.py").write_text("def scale(x, f):\n    return 3 * x * f\n")
    assert main(["verify", "--certificate", "wrong.json", "--no-trace"]) == 1
    assert not (folder / "wrong.json").exists()
    assert "was not written" in capsys.readouterr().err


def test_what_is_no_certificate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text, line in {
        "{": "is not JSON",
        "[]": "is no certificate",
        '{"certificate": 1}': "is no certificate",
    }.items():
        (tmp_path / "proof.json").write_text(text)
        assert main(["certificate", "check", str(tmp_path / "proof.json")]) == 2
        assert line in " ".join(capsys.readouterr().err.split())


def test_badge_names_what_ran(folder: Path) -> None:
    assert main(["certificate", "badge", "proof.json", "-o", "badge.svg"]) == 0
    (engine,) = json.loads((folder / "proof.json").read_text())["engines"]
    assert f"2 cases in {engine}" in (folder / "badge.svg").read_text()


def test_page_shows_what_was_proven(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certificate", "page", "proof.json"]) == 0
    text = (folder / "certificate.html").read_text()
    proof = json.loads((folder / "proof.json").read_text())
    for shown in (*proof["engines"], proof["digest"], "helper.py", "scale/row", "2 ulp", "double 3x3"):
        assert shown in text, shown
    assert re.findall(r"(?:src|href)=[^ >]*|@import|url\(|<script", text) == ['href="data:,"']
    first_result(proof)["outputs"]["y"].update(ulp=1)
    (folder / "proof.json").write_text(to_text(proof))
    assert main(["certificate", "page", "proof.json"]) == 2
    assert "was edited" in capsys.readouterr().err
