"""Every verdict, reached by a small project; the closing line; the report as JSON."""

import io
import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

import matdrop
from matdrop.cases.case import Case, Verdict
from matdrop.cases.reference import Engine, OriginalError, Reference
from matdrop.cases.table import OWN_TABLE, CaseTable, load_table
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.explain.explanation import explain_report
from matdrop.fixtures.store import Fixtures
from matdrop.reports import closing_line, show, to_json
from matdrop.values.canonical import canonical
from matdrop.values.value import FunctionHandle
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
from matdrop.verification.run import BLOCK, LARGEST_BLOCK, MOMENT, Report, _with_references, verify
from tests.conftest import Project

ENGINE = Engine("GNU Octave", "7.3.0")
TOML = """\
[matdrop]
strict = true
[f]
port = "f.py:f"
outputs = ["y"]
[[f.case]]
name = "one"
args = ["2"]
"""
ORIGINAL = "function y = f(x)\ny = 2 * x;\nend\n"
RIGHT = "def f(x):\n    return 2 * x\n"
ANSWER = Reference("live", ENGINE, (np.array([[2.0]]),), {"y": np.array([[4.0]])})
FAILED = replace(ANSWER, outputs={}, error=OriginalError("call", "f:id", "no luck", "f.m", 2))
IN_ARGUMENTS = replace(ANSWER, outputs={}, error=OriginalError("arguments", "", "'q' undefined"))


def judged(project: Project, port: str, reference: Reference = ANSWER, toml: str = TOML) -> Result:
    table = project({"f.m": ORIGINAL, "f.py": port, "cases.toml": toml})
    return judge(table.cases[0], reference, table.path.parent)


VERDICTS: dict[str, tuple[Verdict, str, Reference]] = {
    "pass": ("PASS", RIGHT, ANSWER),
    "value": ("MISMATCH", "def f(x):\n    return 3 * x\n", ANSWER),
    "mutated input alone": ("MISMATCH", "def f(x):\n    y = 2 * x\n    x[:] = 0\n    return y\n", ANSWER),
    "extra output": ("MISMATCH", "def f(x):\n    return 2 * x, x\n", ANSWER),
    "no output": ("MISMATCH", "def f(x):\n    return ()\n", ANSWER),
    "port fails": ("PORT FAILED", "def f(x):\n    raise ValueError('bad x')\n", ANSWER),
    "port takes no x": ("PORT FAILED", "def f():\n    return 1\n", ANSWER),
    "port returns nothing": ("MISMATCH", "def f(x):\n    pass\n", ANSWER),
    "original fails": ("ORIGINAL FAILED", RIGHT, FAILED),
    "both fail": ("BOTH FAILED", "def f(x):\n    raise ValueError('bad x')\n", FAILED),
    "arguments fail": ("UNVERIFIED", RIGHT, IN_ARGUMENTS),
}


@pytest.mark.parametrize(("verdict", "port", "reference"), VERDICTS.values(), ids=VERDICTS)
def test_verdict(project: Project, verdict: Verdict, port: str, reference: Reference) -> None:
    result = judged(project, port, reference)
    assert result.verdict == verdict
    assert (result.error is None) == (verdict in ("PASS", "MISMATCH"))


def test_the_error_is_that_of_the_call_that_came_furthest(project: Project) -> None:
    port = """import numpy as np
def part(x):
    raise KeyError("far")
def f(x):
    if np.ndim(x):
        return x.none
    return part(x)
"""
    result = judged(project, port, toml=TOML.replace("strict = true\n", ""))
    assert result.error is not None
    assert "port: KeyError: 'far'" in result.error


def test_each_failure_says_its_own_error_and_place(project: Project, tmp_path: Path) -> None:
    result = judged(project, "def f(x):\n    raise ValueError('bad x')\n", FAILED)
    place = tmp_path / "f.py"
    assert result.error == f"original: f:id: no luck (f.m, line 2); port: ValueError: bad x ({place}, line 2)"


def test_port_that_exits_is_a_failed_port(project: Project) -> None:
    result = judged(project, "import sys\ndef f(x):\n    sys.exit(3)\n")
    assert result.verdict == "PORT FAILED"
    assert result.error is not None
    assert "SystemExit: 3" in result.error


def test_tolerance_of_the_case_is_used(project: Project) -> None:
    near = "import math\ndef f(x):\n    return math.nextafter(4.0, 5.0)\n"
    assert judged(project, near).verdict == "MISMATCH"
    assert judged(project, near, toml=TOML + 'tolerance = "ulp:1"\n').verdict == "PASS"


@pytest.mark.parametrize(("expected", "returned"), [("abc", "'abd'"), (["a", 1.5], "['b', 1.5]"), ("abc", "2.5")])
def test_what_is_no_number_has_no_condition(project: Project, expected: object, returned: str) -> None:
    reference = replace(ANSWER, outputs={"y": canonical(expected)})
    toml = TOML.replace("strict = true", "")
    assert judged(project, f"def f(x):\n    return {returned}\n", reference, toml).verdict == "MISMATCH"


def test_printed_text_is_compared_where_asked(project: Project) -> None:
    toml = TOML.replace("outputs", "printed = true\noutputs")
    shown = replace(ANSWER, printed="x is 2\n")
    loud = "def f(x):\n    print(f'x is {x.item():g}')\n    return 2 * x\n"
    assert judged(project, loud, shown, toml).verdict == "PASS"
    assert judged(project, RIGHT, shown, toml).verdict == "MISMATCH"
    assert judged(project, loud, ANSWER).verdict == "PASS"


def test_port_gets_the_stream_by_the_names_of_its_parameters(project: Project) -> None:
    # In Octave: rand('twister', 42); rand is 0.63942679845788375.
    toml = TOML + "seed = 42\n"
    reference = replace(ANSWER, outputs={"y": np.array([[0.63942679845788375]])})
    assert judged(project, "def f(x, rand):\n    return rand()\n", reference, toml).verdict == "PASS"
    assert judged(project, "def f(x, *, rand=None):\n    return rand()\n", reference, toml).verdict == "PASS"
    assert judged(project, "def f(x, rand):\n    return rand()\n", reference).verdict == "PORT FAILED"


@pytest.mark.parametrize(
    ("port", "said"),
    [
        ("g.py:f", "file not found"),
        ("nowhere/f.py:f", "file not found"),
        ("f.py:g", "f.py has no function g"),
        ("no_such_module:f", "No module named 'no_such_module'"),
    ],
)
def test_port_that_is_not_there_is_an_error_of_the_request(project: Project, port: str, said: str) -> None:
    with pytest.raises(MatdropError, match=said):
        judged(project, RIGHT, toml=TOML.replace("f.py:f", port))


def test_what_a_port_keeps_is_not_there_in_the_next_case_where_the_original_keeps_something(project: Project) -> None:
    original = "function y = f(x)\npersistent k\nif isempty(k), k = 0; end\nk = k + 2 * x;\ny = k;\nend\n"
    port = "k = 0\ndef f(x):\n    global k\n    k = k + 2 * x\n    return k\n"
    table = project({"f.m": original, "f.py": port, "cases.toml": TOML + '[[f.case]]\nname = "two"\nargs = ["2"]\n'})
    assert [judge(case, ANSWER, table.path.parent).verdict for case in table.cases] == ["PASS", "PASS"]


def test_edited_port_is_never_stale(project: Project) -> None:
    assert judged(project, RIGHT).verdict == "PASS"
    assert judged(project, RIGHT.replace("2", "3")).verdict == "MISMATCH"
    assert judged(project, RIGHT).verdict == "PASS"


def test_port_may_have_a_dataclass_and_a_helper_beside_it(project: Project) -> None:
    project({"f.m": ORIGINAL, "cases.toml": TOML, "f_helper.py": "def double(x):\n    return 2 * x\n"})
    port = """\
from __future__ import annotations
from dataclasses import dataclass
from typing import ClassVar
from f_helper import double
@dataclass
class Result:
    y: object
    names: ClassVar[str] = "y"
def f(x):
    return Result(double(x)).y
"""
    assert judged(project, port).verdict == "PASS"


@pytest.mark.parametrize(
    ("port", "said"),
    [
        ("def f(x:\n", "SyntaxError: "),
        ("import no_such_module\n", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("\n1 / 0\n", "ZeroDivisionError: division by zero"),
    ],
)
def test_port_that_cannot_be_loaded_has_failed(project: Project, port: str, said: str) -> None:
    result = judged(project, port)
    assert result.verdict == "PORT FAILED"
    assert result.error is not None
    assert said in result.error
    assert "f.py, line" in result.error


def record(table: CaseTable) -> None:
    Fixtures(table.fixtures).record([(table.cases[0], ANSWER)], table.cases)


def test_saved_verdicts(project: Project) -> None:
    table = project({"f.m": ORIGINAL, "f.py": RIGHT, "cases.toml": TOML})
    (missing,) = verify(table, reference="saved").results
    record(table)
    (right,) = verify(table, reference="saved").results
    (stale,) = verify(project({"f.m": ORIGINAL.replace("2", "3")}), reference="saved").results
    (table.fixtures / "f.mat").write_bytes(b"")
    (tampered,) = verify(project({"f.m": ORIGINAL}), reference="saved").results
    verdicts = [missing.verdict, right.verdict, stale.verdict, tampered.verdict]
    assert verdicts == ["UNVERIFIED", "PASS", "STALE", "UNVERIFIED"]
    assert missing.error is not None
    assert "f/one has no fixture" in missing.error


def test_live_verdicts(project: Project, octave: Octave) -> None:
    table = project({"f.m": ORIGINAL, "f.py": RIGHT, "cases.toml": TOML})
    (result,) = (
        judge(case, answer, table.path.parent)
        for case, answer in zip(table.cases, octave.run(table.cases), strict=True)
    )
    assert result.verdict == "PASS"
    broken = project({"f.m": ORIGINAL.replace("2 * x", "error('f:id', 'no %s', 'luck')")})
    (result,) = (
        judge(case, answer, table.path.parent)
        for case, answer in zip(broken.cases, octave.run(broken.cases), strict=True)
    )
    assert result.verdict == "ORIGINAL FAILED"
    assert result.error == f"original: f:id: no luck ({table.path.parent / 'f.m'}, line 2)"


def test_both_references_stand_side_by_side(octave: Octave) -> None:
    table = load_table(OWN_TABLE)
    report = verify(table, table.select(["inverted_dropout/article", "dropout_demo/seed_0"]), "both")
    assert [(r.case.name, r.source, r.verdict) for r in report.results] == [
        ("article", "live", "PASS"),
        ("article", "saved", "PASS"),
        ("seed_0", "live", "PASS"),
        ("seed_0", "saved", "PASS"),
    ]
    assert report.engine == octave.engine
    assert closing_line(report) == f"2 cases: 2 live in {octave.engine}, 2 saved; 0 stale"


def test_live_without_octave_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    for reference in ("live", "both"):
        with pytest.raises(MatdropError, match=f"{reference} references were asked for, but OCTAVE_EXECUTABLE is"):
            verify(load_table(OWN_TABLE), [], reference)


def test_published_defect_is_an_expected_difference_that_says_0_941() -> None:
    table = load_table(OWN_TABLE)
    report = verify(table, table.select(["dropout_as_published_against_article"]), "saved")
    (result,) = report.results
    assert (result.verdict, result.as_expected) == ("MISMATCH", True)
    assert "0.941" in result.case.why
    assert closing_line(report) == "1 case: 1 saved; 0 stale; 1 expected difference"


def folder_of(result: Result) -> Path:
    return result.case.pair.original.parent


def shown(report: Report) -> list[str]:
    text = io.StringIO()
    show(explain_report(report, folder_of(report.results[0])), Console(file=text, width=120))
    return text.getvalue().splitlines()


def test_terminal_report_says_what_differs_and_closes_with_the_line(project: Project) -> None:
    result = judged(project, "def f(x):\n    return 3 * x\n")
    lines = shown(Report((result,), ENGINE))
    assert "error[unknown] f/one: MISMATCH (suspected)" in lines
    assert any(line.startswith("  y: value differs: 4.0 in the original, 6.0 in the port") for line in lines)
    assert any(line.startswith("  1 of 1 elements differ") for line in lines)
    assert lines[-1] == "1 case: 1 live in GNU Octave 7.3.0, 0 saved; 0 stale; 1 FAILED"


def test_terminal_report_says_why_nothing_is_live(project: Project) -> None:
    lines = shown(Report((judged(project, RIGHT),), None, "no [octave] here"))
    assert "NOT VERIFIED LIVE: no [octave] here" in lines


COUNTS: dict[str, tuple[list[tuple[str, str, str, bool, str | None]], str]] = {
    "stale": ([("f/a", "saved", "STALE", False, None)], "1 case: 0 saved; 1 stale; 1 FAILED"),
    "unverified": (
        [("f/a", "saved", "UNVERIFIED", False, None)],
        "1 case: 0 saved; 0 stale; 1 UNVERIFIED; 1 FAILED",
    ),
    "expected": (
        [("f/a", "saved", "MISMATCH", True, None), ("f/b", "saved", "PORT FAILED", True, None)],
        "2 cases: 2 saved; 0 stale; 2 expected differences",
    ),
}


@pytest.mark.parametrize(("verdicts", "line"), COUNTS.values(), ids=COUNTS)
def test_closing_line(verdicts: list[tuple[str, str, str, bool, str | None]], line: str) -> None:
    from matdrop.reports import tally

    assert tally(verdicts) == line


CASE_KEYS = {"pair", "case", "reference", "verdict", "expected", "seconds", "outputs", "changed_inputs", "error"}


def test_json_has_the_design_s_keys(project: Project) -> None:
    results = [judged(project, port, reference) for _, port, reference in VERDICTS.values()]
    document = to_json(explain_report(Report(tuple(results), ENGINE), folder_of(results[0])))
    document = json.loads(json.dumps(document, allow_nan=False))
    assert document.keys() == {
        "schema",
        "matdrop",
        "engine",
        "not_live",
        "cases",
        "findings",
        "problems",
        "sources",
        "summary",
        "next",
    }
    assert document["matdrop"] == matdrop.__version__
    assert document["engine"] == {"name": "GNU Octave", "version": "7.3.0"}
    assert document["summary"].keys() == {"cases", "live", "saved", "as_expected", "stale"}
    assert [entry["verdict"] for entry in document["cases"]] == [verdict for verdict, _, _ in VERDICTS.values()]
    for entry in document["cases"]:
        assert entry.keys() >= CASE_KEYS
    first = document["cases"][0]["outputs"][0]
    assert {key: first[key] for key in ("name", "class", "size", "ulp", "relative")} == {
        "name": "y", "class": "double", "size": [1, 1], "ulp": 0, "relative": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize("value", ["float('inf')", "float('nan')", "x > 0", "'text'", "2j"])
def test_json_stands_any_value_of_the_port(project: Project, value: str) -> None:
    result = judged(project, f"def f(x):\n    return {value}\n")
    assert result.verdict == "MISMATCH"
    json.dumps(to_json(explain_report(Report((result,), ENGINE), folder_of(result))), allow_nan=False)


def test_seconds_are_those_of_both_sides(project: Project) -> None:
    result = judged(project, RIGHT, replace(ANSWER, seconds=1.5))
    assert 1.5 < result.seconds < math.inf


def test_no_verdict_rests_on_an_explanation() -> None:
    code = "import sys, matdrop.verification.run; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rooms = ("matdrop.habits", "matdrop.tracing", "matdrop.repair", "matdrop.explain")
    assert not [name for name in loaded if name.startswith(rooms)]


class Asked(Octave):
    """A session without an engine, which keeps what it is asked."""

    def __init__(self, reference: Reference) -> None:
        super().__init__()
        self.reference, self.ran, self.begun = reference, list[Sequence[Case]](), list[Sequence[Case]]()

    def begin(self, cases: Sequence[Case], progress: Callable[[int], None] = lambda done: None) -> None:
        self.begun.append(cases)

    def run(
        self, cases: Sequence[Case], progress: Callable[[int], None] = lambda done: None, timeout: float | None = None
    ) -> list[Reference]:
        self.ran.append(cases)
        return [self.reference] * len(cases)


def test_blocks_of_cases_grow_while_they_take_a_moment_and_shrink_again(monkeypatch: pytest.MonkeyPatch) -> None:
    (case, *_) = load_table(OWN_TABLE).cases
    cases, clock = [replace(case, name=f"case_{k}") for k in range(6000)], 0.0
    monkeypatch.setattr("time.monotonic", lambda: clock)
    session, names, sizes = Asked(ANSWER), list[str](), list[int]()
    for found, reference in _with_references(cases, session, lambda done: None, BLOCK):
        if len(session.ran) > len(sizes):
            sizes.append(len(session.ran[-1]))
            clock += MOMENT / 2 if len(names) < 1000 else 2 * MOMENT
        assert reference is ANSWER
        names.append(found.name)
    assert sizes == [100, 100, 200, 400, 800, 800, 800, 400, 200, *[100] * 22]  # one later than it is known
    assert max(sizes) == LARGEST_BLOCK
    assert names == [each.name for each in cases]
    assert session.begun == session.ran[1:]  # the very same ones, while those before are judged
    assert list(_with_references([], session, lambda done: None, BLOCK)) == []


def test_nothing_runs_ahead_of_a_port_that_asks_the_engine() -> None:
    (case, *_) = load_table(OWN_TABLE).cases
    session = Asked(replace(ANSWER, inputs=(FunctionHandle("@sin"),)))
    assert len(list(_with_references([case] * 500, session, lambda done: None, BLOCK))) == 500
    assert session.begun == []
