"""The README, CONTRIBUTING and the docs tell the truth: their files are written, their commands and examples run.

A page is run from top to bottom in a folder of its own, which has the files of the page Start to begin with. In it

- a block below a line that is only a file's name is that file,
- a ``diff`` changes the file that has the lines that it takes away,
- a ``console`` holds commands and what they print: ``...`` stands for anything,
- a ``python`` without a name holds examples, or a script.
"""

import contextlib
import doctest
import io
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any, ClassVar

import msgspec
import pytest

from matdrop import cli
from matdrop.cases import entries
from matdrop.cases.toml_reader import keys_of
from tests.conftest import Project

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
BLOCK = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
NAME_OF_FILE = re.compile(r"`([\w.]+)`\n\n\Z")
INLINE = re.compile(r"(?<!`)`((?:matdrop|pytest|python -m|make) [^`]+)`(?!`)")
COLUMNS = "110"  # the width in which the pages show what is printed

TABLE = DOCS / "reference/table.md"

# What no test runs, and why. A command is taken out by what it begins with; each entry must be needed.
NOT_RUN = {
    # What installs something, on this system or another.
    "sudo ": "needs the rights of an administrator",
    "brew ": "needs macOS",
    "wsl ": "needs Windows",
    "make octave": "installs a package; .ci/run runs it",
    "python3 -m venv": "makes an environment; .ci/run does it",
    ". .venv/bin/activate": "changes the shell that it is typed into",
    "python -m pip install": "downloads packages; .ci/run does it",
    # What is a suite of its own.
    "make verify": "runs all cases; .ci/run runs it, and tests/test_readme.py holds its last line",
    "make test": "runs this test",
    # What needs MATLAB.
    "matdrop verify --engine matlab": "needs MATLAB",
    "matdrop verify normalizeColumns.m normalize_columns.py --args \"magic(4)\" --engine matlab": "needs MATLAB",
    "matdrop fixtures record --engine matlab": "needs MATLAB",
    "pytest --matlab=live --matlab-engine=matlab": "needs MATLAB",
    "matlab ": "needs MATLAB",
    # What needs other Octaves.
    "matdrop verify --engines": "needs Octave 9 and 11; tests/cli/test_engines.py runs it where they are",
    "matdrop fixtures record --engines": "needs Octave 9 and 11; tests/cli/test_engines.py runs it where they are",
    # What needs other machines.
    "matdrop verify --dask": "needs a Dask cluster",
}  # fmt: skip


@dataclass(frozen=True)
class Block:
    """A fenced block: the file that it is, or nothing; its language; what it holds."""

    file: str
    language: str
    text: str


def blocks_of(page: Path) -> Iterator[Block]:
    """Find the blocks of a page, those of tabs included."""
    text = page.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        name = NAME_OF_FILE.search(text, endpos=match.start())
        yield Block(name[1] if name else "", match[2], dedent(match[3]))


def commands_of(block: Block) -> Iterator[tuple[str, str]]:
    """Split a console into its commands, each with what it prints."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def excuse_of(command: str) -> str:
    """Return what a command that no test runs begins with, or nothing."""
    return next((start for start in NOT_RUN if command.startswith(start)), "")


START = [block for block in blocks_of(DOCS / "start.md") if block.file]


@dataclass
class Session:
    """What a page has done so far, in a folder of its own."""

    folder: Path
    request: pytest.FixtureRequest
    code: int = 0
    names: dict[str, Any] = field(default_factory=dict)

    def take(self, block: Block) -> None:
        """Do what a block says."""
        if block.file:
            (self.folder / block.file).write_text(block.text, encoding="utf-8")
        elif block.language in self.actions:
            self.actions[block.language](self, block)

    def change(self, block: Block) -> None:
        """Change a file as a diff says."""
        lines = block.text.splitlines()
        for before, after in zip(lines[::2], lines[1::2], strict=True):
            assert (before[0], after[0]) == ("-", "+")
            file = self.file_with(f"{before[1:]}\n")
            file.write_text(file.read_text().replace(f"{before[1:]}\n", f"{after[1:]}\n"))

    def file_with(self, text: str) -> Path:
        """Find the only file that has a text, once."""
        (file,) = (file for file in self.folder.glob("*.py") if text in file.read_text())
        assert file.read_text().count(text) == 1
        return file

    def type_in(self, block: Block) -> None:
        """Run the commands of a console and compare what they print."""
        for command, shown in commands_of(block):
            if not excuse_of(command):
                printed = self.run(command.partition("  # ")[0])
                assert is_shown(shown.splitlines(), printed), f"{command} printed\n{printed}"

    def run(self, command: str) -> str:
        """Run a command; return what it prints, with the folder left out and the version of Octave of the pages."""
        words, target = self.words_of(command)
        printed = self.run_words(words).replace(f"{self.folder}/", "")
        printed = re.sub(r"(GNU Octave) \d+\.\d+\.\d+", r"\1 7.3.0", printed)
        if target:
            (self.folder / target).write_text(printed)
            return ""
        return printed

    def words_of(self, command: str) -> tuple[list[str], str]:
        """Split a command into its words and the file that takes what it prints."""
        words = shlex.split(command)
        return (words[:-2], words[-1]) if words[-2:-1] == [">"] else (words, "")

    def run_words(self, words: list[str]) -> str:
        if words[0] == "matdrop":
            return self.run_matdrop(words[1:])
        if words == ["echo", "$?"]:
            return f"{self.code}\n"
        if "pytest" in (words[0], *words[2:3]):
            return self.run_pytest(words[words.index("pytest") + 1 :])
        program = sys.executable if words[0] == "python" else words[0]
        # In the folder that a command was carried to, if the page has made one.
        folder = self.folder / "taken" if "record_fixtures" in words else self.folder
        finished = subprocess.run([program, *words[1:]], cwd=folder, capture_output=True, text=True, check=False)
        self.code = finished.returncode
        assert self.code in (0, 1), f"{words}\n{finished.stdout}\n{finished.stderr}"
        return finished.stdout

    def run_pytest(self, words: list[str]) -> str:
        """Run pytest in this process, with what it has imported: test_adapters.py runs one of its own."""
        pytester = self.request.getfixturevalue("pytester")
        with contextlib.chdir(self.folder):
            result = pytester.runpytest_inprocess(*words, "-p", "no:cacheprovider")
        self.code = int(result.ret)
        assert self.code in (0, 1), result.stderr.str()
        return str(result.stdout)

    def run_matdrop(self, words: list[str]) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            self.code = cli.main(words)
        assert self.code in (0, 1) or "matdrop: " in printed.getvalue()
        return printed.getvalue()

    def run_python(self, block: Block) -> None:
        """Run examples and compare what they give, or run a script."""
        if ">>>" not in block.text:
            exec(compile(block.text, "page", "exec"), self.names)
            return
        test = doctest.DocTestParser().get_doctest(block.text, {}, "page", None, 0)
        test.globs = self.names
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
        said = io.StringIO()
        results = runner.run(test, out=said.write, clear_globs=False)
        assert results.failed == 0, said.getvalue()
        assert results.attempted > 0

    actions: ClassVar[Mapping[str, Callable[["Session", Block], None]]] = {
        "diff": change,
        "console": type_in,
        "python": run_python,
    }


def is_shown(shown: list[str], printed: str) -> bool:
    """Check whether the lines of the page stand in the output in this order; ``...`` stands for anything."""
    parts = [re.escape(part) for part in "\n".join(line.rstrip() for line in shown).split("...")]
    lines = "\n".join(line.rstrip() for line in printed.splitlines())
    return re.search(r"\A\n?" + ".*?".join(parts) + r"\s*\Z", lines, re.DOTALL) is not None


def needs_octave(page: Path) -> bool:
    """Check whether a page has commands that run originals."""
    commands = [
        command for block in blocks_of(page) if block.language == "console" for command, _ in commands_of(block)
    ]
    return any(not excuse_of(command) for command in commands) or "matdrop.verify(" in page.read_text(encoding="utf-8")


def is_run(block: Block) -> bool:
    """Check whether a block holds something to run."""
    return block.language in Session.actions and not block.file


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(map(is_run, blocks_of(page)))], ids=lambda page: str(page.relative_to(ROOT))
)
def test_a_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if needs_octave(page):
        request.getfixturevalue("octave")
    if "import dask" in page.read_text(encoding="utf-8"):
        pytest.importorskip("dask.array", reason="the extra dask is not installed: the page's examples are not tried")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for block in START:  # another page may have imported a port of this name
        monkeypatch.delitem(sys.modules, Path(block.file).stem, raising=False)
    monkeypatch.setenv("COLUMNS", COLUMNS)
    session = Session(tmp_path, request)
    for block in [*START, *blocks_of(page)]:
        session.take(block)


@pytest.mark.usefixtures("octave")
def test_the_workflows_of_ci_in_the_project_of_the_tutorial(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.chdir(tmp_path)
    session = Session(tmp_path, request)
    for block in blocks_of(DOCS / "tutorial.md"):
        if block.file or block.language == "diff":
            session.take(block)
    session.run("matdrop fixtures record")
    workflows = re.findall(r"^ +- run: (.*)$", (DOCS / "how-to/ci.md").read_text(encoding="utf-8"), re.MULTILINE)
    live, check, saved = (command for command in workflows if " install " not in command)
    assert session.run(check).endswith("2 cases: 0 missing, 0 stale, 0 tampered, 0 unused\n")
    assert "matdrop: 2 cases: 2 live in GNU Octave 7.3.0, 2 saved; 0 stale" in session.run(live)
    shown = [command for block in blocks_of(DOCS / "tutorial.md") for command, _ in commands_of(block)]
    assert saved.removeprefix("python -m ") in shown  # the page has run it


def test_what_is_not_run_is_on_a_page() -> None:
    commands = [
        command for page in PAGES for block in blocks_of(page) if block.language == "console"
        for command, _ in commands_of(block)
    ]  # fmt: skip
    assert {excuse_of(command) for command in commands} - {""} == NOT_RUN.keys()


def test_commands_stand_in_a_console() -> None:
    """No command hides in an indented block or in a fence of another language, where it would not be run."""
    for page in PAGES:
        rest = BLOCK.sub("", page.read_text(encoding="utf-8"))
        assert not re.search(r"^ {4,}(\$ |matdrop |pytest |python )", rest, re.MULTILINE), page
        for block in blocks_of(page):
            assert block.language, f"{page}: a fence without a language"
            assert block.language in ("console", "yaml") or "\n$ " not in f"\n{block.text}", page


def options_of_commands() -> dict[str, set[str]]:
    """Return the options of each command of the command line, by its words."""
    options: dict[str, set[str]] = {}
    waiting = [cli.build_parser()]
    while waiting:
        parser = waiting.pop()
        options[parser.prog] = set(parser._option_string_actions)
        for action in parser._actions:
            if isinstance(action.choices, dict):
                waiting += action.choices.values()
    return options


def test_commands_inside_sentences_are_known() -> None:
    options = options_of_commands()
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    checks: dict[str, Callable[[list[str]], bool]] = {
        "matdrop": lambda words: is_known(words, options),
        "pytest": lambda words: True,
        "make": lambda words: words[1] in targets,
        "python": lambda words: words[2] in ("pip", "pytest") or is_module(words[2]),
    }
    found = [(page, said) for page in PAGES for said in INLINE.findall(page.read_text(encoding="utf-8"))]
    assert len(found) > 50
    unknown = [(page.name, said) for page, said in found if not checks[said.split()[0]](said.split())]
    assert unknown == []


def is_known(words: list[str], options: dict[str, set[str]]) -> bool:
    """Check whether a command exists and has the options that are named."""
    longest = max((prog for prog in options if words[: len(prog.split())] == prog.split()), key=len)
    rest = words[len(longest.split()) :]
    is_group = any(prog.startswith(f"{longest} ") for prog in options)
    named = {word.strip("[],").partition("=")[0] for word in rest if word.strip("[").startswith("--")}
    # A word behind a group of commands would be one of them.
    is_placeholder = rest[:1] in ([], ["COMMAND"])
    return (is_placeholder or not is_group) and named <= options[longest] | {"--help"}


@pytest.mark.parametrize(
    ("command", "known"),
    [
        ("matdrop verify --json", True),
        ("matdrop verify [--jobs N]", True),
        ("matdrop verify --jason", False),
        ("matdrop fixtures chek", False),
        ("matdrop verfy", False),
        ("matdrop COMMAND --help", True),
    ],
)
def test_a_command_that_does_not_exist_is_found(command: str, known: bool) -> None:
    assert is_known(command.split(), options_of_commands()) is known


def is_module(name: str) -> bool:
    """Check whether a module stands in the repository."""
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__main__.py").is_file()


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page: Path) -> None:
    """Those of the docs are checked when the site is built."""
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (ROOT / link).exists(), link


NAMED = re.compile(r"`((?:matdrop|tests|docs|benchmarks|matlab_ref|fixtures)/[\w./]+|[\w]+/[\w./]*|\.ci/run)`")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_files_that_are_named_exist(page: str) -> None:
    """A path is one of the repository, or one of the package."""
    named = NAMED.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(named) > 5
    placeholders = re.compile("NAME|TOPIC|ROOM|FILE")
    named = [path for path in named if not placeholders.search(path)]
    assert [path for path in named if not ((ROOT / path).exists() or (ROOT / "matdrop" / path).exists())] == []


def test_the_picture_of_the_rooms_is_the_contract() -> None:
    """`make lint` proves the contract, so the picture need only be the same."""
    picture = re.findall(r"^    ((?:\w+(?:/|\.py)  ?)+)", (DOCS / "architecture.md").read_text("utf-8"), re.MULTILINE)
    rooms = [room.removesuffix("/").removesuffix(".py") for line in picture for room in line.split()]
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [room for layer in contract["layers"] for room in layer.split(" | ")]
    assert rooms == [room for room in layers if room not in ("__main__", "errors", "version")]


def test_types_stand_where_the_architecture_says() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([\w/]+\.py)` \|", (DOCS / "architecture.md").read_text("utf-8"), re.MULTILINE)
    assert [name for name, _ in rows] == [
        "Case",
        "Reference",
        "PortAnswer",
        "Comparison",
        "Result",
        "Report",
        "Finding",
    ]
    for name, file in rows:
        assert f"\nclass {name}" in (ROOT / "matdrop" / file).read_text(encoding="utf-8"), (name, file)


def test_the_table_in_the_docs_is_understood(project: Project) -> None:
    page = TABLE.read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    original = "function [theta, J_history] = gradientDescent(X, y, theta, alpha, steps)\nend\n"
    (case,) = project({"matlab/gradientDescent.m": original, "cases.toml": example}).cases
    assert (case.id, case.expected) == ("gradientDescent/small", "MISMATCH")
    assert case.tolerance["theta"].rtol == 1e-12


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("[matdrop]", entries.Settings),
        ("[PAIR]", entries.PairEntry),
        ("[[PAIR.case]]", entries.CaseEntry),
        ("[[PAIR.generate]]", entries.GenerateEntry),
    ],
)
def test_each_key_of_the_table_has_a_row(section: str, entry: type[msgspec.Struct]) -> None:
    text = TABLE.read_text(encoding="utf-8").partition(f"## `{section}`")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)
    assert {key for row in rows for key in re.findall(r"`(\w+)`", row)} == set(keys_of(entry))


def test_contributing_stays_on_one_screen() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 60


def test_a_line_that_is_not_printed_is_found_missing() -> None:
    assert is_shown(["a", "...", "c"], "a\nb\nc\n")
    assert is_shown(["value 1; ..."], "value 1; at most 3 ulp\n")
    assert not is_shown(["a", "c"], "a\nb\nc\n")
    assert not is_shown(["a", "...", "d"], "a\nb\nc\n")


@pytest.mark.parametrize(
    ("page", "fails"),
    [
        ("```python\n>>> 1 + 1\n2\n\n```\n", False),
        ("```python\n>>> 1 + 1\n3\n\n```\n", True),
        ("```python\nassert 1 == 2\n```\n", True),
        ("=== \"Linux\"\n\n    ```console\n    $ matdrop stream --seed 1 \"rand\"\n    nonsense\n    ```\n", True),
        ("```console\n$ matdrop verify nothing\nmatdrop: ...\n$ echo $?\n2\n```\n", False),
        ("```console\n$ matdrop verify nothing\nmatdrop: ...\n$ echo $?\n0\n```\n", True),
    ],
)  # fmt: skip
def test_a_page_that_is_wrong_fails(page: str, fails: bool, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    (tmp_path / "page.md").write_text(page)
    session = Session(tmp_path, request)
    with pytest.raises(AssertionError) if fails else contextlib.nullcontext():
        for block in blocks_of(tmp_path / "page.md"):
            session.take(block)
