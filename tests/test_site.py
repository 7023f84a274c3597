"""The generated pages of the site say what the code says; `make docs` builds the rest and fails on a warning."""

import dataclasses
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from matdrop.cli import build_parser
from matdrop.pitfalls.catalogue import choose_pitfalls, load_pitfalls

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    pytest.importorskip("mkdocs", reason="the extra docs is not installed: the generated pages are not tried")
    spec = importlib.util.spec_from_file_location("hooks", ROOT / "docs/hooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_command_line_has_a_section_for_each_command(hooks: ModuleType) -> None:
    page = hooks.command_line_page(build_parser())
    titles = re.findall("^## (.*)$", page, re.MULTILINE)
    assert {"matdrop verify", "matdrop trace", "matdrop fixtures record", "matdrop pitfalls"} <= set(titles)
    assert len(titles) == len(list(hooks.commands_of(build_parser())))


def test_the_command_line_has_a_row_for_each_option(hooks: ModuleType) -> None:
    for command in hooks.commands_of(build_parser()):
        text = "\n".join(hooks.section(command))
        for option in command._option_string_actions:
            assert option in ("-h", "--help") or f"`{option}" in text, (command.prog, option)
        for line in text.splitlines():
            assert not line.startswith("| ") or len(re.findall(r"(?<!\\)\|", line)) == 3, line


def test_what_an_option_says_is_not_taken_for_markdown(hooks: ModuleType) -> None:
    assert hooks.as_text("a|b and `c|d` of <FILE>, *all*") == r"a\|b and `c|d` of \<FILE\>, \*all\*"
    assert hooks.code_cell("--matlab=a|b") == r"`--matlab=a\|b`"


def test_each_pitfall_has_its_place_on_the_page_of_its_topic(hooks: ModuleType) -> None:
    pages = dict(hooks.pitfall_pages())
    for row in load_pitfalls():
        assert f"\n## {row.id}\n" in pages[f"pitfalls/{row.topic}.md"]
    counts = re.findall(r"^\| \[([\w-]+)\]\(\1\.md\) \| (\d+) \|$", pages["pitfalls/index.md"], re.MULTILINE)
    assert sum(int(count) for _, count in counts) == len(load_pitfalls())
    assert "\n## numpy-find\n" in pages["pitfalls/numpy-table.md"]


def test_no_page_is_made_of_rows_that_do_not_hold(hooks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = dataclasses.replace(choose_pitfalls("std-ddof", load_pitfalls())[0], right="r = 1.5")
    monkeypatch.setattr(hooks, "load_pitfalls", lambda: (wrong,))
    with pytest.raises(ValueError, match="std-ddof: does not hold"):
        dict(hooks.pitfall_pages())


def test_links_of_the_article_lead_to_pages_that_are_there(hooks: ModuleType) -> None:
    article = (ROOT / "docs/article/index.md").read_text(encoding="utf-8")
    page = hooks.on_page_markdown(article, None, None, None)
    links = set(re.findall(r"\]\((source/\w+\.md)#(original|port)\)", page))
    pages = dict(hooks.source_pages())
    assert len(links) > 40
    for link, anchor in links:
        assert f"{{ #{anchor} }}" in pages[f"article/{link}"]
    assert "../matlab_ref" not in page
    assert "../matdrop" not in page


def test_built_pages_stay_out_of_git() -> None:
    assert "build/" in (ROOT / ".gitignore").read_text().splitlines()
    assert "site_dir: build/" in (ROOT / "mkdocs.yml").read_text()
    assert not (ROOT / "docs/pitfalls").exists()
