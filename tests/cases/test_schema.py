"""The JSON Schema of case tables: up to date, right about tables that are read, and about those that are refused."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.schema import SCHEMA_FILE, schema_text
from matdrop.cases.table import OWN_TABLE
from matdrop.cli import main
from matdrop.errors import MatdropError
from matdrop.init.proposal import Proposal, table_text
from tests.cases.test_table import CASE, ERRORS, FILES, PAIR
from tests.conftest import Project

UPDATE = f"out of date: matdrop schema > matdrop/cases/{SCHEMA_FILE.name}"
SCHEMA = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))

# What a schema cannot say: it concerns several keys, other files, or other parts of the table.
BEYOND = {"duplicate names", "expected without why", "generated cases without why", "tolerance of no output"}
BEYOND |= {"no original", "a mask of nothing"}


def problems(text: str) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(tomllib.loads(text))]


def test_file_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), UPDATE
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == schema_text()


def test_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


def descriptions(schema: Any) -> Iterator[tuple[str, str]]:
    """Every key of the schema with its description."""
    if isinstance(schema, dict):
        for name, value in schema.get("properties", {}).items():
            if "$ref" not in value:
                yield name, value.get("description", "")
        for value in schema.values():
            yield from descriptions(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from descriptions(value)


def test_every_key_is_described() -> None:
    described = dict(descriptions(SCHEMA))
    assert described.keys() >= {"fixtures", "strict", "port", "outputs", "tolerance", "rtol", "case", "args", "cases"}
    assert [name for name, text in described.items() if not text.endswith(".")] == []


def test_own_table_is_right() -> None:
    assert problems(OWN_TABLE.read_text(encoding="utf-8")) == []


def test_table_of_init_is_right() -> None:
    declared = DeclaredConventions(arguments=("x", "y"), zero_based=("x",))
    proposal = Proposal(
        Path("/a/f.m"), Path("/a/f.py"), "f", (("1",), ("2",)), 1, declared, ("z",), ("tried without Octave",)
    )
    script = Proposal(Path("/a/s.m"), Path("/a/s.py"), "", ((),))
    text = table_text([proposal, script], Path("/a"))
    assert problems(text) == []
    assert problems(text.replace("arguments =", "argument =")) != []


def test_table_of_the_docs_is_right() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/table.md").read_text(encoding="utf-8")
    table = page.partition("```toml\n")[2].partition("```")[0]
    assert "[matdrop]" in table
    assert problems(table) == []


@pytest.mark.parametrize("right", ["port", "outputs", "seed", "args", "name", "tolerance", "rtol", "cases", "fixtures"])
def test_planted_wrong_key_fails(right: str) -> None:
    text = OWN_TABLE.read_text(encoding="utf-8")
    start = text.index(f"{right} =")
    assert problems(f"{text[:start]}{right[:-1]}{text[start + len(right) :]}") != []


@pytest.mark.parametrize(("text", "said"), ERRORS.values(), ids=ERRORS)
def test_what_is_refused_fails(request: pytest.FixtureRequest, text: str, said: str) -> None:
    beyond = any(f"[{name}]" in request.node.name for name in BEYOND)
    assert (problems(text) == []) == beyond, said


@pytest.mark.parametrize(
    "tolerance",
    [
        '"exact"',
        '"ulp:4"',
        "{ rtol = 1e-12 }",
        "{ atol = 0 }",
        '{ y = "exact" }',
        "{ y = { rtol = 0, atol = 1 } }",
        '"ulp:-1"',
        '"near"',
        "1e-9",
        "{ rtol = -1 }",
        '{ rtol = "exact" }',
        "{ rtoll = 1e-3 }",
        "{ y = 1e-9 }",
        "{ y = { rtoll = 1e-9 } }",
        "{ y = {} }",
    ],
)
def test_tolerances_are_right_where_the_reader_takes_them(project: Project, tolerance: str) -> None:
    text = f"{PAIR}{CASE}tolerance = {tolerance}\n"
    try:
        project({**FILES, "cases.toml": text})
        taken = True
    except MatdropError:
        taken = False
    assert (problems(text) == []) == taken
