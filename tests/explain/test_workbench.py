"""A workbench: one engine for many calls, the table as it is, records that print readably, names to be found."""

import re
from pathlib import Path
from typing import Any

import pytest

import matdrop
from matdrop.cases.table import OWN_TABLE
from matdrop.engines.find import find_engine
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.repair.effort import THOROUGH, Effort
from matdrop.verification.result import Result

TABLE = '[f]\noriginal = "f.m"\nport = "f.py:f"\n[[f.case]]\nname = "one"\nargs = ["magic(3)"]\n'


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "parity.toml").write_text(TABLE)
    (tmp_path / "f.m").write_text("function y = f(x)\ny = std(x);\nend\n")
    (tmp_path / "f.py").write_text("import numpy as np\n\n\ndef f(x):\n    y = np.std(x, axis=0)\n    return y\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_engine_for_many_calls_that_see_what_was_saved(pair: Path, octave: Octave) -> None:
    with matdrop.session() as bench:
        assert bench.verify("f.m", "f.py", "magic(3)").verdict == "MISMATCH"
        engine = bench.session
        (finding,) = bench.report(["f"]).findings
        assert (finding.kind, finding.certainty) == ("ddof", "proven")
        (mending,) = bench.mend(write=True)
        assert mending.is_mended
        assert bench.report().as_expected
        (pair / "f.m").write_text("function y = f(x)\ny = std(x) + 1;\nend\n")
        assert not bench.report(traced=False).as_expected
        assert bench.session is engine


def test_a_result_prints_what_is_wrong(pair: Path, octave: Octave) -> None:
    with matdrop.session(pair) as bench:
        lines = str(bench.verify("f.m", "f.py", "magic(3)")).splitlines()
    assert re.fullmatch(r"f/call_\w+ \(live\): MISMATCH", lines[0])
    assert lines[1].startswith("  proven: ddof, f.py:5:5: y is ")
    assert "; fix: MATLAB's std" in lines[1]
    assert lines[2].startswith("  y: value of 3 of 3 elements differs")


def test_a_report_needs_no_engine_for_fixtures() -> None:
    report = matdrop.report(
        ["dropout_demo", "dropout_as_published_against_article"], folder=OWN_TABLE, reference="saved"
    )
    first, *_, last = str(report).splitlines()
    assert first == "dropout_as_published_against_article/ones (saved): MISMATCH"
    assert last == "3 verdicts: 1 MISMATCH, 2 PASS"
    assert report.as_expected


def test_all_public_names_are_listed() -> None:
    assert set(matdrop.__all__) <= set(dir(matdrop))
    assert not {"sys", "import_module", "Any"} & set(dir(matdrop))
    assert all(getattr(matdrop, name) is not None for name in matdrop.__all__)


def test_an_engine_may_be_named_by_the_table_and_a_trace_tries_as_much_as_the_command(
    pair: Path, octave: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = find_engine("octave").path
    assert program is not None
    (pair / "parity.toml").write_text(f'{TABLE}[engines]\noctave-mine = "{program}"\n')
    tried: list[Effort] = []

    def traced(results: tuple[Result, ...], *given: Any, effort: Effort, **more: Any) -> Any:
        tried.append(effort)
        return [result.verdict for result in results]

    monkeypatch.setattr("matdrop.explain.workbench.trace_results", traced)
    with matdrop.session(engine="octave-mine") as bench:
        verdicts: Any = bench.trace("f")
        assert verdicts == ["MISMATCH"]
        assert tried == [THOROUGH]
    with (
        matdrop.session(engine="octave-3") as bench,
        pytest.raises(MatdropError, match="no GNU Octave 3 is on the PATH"),
    ):
        bench.report(reference="live")
