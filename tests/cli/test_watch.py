"""`matdrop watch`: which pairs a saved file concerns, and what a look shows."""

import io
import time
from pathlib import Path

import pytest
from rich.console import Console

from matdrop import cli
from matdrop.cli.watch import look
from matdrop.engines.octave_session import Octave
from matdrop.explain.watching import Watch
from matdrop.explain.workbench import Workbench

TABLE = '[{0}]\noriginal = "{0}.m"\nport = "{0}.py:{0}"\n[[{0}.case]]\nname = "one"\nargs = ["magic(3)"]\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("one", "other/two"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        stem = Path(name).name
        (tmp_path / f"{name}.m").write_text(f"function y = {stem}(x)\ny = x + 1;\nend\n")
        (tmp_path / f"{name}.py").write_text(f"def {stem}(x):\n    return x + 1\n")
    (tmp_path / "parity.toml").write_text(TABLE.format("one") + TABLE.format("two").replace('"two.', '"other/two.'))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save(file: Path, text: str) -> None:
    file.write_text(text)


def test_each_file_concerns_its_own_pairs(project: Path) -> None:
    watch = Watch(Workbench())
    assert watch.concerned() == ["one", "two"]
    assert watch.concerned() == []
    save(project / "one.py", "def one(x):\n    return x + 2\n")
    assert watch.concerned() == ["one"]
    save(project / "other/two.m", "function y = two(x)\ny = x + 10;\nend\n")
    assert watch.concerned() == ["two"]
    save(project / "other/helper.py", "A = 1\n")
    assert watch.concerned() == ["two"], "a module beside a port concerns it"
    save(project / "parity.toml", (project / "parity.toml").read_text() + "\n")
    assert watch.concerned() == ["one", "two"]
    (project / "one.py").unlink()
    assert watch.concerned() == ["one"]


def test_names_choose_what_is_watched(project: Path) -> None:
    watch = Watch(Workbench(), ["two"])
    assert watch.concerned() == ["two"]
    save(project / "one.py", "")
    assert watch.concerned() == []


def test_a_look_verifies_what_was_saved_and_goes_on_after_a_broken_table(project: Path, octave: Octave) -> None:
    printed = io.StringIO()
    console = Console(file=printed, width=200)
    with Workbench() as bench:
        watch = Watch(bench)

        def shown() -> str:
            printed.seek(0)
            printed.truncate()
            look(bench, watch, False, console)
            return printed.getvalue()

        assert "one, two: 2 cases: 2 live" in shown()
        assert shown() == ""
        save(project / "one.py", "def one(x):\n    return x + 2\n")
        wrong = shown()
        assert "one: 1 case: 1 live" in wrong
        assert "error[offset] one/one: MISMATCH" in wrong
        save(project / "one.m", "function y = one(x)\ny = x + 2;\nend\n")
        before = time.process_time()
        assert shown().splitlines()[0].endswith("0 saved; 0 stale")
        assert time.process_time() - before < 1
        table = (project / "parity.toml").read_text()
        save(project / "parity.toml", table + "[")
        assert shown().startswith("matdrop: ")
        assert shown() == "", "what is wrong with a file is said once"
        save(project / "parity.toml", table)
        assert "2 cases: 2 live" in shown()


def test_ctrl_c_ends_it(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("matdrop.cli.watch.look", lambda *arguments: None)
    monkeypatch.setattr("matdrop.cli.watch.time.sleep", interrupted)
    assert cli.main(["watch"]) == 0
    assert "Ctrl-C ends it" in capsys.readouterr().out


def test_what_is_not_there_at_the_start_is_not_waited_for(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["watch", "onne"]) == 2
    assert "did you mean one?" in capsys.readouterr().err
    (project / "parity.toml").unlink()
    assert cli.main(["watch"]) == 2
    assert "no parity.toml" in capsys.readouterr().err
