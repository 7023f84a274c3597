"""The page of the article is up to date with the code, the case table and the data it is made from."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matdrop import cli
from matdrop.article import pictures
from matdrop.article.claims import CLAIMS, PARTS
from matdrop.article.document import digest, markdown, proof
from matdrop.cases.table import OWN_TABLE, CaseTable, load_table
from matdrop.cases.tolerance import Tolerance
from matdrop.explain.explanation import ExplainedReport
from matdrop.reports import to_json
from matdrop.reports.article_section import sections
from matdrop.reports.page import page as report_page
from tests.browser import chromium, shown
from tests.conftest import Project

__all__ = ["chromium"]
Parts = dict[str, dict[str, Any]]
ROOT = Path(__file__).parents[2]
UPDATE = "it is out of date: run python -m matdrop.article"


@pytest.fixture(scope="module")
def table() -> CaseTable:
    return load_table(OWN_TABLE)


def test_the_page_is_up_to_date(table: CaseTable, parts: Parts) -> None:
    assert (ROOT / "docs/article/index.md").read_text(encoding="utf-8") == markdown(table, parts), UPDATE


def test_the_pictures_are_up_to_date_and_there_are_no_others(parts: Parts) -> None:
    files = {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "docs/article/images").iterdir()}
    assert files.keys() == {part.name for part in PARTS}
    for name, text in files.items():
        assert f"<desc>{digest(parts[name])}</desc>" in text, UPDATE


def test_a_planted_change_shows(table: CaseTable, parts: Parts) -> None:
    page = markdown(table, parts)
    assert markdown(replace(table, cases=table.cases[1:]), parts) != page
    name = PARTS[0].name
    assert markdown(table, {**parts, name: {**parts[name], "seed": 43}}) != page


@pytest.mark.usefixtures("drawable")
def test_it_is_part_of_the_report_and_shows_in_a_browser(
    table: CaseTable, parts: Parts, chromium: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(report_page(to_json(ExplainedReport(())), sections(table, parts)))
    run = shown(chromium, file, "--dump-dom")
    assert run.stdout.count("<figure") == len(PARTS)
    assert run.stdout.count("<svg") == len(PARTS)
    assert "CONSOLE" not in run.stderr


@pytest.mark.usefixtures("drawable")
def test_the_report_keeps_the_article_in_its_json(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("matdrop.article.claims.measure_all", lambda progress: parts)
    words = ["report", "inverted_dropout/article", "--reference", "saved", "--article", "--json", "run.json"]
    assert cli.main(words) == 0
    assert cli.main(["report", "run.json", "-o", "again.html"]) == 0
    assert Path("again.html").read_text() == Path("report.html").read_text()
    assert Path("again.html").read_text().count("<figure") == len(PARTS)
    document = json.loads(Path("run.json").read_text())
    document["article"]["dropout"]["keep_prob"] = "<script>"
    Path("run.json").write_text(json.dumps(document))
    assert cli.main(["report", "run.json", "-o", "harm.html"]) == 2
    assert "this is no report that can be shown" in capsys.readouterr().err


def test_a_report_on_the_own_table_without_matplotlib_says_what_it_leaves_out(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = project(
        {
            "f.m": "function y = f(x)\ny = x;\nend\n",
            "f.py": "def f(x):\n    return x\n",
            "cases.toml": '[f]\nport = "f.py:f"\nexpected = "UNVERIFIED"\nwhy = "no fixture"\n'
            '[[f.case]]\nname = "one"\nargs = ["1"]\n',
        }
    )
    monkeypatch.chdir(own.path.parent)
    monkeypatch.setattr("matdrop.cli.options.OWN_TABLE", own.path)
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    assert cli.main(["report", "--own", "--reference", "saved"]) == 0
    assert (
        "the report has no section on the article: pictures need matplotlib, which is not installed"
        in capsys.readouterr().out
    )


def test_a_proof_says_how_exactly_the_cases_agree(table: CaseTable) -> None:
    assert proof(table, "inverted_dropout").endswith("224 cases, bit for bit; 2 expected to differ")
    looser = [
        replace(case, tolerance={"L": Tolerance.parse("ulp:4")}) if case.id == "dropout_demo/seed_0" else case
        for case in table.cases
    ]
    assert proof(replace(table, cases=tuple(looser)), "dropout_demo").endswith(
        "1 case, bit for bit; 1 case within 4 ulp"
    )


def test_every_pair_of_the_table_carries_a_claim(table: CaseTable) -> None:
    assert {case.pair.name for case in table.cases} == {name for claim in CLAIMS for name in claim.pairs}
