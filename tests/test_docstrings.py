"""Docstrings: what ruff and numpydoc cannot check, in the rooms that pyproject.toml does not exclude from numpydoc."""

import ast
import builtins
import importlib
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import matdrop

ROOT = Path(__file__).parents[1]
PACKAGE = Path(matdrop.__file__).parent
UNREVISED = re.compile(
    "|".join(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["numpydoc_validation"]["exclude_files"])
)
FILES = [
    file
    for file in sorted(PACKAGE.rglob("*.py"))
    if not UNREVISED.search(file.relative_to(PACKAGE.parent).as_posix()) and file.name != "__main__.py"
]
Documented = ast.FunctionDef | ast.ClassDef
AVOIDED = re.compile(r"(Gives?|Tells?|Lets?)\b")


def documented(tree: ast.AST, public: bool = True) -> Iterator[Documented]:
    """Yield the functions and classes of a module, methods among them; those inside of functions are not documented."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Documented) and not (public and node.name.startswith("_")):
            if ast.get_docstring(node):
                yield node
            if isinstance(node, ast.ClassDef):
                yield from documented(node, public)


def section(node: Documented, title: str) -> str:
    """Return a section of a numpydoc docstring, without its title."""
    found = re.search(
        rf"^{title}\n-+\n(.*?)(?=^\S[^\n]*\n--|\Z)", ast.get_docstring(node) or "", re.DOTALL | re.MULTILINE
    )
    return found[1] if found else ""


def exceptions_named(node: Documented) -> list[str]:
    return re.findall(r"^(\w[\w.]*)$", section(node, "Raises"), re.MULTILINE)


def exceptions_raised(node: Documented) -> set[str]:
    """Return the names that a function itself raises; not what it raises again, nor what is raised inside of it."""
    found = set()
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node)) if isinstance(node, ast.FunctionDef) else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Raise) and isinstance(part.exc, ast.Call):
            name = ast.unparse(part.exc.func).split(".")[-1]
            found |= {name} if name[0].isupper() else set()  # a function that makes the exception names none
        if not isinstance(part, (ast.FunctionDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(part)
    return found


@cache
def own_exceptions() -> dict[str, type]:
    """Return the exceptions that matdrop's modules define, by name."""
    found: dict[str, type] = {}
    for file in FILES:
        for name, value in vars(module_of(file)).items():
            if isinstance(value, type) and issubclass(value, BaseException):
                found[name] = value
    return found


def module_of(file: Path) -> ModuleType:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))


def is_exception(name: str, module: ModuleType) -> bool:
    """Whether a name is an exception there: in the module, built in, matdrop's own, or by its path."""
    owner, _, last = name.rpartition(".")
    value = getattr(importlib.import_module(owner), last, None) if owner else getattr(module, name, None)
    value = value or getattr(builtins, name, None) or own_exceptions().get(name)
    return isinstance(value, type) and issubclass(value, BaseException)


def unknown_exceptions(tree: ast.AST, module: ModuleType) -> list[str]:
    return [
        f"{node.name}: {name}" for node in documented(tree) for name in exceptions_named(node)
        if not is_exception(name, module)
    ]  # fmt: skip


def unnamed_exceptions(tree: ast.AST) -> list[str]:
    return [
        f"{node.name}: {name}"
        for node in documented(tree)
        for name in sorted(exceptions_raised(node))
        if name not in {named.split(".")[-1] for named in exceptions_named(node)}
    ]


def avoided_beginnings(tree: ast.AST) -> list[str]:
    return [node.name for node in documented(tree, public=False) if AVOIDED.match(ast.get_docstring(node) or "")]


def without_returns(tree: ast.AST) -> list[str]:
    """Name the functions that are described like a property, for which numpydoc asks for no Returns section."""
    return [
        node.name
        for node in documented(tree)
        if isinstance(node, ast.FunctionDef)
        and re.match("(The|Whether) ", ast.get_docstring(node) or "")
        and not any("property" in ast.unparse(decorator) for decorator in node.decorator_list)
        and not section(node, "Returns")
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_docstrings(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert not unknown_exceptions(tree, module_of(file)), "no such exceptions"
    assert not unnamed_exceptions(tree), "raised, and not in the section Raises"
    assert not avoided_beginnings(tree), "begin with Return, Check, Find, Read, Write, Call, Compare, ..."
    assert not without_returns(tree), "no section Returns"


PLANTED = '''
class Door:
    """A door."""

    def open(self):
        """Let it open.

        Raises
        ------
        ValueError
            If it is locked.
        NoSuchError
            Never.
        numpy.linalg.LinAlgError
            If it is singular.

        Examples
        --------
        >>> 1
        1
        """
        def inner():
            raise OSError("not the function's own")
        if self:
            raise KeyError("locked")
        raise ValueError("locked")

    def is_open(self):
        """Whether it is open."""

    @property
    def width(self):
        """The width."""

    def _key(self):
        """Give its key."""
'''


def test_planted_faults_are_found() -> None:
    tree = ast.parse(PLANTED)
    assert unknown_exceptions(tree, builtins) == ["open: NoSuchError"]
    assert unnamed_exceptions(tree) == ["open: KeyError"]
    assert avoided_beginnings(tree) == ["open", "_key"]
    assert without_returns(tree) == ["is_open"]


def test_rooms_are_left_out_by_name_only() -> None:
    rooms = {file.relative_to(PACKAGE).parts[0] for file in FILES}
    assert {"engines", "calling", "fixtures", "init", "streams", "fast", "port", "article", "explain", "cli"} <= rooms
