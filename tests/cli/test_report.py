"""`matdrop report`, end to end: what it writes, what it prints, its exit codes."""

import json
import webbrowser
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.engines.octave_session import Octave
from tests.browser import data_of

Output = pytest.CaptureFixture[str]
SAVED = ("--own", "--reference", "saved")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_writes_report_html_and_says_so(folder: Path, capsys: Output) -> None:
    assert cli.main(["report", "dropout_demo", *SAVED]) == 0
    assert capsys.readouterr().out == "2 cases: 2 saved; 0 stale\nthe report is report.html\n"
    text = (folder / "report.html").read_text()
    assert "<h1>matdrop</h1>" in text
    masked = sorted(case["id"] for case in data_of(text)["cases"] if case["masked"])
    assert masked == ["dropout_demo/seed_0", "dropout_demo/seed_42"]


def test_page_of_a_saved_json_is_the_same(folder: Path, capsys: Output) -> None:
    names = ["dropout_as_published_against_article", "inverted_dropout/article"]
    assert cli.main(["report", *names, *SAVED, "-o", "one.html", "--json", "one.json"]) == 0
    assert cli.main(["report", "one.json", "-o", "two.html"]) == 0
    assert (folder / "one.html").read_text() == (folder / "two.html").read_text()
    capsys.readouterr()
    assert cli.main(["verify", *names, *SAVED, "--json", "--values"]) == 0
    verified, reported = json.loads(capsys.readouterr().out), json.loads((folder / "one.json").read_text())
    for entry in (*verified["cases"], *reported["cases"]):
        entry.pop("seconds")
    assert reported.pop("run")["project"] == "matdrop"
    assert verified == reported


def test_causes_link_to_the_pitfalls_that_explain_them(folder: Path, octave: Octave) -> None:
    (folder / "f.m").write_text("function s = f(x)\ns = std(x);\nend\n")
    (folder / "f.py").write_text("import numpy as np\ndef f(x):\n    return np.std(x, axis=0, keepdims=True)\n")
    assert cli.main(["report", "f.m", "f.py", "--args", "magic(4)"]) == 1
    text = (folder / "report.html").read_text()
    assert '<a href="#pitfall-std-ddof">std-ddof</a>' in text
    assert text.count('id="pitfall-std-ddof"') == 1
    assert 'id="pitfall-backslash"' not in text


def test_a_wrong_pair_of_ones_own_exits_1(folder: Path, capsys: Output, octave: Octave) -> None:
    (folder / "f.m").write_text("function y = f(x)\ny = x * 2;\nend\n")
    (folder / "f.py").write_text("def f(x):\n    return x * 14\n")
    assert cli.main(["report", "f.m", "f.py", "--args", "magic(3)"]) == 1
    text = (folder / "report.html").read_text()
    assert "f: MISMATCH" in text
    assert "x * 2" in text  # the fix
    assert cli.main(["report", "f.m", "f.py", "--args", "0"]) == 0


def test_what_a_trace_has_located_is_shown(folder: Path, octave: Octave) -> None:
    (folder / "f.m").write_text("function y = f(x)\nm = mean(x);\ny = x - m; % <b>\nend\n")
    (folder / "f.py").write_text("def f(x):\n    m = x.mean()  # <b>\n    y = x - m\n    return y\n")
    assert cli.main(["report", "f.m", "f.py", "--args", "[1 2; 3 5]", "--json", "run.json"]) == 1
    text = (folder / "report.html").read_text()
    assert '<b>f.py:2:9</b> <span class="faint">original f.m:2</span>' in text
    (traced,) = data_of(text)["sources"]
    faults = [line["line"] for row in traced["files"][0]["rows"] for line in row["lines"] if line and line["fault"]]
    assert (traced["pair"], faults) == ("f", [2, 2])
    assert cli.main(["report", "run.json", "-o", "again.html"]) == 1
    assert (folder / "again.html").read_text() == text


def test_a_reason_for_no_trace_is_said(folder: Path) -> None:
    cli.main(["report", "dropout_as_published_against_article", *SAVED, "--json", "run.json"])
    document = json.loads((folder / "run.json").read_text())
    document["cases"][0] |= {"not_traced": "no engine <b>"}
    (folder / "run.json").write_text(json.dumps(document))
    assert cli.main(["report", "run.json"]) == 0
    (case,) = data_of((folder / "report.html").read_text())["cases"]
    assert [detail["not_traced"] for detail in case["details"]] == ["no engine <b>"]


def test_adequacy_is_shown_by_line(folder: Path) -> None:
    assert cli.main(["report", "inverted_dropout_predict/article", *SAVED, "--adequacy", "--at-most", "10"]) == 0
    text = (folder / "report.html").read_text()
    (measured,) = data_of(text)["adequacy"]
    assert '<section id="adequacy">' in text
    assert sum(line.get("noticed", 0) for line in measured["lines"]) == measured["noticed"] > 0


def test_it_opens_the_page_it_has_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert cli.main(["report", "inverted_dropout/article", *SAVED, "--open", "-o", "a b.html"]) == 0
    assert opened == [(folder / "a b.html").resolve().as_uri()]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nothing.json"], "nothing.json cannot be read: No such file or directory"),
        (["broken.json"], "broken.json is not JSON ("),
        (["number.json"], "number.json is not a report; write it with"),
        (["other.json"], "this is no report that can be shown"),
        (["other.json", "broken.json"], "name one file to make a report from"),
        (["--own", "dropuot"], "dropuot is neither a pair nor a case"),
        (["inverted_dropout/article", "-o", "none/report.html"], "--output none/report.html: folder not found: none"),
        (["inverted_dropout/article", "--json", "none/a.json"], "--json none/a.json: folder not found: none"),
        (["inverted_dropout/article", *SAVED, "-o", "."], "cannot be written: Is a directory"),
    ],
)
def test_what_cannot_be_done_exits_2_and_writes_nothing(
    folder: Path, capsys: Output, words: list[str], message: str
) -> None:
    (folder / "broken.json").write_text("{")
    (folder / "number.json").write_text("1")
    (folder / "other.json").write_text('{"cases": [1]}')
    assert cli.main(["report", *words]) == 2
    assert message in " ".join(capsys.readouterr().err.split())
    assert not list(folder.glob("*.html"))
