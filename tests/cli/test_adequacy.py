"""`matdrop adequacy` and `matdrop verify --adequacy`."""

import json
from pathlib import Path

import pytest

from matdrop import cli
from matdrop.engines.octave_session import Octave

Output = pytest.CaptureFixture[str]
ORIGINAL = "function n = count_low(x, t)\nn = 0;\nfor i = 1:numel(x)\n if x(i) <= t\n  n = n + 1;\n end\nend\nend\n"
PORT = """def count_low(x, t):
    n = 0
    for i in range(len(x)):
        if x[i] <= t:
            n = n + 1
    return n
"""
TABLE = """[matdrop]
minimum_adequacy = {minimum}
[count_low]
port = "count_low.py:count_low"
[[count_low.case]]
name = "one"
args = ["[1 2 3]", "2.5"]
"""


@pytest.fixture
def project(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "count_low.m").write_text(ORIGINAL)
    (tmp_path / "count_low.py").write_text(PORT)
    (tmp_path / "parity.toml").write_text(TABLE.format(minimum=0.0))
    return tmp_path


def test_a_pair_on_the_command_line(project: Path, capsys: Output) -> None:
    assert cli.main(["adequacy", "count_low.m", "count_low.py", "--args", "[1 2 3], 2.5"]) == 0
    out = capsys.readouterr().out
    assert "  line 4: with < for <=, every case still agrees: if x[i] < t:\n" in out
    assert out.splitlines()[-1].startswith("1 pair: ")
    assert "of them because the port then takes" not in out  # nothing can loop without end here
    assert cli.main(["adequacy", "count_low.m", "count_low.py", "--args", "[1 2 3], 2"]) == 0
    assert "with < for <=," not in capsys.readouterr().out


def test_a_case_that_would_notice_is_found(project: Path, capsys: Output) -> None:
    words = ["adequacy", "count_low.m", "count_low.py", "--args", "[1 2 3], 2.5", "--search", "60", "--json"]
    assert cli.main(words) == 0
    (pair,) = json.loads(capsys.readouterr().out)["adequacy"]["pairs"]
    (tie,) = (survivor for survivor in pair["survivors"] if survivor["what"] == "with < for <=")
    assert (tie["line"], tie["column"], tie["kind"], tie["text"]) == (4, 17, "comparison", "if x[i] < t:")
    assert tie["killer"]["seed"] is None
    args = ", ".join(tie["killer"]["args"])
    # It is one: with it as a case, the change is noticed.
    assert cli.main(["adequacy", "count_low.m", "count_low.py", "--args", args, "--all"]) == 0
    assert "with < for <=," not in capsys.readouterr().out


def test_a_minimum_is_a_check(project: Path, capsys: Output) -> None:
    assert cli.main(["adequacy", "--json"]) == 0
    share = json.loads(capsys.readouterr().out)["adequacy"]["share"]
    assert 0.5 < share < 1
    (project / "parity.toml").write_text(TABLE.format(minimum=share))
    assert cli.main(["adequacy"]) == 0
    (project / "parity.toml").write_text(TABLE.format(minimum=1.0))
    capsys.readouterr()
    assert cli.main(["adequacy", "count_low"]) == 1
    out = capsys.readouterr().out
    assert "; the table asks for 100 %)" in out or "(the table asks for 100 %)" in out
    assert out.endswith("; 1 pair below the table's minimum\n")
    assert cli.main(["verify", "--reference", "live"]) == 0
    assert cli.main(["verify", "--reference", "live", "--adequacy"]) == 1
    out = capsys.readouterr().out
    assert "1 case: 1 live in GNU Octave" in out
    assert "line 4: with < for <=, every case still agrees" in out
    assert cli.main(["verify", "--reference", "live", "--adequacy", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["summary"]["as_expected"], document["adequacy"]["below"]) == (1, ["count_low"])


def test_fixtures_are_enough(project: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli.main(["fixtures", "record"]) == 0
    monkeypatch.setenv("PATH", str(project))  # no engine is found
    capsys.readouterr()
    assert cli.main(["adequacy"]) == 0
    assert "line 4: with < for <=, every case still agrees" in capsys.readouterr().out


def test_what_cannot_be_measured_is_an_error(project: Path, capsys: Output) -> None:
    (project / "count_low.py").write_text(PORT.replace("n + 1", "n + 2"))
    assert cli.main(["adequacy"]) == 2
    assert "count_low: no case has the verdict that it expects" in capsys.readouterr().err
    assert cli.main(["adequacy", "count_low.m", "count_low.py", "--reference", "saved"]) == 2
    assert "a pair on the command line has no fixtures" in capsys.readouterr().err
