"""The engine MATLAB, by a stand-in named matlab that hands -batch to GNU Octave: it tests the plumbing, not MATLAB."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from matdrop import cli
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine, Reference
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.matlab_session import Matlab
from matdrop.engines.process import DRIVERS
from matdrop.engines.programs import find_matlab, find_octave
from matdrop.engines.session import EngineUnavailableError, Session
from matdrop.fixtures.store import Fixtures
from matdrop.streams import MatlabStream
from matdrop.values.canonical import digest
from matdrop.verification.judge import judge
from matdrop.verification.run import verify
from tests.engines.test_octave_session import EXPRESSIONS, IDENTITY, Originals

STAND_IN = """\
#!/bin/sh
# Started as `matlab -batch STATEMENT`.
echo started >> "{folder}/starts.txt"
[ "$1" = -batch ] || exit 64
exec {octave} --norc --no-history -q --eval "$2"
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Session) -> Path:
    """A program named matlab at the head of the PATH; starts.txt beside it counts its starts."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "matlab"
    program.write_text(STAND_IN.format(folder=folder, octave=find_octave().path))
    program.chmod(0o755)
    monkeypatch.delenv("MATLAB_EXECUTABLE", raising=False)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder / "starts.txt"


@pytest.fixture
def matlab_session(stand_in: Path) -> Iterator[Matlab]:
    with Matlab(timeout=5.0) as session:
        yield session


def test_values_arrive_bit_for_bit_by_one_start(tmp_path: Path, matlab_session: Matlab, stand_in: Path) -> None:
    originals = Originals(tmp_path, matlab_session)
    cases = [originals.case("identity", IDENTITY, [expression]) for expression in EXPRESSIONS]
    for (expression, value), reference in zip(EXPRESSIONS.items(), matlab_session.run(cases), strict=True):
        assert reference.error is None, (expression, reference.error)
        assert digest(reference.outputs["y1"]) == digest(value), expression
    assert matlab_session.run(cases[:1])[0].error is None
    assert stand_in.read_text() == "started\n"


def test_the_engine_tells_its_own_name(matlab_session: Matlab, octave: Session) -> None:
    # The stand-in is Octave, so the numbers are Octave's, and are called so.
    assert matlab_session.engine == octave.engine


def test_own_originals_are_run_by_one_start(stand_in: Path) -> None:
    """What the ports make of them is verified elsewhere: these references are those of the fixtures."""
    table = load_table(OWN_TABLE)
    cases = [case for case in table.cases if case.pair.name != "nn_digits"]  # as long as all others together
    with Matlab() as session:
        references = session.run(cases)
    assert stand_in.read_text() == "started\n"
    fixtures = Fixtures(table.fixtures)
    for case, reference in zip(cases, references, strict=True):
        saved = fixtures.read(case)
        assert (reference.error is None) == (saved.error is None), case.id
        assert digest(reference.outputs) == digest(saved.outputs), case.id
        assert digest(list(reference.inputs)) == digest(list(saved.inputs)), case.id


def test_cases_are_verified_by_one_start(stand_in: Path) -> None:
    table = load_table(OWN_TABLE)
    cases = table.select(["inverted_dropout", "inverted_dropout_backward"])
    report = verify(table, cases, "live", engine="matlab")
    assert report.as_expected
    assert report.count("live") == len(cases)
    assert stand_in.read_text() == "started\n"


def test_hang_costs_only_its_own_case(tmp_path: Path, stand_in: Path) -> None:
    with Matlab(timeout=1.0) as session:
        originals = Originals(tmp_path, session)
        hang = originals.case("hang", "function y = hang(x)\nwhile true\nend\nend\n", ["1"])
        case = originals.case("identity", IDENTITY, ["2"])
        first, second, third = session.run([case, hang, case])
    assert (first.error, third.error) == (None, None)
    assert second.error is not None
    assert second.error.message.startswith("no answer within 1 s; GNU Octave")


def test_crash_costs_only_its_own_case(tmp_path: Path, matlab_session: Matlab) -> None:
    originals = Originals(tmp_path, matlab_session)
    dies = originals.case("dies", "function y = dies(x)\nkill(getpid(), 9);\ny = x;\nend\n", ["1"])
    case = originals.case("identity", IDENTITY, ["2"])
    first, second, third = matlab_session.run([case, dies, case])
    assert (first.error, third.error) == (None, None)
    assert second.error is not None
    assert "ended in the middle of the case and was started again (MATLAB ended with exit code" in second.error.message


def test_closing_ends_it(matlab_session: Matlab) -> None:
    process_id = matlab_session.process_id
    matlab_session.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_death_between_two_runs_is_no_cases_fault(tmp_path: Path, matlab_session: Matlab) -> None:
    case = Originals(tmp_path, matlab_session).case("identity", IDENTITY, ["2"])
    assert matlab_session.run([case])[0].error is None
    os.killpg(matlab_session.process_id, signal.SIGKILL)
    time.sleep(0.2)
    assert matlab_session.run([case])[0].error is None


def test_command_line(
    tmp_path: Path, stand_in: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "twice.m").write_text("function y = twice(x)\ny = 2 * x;\nend\n")
    (tmp_path / "twice.py").write_text("def twice(x):\n    return 2 * x\n")
    assert (
        cli.main(["verify", "twice.m", "twice.py", "--args", "2", "--args", "3", "--engine", "matlab", "--json"]) == 0
    )
    assert [case["verdict"] for case in json.loads(capsys.readouterr().out)["cases"]] == ["PASS", "PASS"]
    assert stand_in.read_text() == "started\n"


def test_no_matlab_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("MATLAB_EXECUTABLE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_matlab().reason == "the program matlab is not on the PATH"
    with pytest.raises(EngineUnavailableError, match="put MATLAB's bin folder on it"):
        Matlab().engine  # noqa: B018


def test_matlab_that_does_not_start_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "matlab"
    program.write_text("#!/bin/sh\necho 'License checkout failed.' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("MATLAB_EXECUTABLE", str(program))
    with pytest.raises(
        EngineUnavailableError, match=r"does not start: MATLAB ended with exit code 1: .*License checkout"
    ):
        Matlab().engine  # noqa: B018


def test_a_reference_of_matlab_brings_matlabs_stream(tmp_path: Path) -> None:
    (tmp_path / "draw.m").write_text("function y = draw()\ny = rand(2, 2);\nend\n")
    case = Case(pair_of(tmp_path / "draw.m", lambda: np.random.rand(2, 2)), "one", seed=0)
    published = np.array([[0.814723686393179, 0.126986816293506], [0.905791937075619, 0.913375856139019]])
    reference = Reference("saved", Engine("MATLAB", "R2014b"), (), {"y": published}, draws=MatlabStream(0).rand(4, 1))
    assert judge(case, reference, tmp_path).verdict == "PASS"
    octaves = Reference("saved", Engine("GNU Octave", "7.3.0"), (), {"y": published})
    assert judge(case, octaves, tmp_path).verdict == "MISMATCH"


# What only GNU Octave understands; fflush is called in Octave alone.
OCTAVE_ONLY = re.compile(
    r"""(^|\s)\#|"|\+=|-=|\*=|!=|(?<![\w'])!|\bprintf\b|\bend(function|if|for|while|switch)\b|\bend_try_catch\b"""
    r"""|\bunwind_protect\b|\bputs\b|\bfdisp\b|\+\+|\bdo\b|\buntil\b"""
)


@pytest.mark.parametrize(
    "path",
    [*DRIVERS.glob("*.m"), *OWN_TABLE.parent.glob("*.m")],
    ids=lambda path: path.name,
)
def test_m_files_keep_to_the_language_that_both_engines_have(path: Path) -> None:
    for number, line in enumerate(path.read_text().splitlines(), 1):
        code = re.sub(r"'(?:[^'\n]|'')*'", "''", line.split("%")[0] if "'" not in line else line)
        code = code.split(" %")[0]
        if code.lstrip().startswith("%"):
            continue
        assert not OCTAVE_ONLY.search(code), (number, line)


def test_octaves_own_words_are_seen() -> None:
    for line in ("# comment", 'x = "text"', "x += 1", "if a != b", "endfunction", "printf('x')", "x++", "!x"):
        assert OCTAVE_ONLY.search(line), line
