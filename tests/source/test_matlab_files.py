"""Files of MATLAB that no engine can call: each is named, by every command that meets it."""

from pathlib import Path

import pytest

from matdrop import cli
from matdrop.engines.octave_session import Octave

Output = pytest.CaptureFixture[str]
ORIGINAL = "function y = f(x)\ny = 2 * x;\nend\n"
PORT = "def f(x):\n    return 2 * x\n"
MARK = "\ufeff"
OTHERS = {
    "f.M": "f.M is not found by MATLAB and Octave, which look for .m; rename it to f.m",
    "f.mlx": "f.mlx is a live script, which only MATLAB reads; write its code in MATLAB by export('f.mlx', 'f.m')",
    "f.p": "f.p is compiled code, which only MATLAB can run; use the .m file",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "f.py").write_text(PORT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "said"), OTHERS.items())
def test_verify_and_trace_name_it(folder: Path, capsys: Output, name: str, said: str) -> None:
    (folder / name).write_text(ORIGINAL)
    for words in (["verify", name], ["trace", name], ["verify", "f.m"]):
        assert cli.main([*words, "f.py", "--args", "1"]) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize(("name", "said"), OTHERS.items())
@pytest.mark.parametrize("named", [True, False])
def test_a_table_with_it_is_refused(folder: Path, capsys: Output, name: str, said: str, named: bool) -> None:
    (folder / name).write_text(ORIGINAL)
    original = f'original = "{name}"\n' if named else ""
    (folder / "parity.toml").write_text(f'[f]\nport = "f.py:f"\n{original}[[f.case]]\nname = "a"\nargs = ["1"]\n')
    assert cli.main(["verify"]) == 2
    error = capsys.readouterr().err
    assert "parity.toml, [f]: " in error
    assert said in error


@pytest.mark.parametrize(("name", "said"), OTHERS.items())
def test_init_and_pitfalls_check_name_it(folder: Path, capsys: Output, name: str, said: str) -> None:
    (folder / name).write_text(ORIGINAL)
    for path in (".", name):
        assert cli.main(["init", path, "f.py"]) == 2
        assert said in capsys.readouterr().err
    (folder / "other.m").write_text(ORIGINAL.replace("f(x)", "other(x)"))
    (folder / "other.py").write_text(PORT.replace("f(x)", "other(x)"))
    assert cli.main(["init", "."]) == 0
    assert said in capsys.readouterr().out
    assert cli.main(["pitfalls", "check", "."]) == 0
    assert said in capsys.readouterr().out
    assert cli.main(["pitfalls", "check", name]) == 2
    assert said in capsys.readouterr().err


def test_a_file_in_utf_16_is_named(folder: Path, capsys: Output) -> None:
    (folder / "f.m").write_text(ORIGINAL, encoding="utf-16")
    for words in (["verify", "f.m", "f.py", "--args", "1"], ["init", "."], ["pitfalls", "check", "f.m"]):
        assert cli.main(words) == 2
        assert "f.m is saved as UTF-16, which Octave does not read; save it as UTF-8" in capsys.readouterr().err


def test_a_byte_order_mark_is_nothing_to_anyone(folder: Path, capsys: Output, octave: Octave) -> None:
    (folder / "f.m").write_text(MARK + ORIGINAL, encoding="utf-8")
    (folder / "f.py").write_text(MARK + PORT, encoding="utf-8")
    assert cli.main(["verify", "f.m", "f.py", "--args", "3"]) == 0
    assert cli.main(["trace", "f.m", "f.py", "--args", "3"]) == 0
    shown = capsys.readouterr().out
    assert MARK not in shown
    assert shown.count("= ") >= 2 + 2 + 1  # two lines on both sides, and the signs
    (folder / "f.py").write_text(MARK + PORT.replace("2 * x", "14 * x"), encoding="utf-8")
    assert cli.main(["verify", "f.m", "f.py", "--args", "[1 2 3]"]) == 1
    assert "    +     return 2 * x" in capsys.readouterr().out
    assert cli.main(["pitfalls", "check", "."]) == 0
    assert cli.main(["init", "."]) == 0
    (folder / "parity.toml").write_text(MARK + (folder / "parity.toml").read_text(), encoding="utf-8")
    assert cli.main(["fixtures", "record"]) == 0
