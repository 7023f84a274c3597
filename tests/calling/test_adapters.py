"""Adapters: what they get, whose error it is, and that causes and traces are the port's."""

import sys
from pathlib import Path

import pytest

import matdrop
from matdrop.calling.adapters import adapted
from matdrop.cases.case import case_of_call
from matdrop.cases.table import load_table
from matdrop.engines.octave_session import Octave
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.explain.explanation import explain_report, verify_pair
from matdrop.explain.trace import trace_results
from matdrop.verification.judge import judge
from matdrop.verification.run import verify

FILES = {
    "spread.m": """\
function s = spread(x, kind)
    if strcmp(kind, 'std')
        s = std(x);
    else
        s = max(x) - min(x);
    end
end
""",
    "spread.py": """\
import enum
import numpy as np

class Kind(enum.Enum):
    STD = 1
    RANGE = 2

def spread(x, kind):
    if kind is Kind.STD:
        return np.std(x, ddof=1)
    if kind is Kind.RANGE:
        return np.ptp(x)
    raise ValueError(f"{kind} is no Kind")
""",
    "adapters.py": """\
import numpy as np
from spread import Kind

def kinds(port, x, kind):
    return port(x.ravel(), Kind[kind.upper()])

def passes_text(port, x, kind):
    return port(x, kind)

def calls_wrongly(port, x, kind):
    return port(x)

def looks_up_wrongly(port, x, kind):
    return Kind[kind]

def halves(port, x):
    return port(x) / 2

def draws(port, n, rand):
    return port(n, rand)
""",
    "broken.py": "import no_such_module\n\ndef f(port, x):\n    return x\n",
    "noise.m": "function x = noise(n)\nx = rand(1, n);\nend\n",
    "noise.py": "def noise(n, draw):\n    return draw(1, n)\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(octave: Session, adapter: str, *args: str) -> tuple[str, str]:
    result = verify_pair(
        "spread.m", "spread.py:spread", *(args or ("[1.5 4 2]", "'std'")), adapter=adapter, session=octave
    )
    return result.verdict, result.error or "; ".join(result.conventions)


@pytest.mark.parametrize("kind", ["std", "range"])
@pytest.mark.usefixtures("folder")
def test_an_adapter_stands_between_both_sides_and_is_said(octave: Session, kind: str) -> None:
    said = "called by the adapter adapters.py:kinds"
    assert run(octave, "adapters.py:kinds", "[1.5 4 2]", f"'{kind}'") == ("PASS", said)


@pytest.mark.usefixtures("folder")
def test_the_function_itself_may_be_the_adapter(octave: Session) -> None:
    result = verify_pair(
        "spread.m", abs, "[1.5 4 2]", "'std'", adapter=lambda port, x, kind: port(-x.std(ddof=1)), session=octave
    )
    assert (result.verdict, result.conventions) == ("PASS", ("called by the adapter <lambda>",))


@pytest.mark.parametrize(
    ("adapter", "side", "message", "file", "line"),
    [
        ("passes_text", "port: ", "std is no Kind", "spread.py", 13),
        ("calls_wrongly", "adapter: ", "missing 1 required positional argument: 'kind'", "adapters.py", 11),
        ("looks_up_wrongly", "adapter: ", "KeyError: 'std'", "adapters.py", 14),
    ],
)
def test_an_error_is_that_of_the_side_that_raised_it(
    folder: Path, octave: Session, adapter: str, side: str, message: str, file: str, line: int
) -> None:
    verdict, error = run(octave, f"adapters.py:{adapter}")
    assert verdict == "PORT FAILED"
    assert error.startswith(side)
    assert message in error
    assert error.endswith(f"({folder / file}, line {line})")


@pytest.mark.usefixtures("folder")
def test_a_file_that_cannot_be_imported_is_the_adapters_error(octave: Session) -> None:
    verdict, error = run(octave, "broken.py:f")
    assert (verdict, error[:39]) == ("PORT FAILED", "adapter: ModuleNotFoundError: No module")
    assert error.endswith("broken.py, line 1)")


@pytest.mark.usefixtures("folder")
def test_an_adapter_that_is_not_there_is_named(octave: Session) -> None:
    with pytest.raises(MatdropError, match=r'adapter = "nowhere\.py:f": file not found'):
        run(octave, "nowhere.py:f")
    with pytest.raises(MatdropError, match=r'adapter = "adapters\.py:nothing": adapters\.py has no function nothing'):
        run(octave, "adapters.py:nothing")


@pytest.mark.usefixtures("folder")
def test_nothing_is_tried_with_an_adapter(octave: Session) -> None:
    seen = []

    def adapter(port: object, x: object, kind: object) -> float:
        seen.append((x, kind))
        return 0.0

    case = case_of_call(Path("spread.m"), abs, ("[1.5; 4; 2]", "'std'"), adapter=adapter)
    (reference,) = octave.run([case])
    assert judge(case, reference, Path.cwd(), octave).verdict == "MISMATCH"
    assert len(seen) == 1


@pytest.mark.usefixtures("folder")
def test_a_stream_is_passed_on(octave: Session) -> None:
    result = verify_pair("noise.m", "noise.py:noise", "3", seed=1, adapter="adapters.py:draws", session=octave)
    assert (result.verdict, result.outputs[0].ulp) == ("PASS", 0)


def test_the_cause_and_the_line_are_the_ports(folder: Path, octave: Octave) -> None:
    (folder / "spread.py").write_text(FILES["spread.py"].replace("x, ddof=1)", "x) + 1"))
    (folder / "spread.m").write_text(FILES["spread.m"].replace("std(x)", "std(x) + 1"))
    result = verify_pair(
        "spread.m", "spread.py:spread", "[1.5 4 2]", "'std'", adapter="adapters.py:kinds", session=octave
    )
    (finding,) = result.findings
    assert (result.verdict, finding.kind, finding.certainty) == ("MISMATCH", "ddof", "proven")
    assert finding.port is not None
    assert (Path(finding.port.file).name, finding.port.line) == ("spread.py", 10)


def test_a_table_names_the_adapter(folder: Path, octave: Session) -> None:
    (folder / "sub").mkdir()
    (folder / "spread.py").rename(folder / "sub/spread.py")
    (folder / "adapters.py").write_text(FILES["adapters.py"].replace("from spread", "from sub.spread"))
    (folder / "parity.toml").write_text(
        '[spread]\nport = "sub/spread.py:spread"\nadapter = "adapters.py:kinds"\n'
        '[[spread.case]]\nname = "one"\nargs = ["[1.5 4 2]", "\'range\'"]\n'
    )
    table = load_table(folder / "parity.toml")
    assert table.cases[0].pair.adapter == "adapters.py:kinds"
    report = explain_report(verify(table, reference="live", session=octave), folder, octave)
    assert [result.verdict for result in report.results] == ["PASS"]


def test_pytest_checks_with_an_adapter(folder: Path, pytester: pytest.Pytester, octave: Session) -> None:
    for name in ("spread.m", "spread.py", "adapters.py"):
        (pytester.path / name).write_text(FILES[name])
    pytester.makepyfile(
        """
        from spread import spread

        def test_right(matlab):
            matlab.check(spread, "spread.m", "[1 2 4]", "'std'", adapter="adapters.py:kinds")

        def test_wrong(matlab):
            matlab.check(spread, "spread.m", "[1 2 4]", "'std'", adapter="adapters.py:looks_up_wrongly")
        """
    )
    found = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    found.assert_outcomes(passed=1, failed=1)
    found.stdout.fnmatch_lines(["*adapter: KeyError*adapters.py, line 14*"])


@pytest.mark.usefixtures("folder")
def test_trace_goes_through_the_adapter(octave: Octave) -> None:
    Path("spread.py").write_text(FILES["spread.py"].replace(", ddof=1", ""))
    table = Path("parity.toml")
    table.write_text(
        '[spread]\nport = "spread.py:spread"\nadapter = "adapters.py:kinds"\n'
        '[[spread.case]]\nname = "one"\nargs = ["[1.5 4 2]", "\'std\'"]\n'
    )
    loaded = load_table(table.resolve())
    report = verify(loaded, loaded.cases, "live", session=octave)
    (finding,) = trace_results(report.results, Path.cwd(), octave).findings
    assert finding.port is not None
    assert finding.port.line == 10


def test_modules_are_as_before() -> None:
    before = dict(sys.modules)
    adapted("matdrop.calling.adapters:adapter_name", matdrop.verify, Path())
    assert sys.modules == before
