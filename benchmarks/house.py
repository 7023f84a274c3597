"""Measure how a package is built, side by side: ``python -m benchmarks.house [PACKAGE_FOLDER_OR_GIT_REVISION ...]``.

The default is the package of this checkout. A git revision of this checkout is read into a temporary folder.

What the figures mean:

- room: a folder with Python files. Arrow: a file imports another one, however often and wherever the import stands
  (in a function and under ``TYPE_CHECKING``, too). Circle: files that reach each other along arrows.
- complexity: radon's, which counts every branch, loop, comprehension, ``and``, ``or``, ``assert`` and conditional
  expression; functions inside a function belong to it. ruff's C901 (mccabe) counts statements only: it is printed too.
- nested comprehension: one that has a second ``for`` or holds another comprehension.
- private: the name begins with one underscore. All functions are counted, also those inside functions.
- comments: for 100 lines of code, without blank lines, docstrings and lines that only hold a comment.
"""

import argparse
import ast
import io
import subprocess
import tarfile
import tempfile
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import mean

import networkx
from mccabe import PathGraphingAstVisitor
from radon.complexity import cc_visit_ast
from radon.visitors import Class, Function

ROOT = Path(__file__).parents[1]
PACKAGE = "matdrop"
COMPLEX = 10
WORST = 5
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
WITHOUT_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
)


@dataclass(frozen=True)
class File:
    """A Python file: its path in the package and what it holds."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The file's syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """The file's tokens, comments among them."""
        return list(tokenize.generate_tokens(io.StringIO(self.text).readline))

    @property
    def room(self) -> str:
        """The folder that the file stands in."""
        return self.path.parent.as_posix()


@dataclass(frozen=True)
class Complexity:
    """A function, and how many ways lead through it."""

    value: int
    name: str


def read_package(folder: Path) -> list[File]:
    """Read all Python files of a package."""
    if not (folder / "__init__.py").is_file():
        raise SystemExit(f"{folder}: not a package: it has no __init__.py")
    return [File(path.relative_to(folder), path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))]


def read_revision(revision: str, folder: Path) -> Path:
    """Write the package as it was in a git revision into a folder, and return where it is."""
    command = ["git", "archive", "--format=tar", revision, PACKAGE]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{revision}: neither a folder nor a git revision: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder / PACKAGE


def module_name(path: Path, package: str) -> str:
    """Return the name by which a file of a package is imported."""
    parts = [package, *path.with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_names(tree: ast.Module, package: str) -> Iterator[tuple[str, str]]:
    """Find all imports of a file.

    Parameters
    ----------
    tree : ast.Module
        The file.
    package : str
        The name of the package that the file stands in, from which relative imports start.

    Yields
    ------
    tuple of str
        The longer name, if it is a module, is what is imported; otherwise the shorter one, which holds the name.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            yield from ((f"{source}.{alias.name}", source) for alias in node.names)


def import_graph(files: Sequence[File], package: str) -> "networkx.DiGraph[str]":
    """Return the graph of all imports between the files of a package."""
    modules = {module_name(file.path, package): file for file in files}
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(file.path.as_posix() for file in files)
    for name, file in modules.items():
        inside = name if file.path.name == "__init__.py" else name.rpartition(".")[0]
        for longer, shorter in imported_names(file.tree, inside):
            target = modules.get(longer) or modules.get(shorter)
            if target is not None and target is not file:
                graph.add_edge(file.path.as_posix(), target.path.as_posix())
    return graph


def room_graph(files: Iterable[File], arrows: "networkx.DiGraph[str]") -> "networkx.DiGraph[str]":
    """Return the graph of imports between rooms, in which each file beside the rooms stands for itself.

    What is at the package's top may be below all rooms (its exceptions) or above them (a plugin).
    """
    room_of = {name: file.room if file.room != "." else name for file in files for name in [file.path.as_posix()]}
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(room_of.values())
    graph.add_edges_from((room_of[a], room_of[b]) for a, b in arrows.edges if room_of[a] != room_of[b])
    return graph


def circles(graph: "networkx.DiGraph[str]") -> list[list[str]]:
    """Return the circles of a graph, the largest first."""
    found = [sorted(circle) for circle in networkx.strongly_connected_components(graph) if len(circle) > 1]
    return sorted(found, key=lambda circle: (-len(circle), circle))


def complexities(file: File) -> list[Complexity]:
    """Measure each function by radon, which counts what stands in expressions, too."""
    found = []
    for block in cc_visit_ast(file.tree):
        if isinstance(block, Function):
            name = f"{block.classname}.{block.name}" if block.classname else block.name
            found.append(Complexity(block.complexity, f"{file.path.as_posix()}: {name}"))
        else:
            assert isinstance(block, Class)  # its methods are blocks of their own
    return found


def statement_complexities(file: File) -> list[Complexity]:
    """Measure each function as ruff's C901 does: by its statements."""
    visitor = PathGraphingAstVisitor()
    visitor.preorder(file.tree, visitor)
    return [Complexity(graph.complexity(), graph.entity) for graph in visitor.graphs.values()]


def nested_comprehensions(tree: ast.Module) -> int:
    """Count comprehensions that have a second ``for`` or hold another comprehension."""
    comprehensions = [node for node in ast.walk(tree) if isinstance(node, COMPREHENSIONS)]
    return sum(len(node.generators) > 1 or holds_comprehension(node) for node in comprehensions)


def holds_comprehension(node: ast.AST) -> bool:
    """Check whether a comprehension stands somewhere inside a node."""
    return any(isinstance(inner, COMPREHENSIONS) for inner in ast.walk(node) if inner is not node)


def function_names(tree: ast.Module) -> list[str]:
    """Return the names of all functions, those inside classes and functions included."""
    return [node.name for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]


def is_private(name: str) -> bool:
    """Check whether a function is for its own file; names such as ``__len__`` are Python's."""
    return name.startswith("_") and not name.startswith("__")


def docstring_lines(tree: ast.Module) -> set[int]:
    """Return the numbers of the lines that docstrings take."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def code_lines(file: File) -> int:
    """Count lines with code: not blank, not only a comment, not part of a docstring."""
    lines: set[int] = set()
    for token in file.tokens:
        if token.type not in WITHOUT_CODE:
            lines |= set(range(token.start[0], token.end[0] + 1))
    return len(lines - docstring_lines(file.tree))


def share(part: int, whole: int) -> str:
    """Return a share in percent, as text."""
    return f"{part / whole:.1%}" if whole else "-"


def average(values: Sequence[int]) -> str:
    """Return a mean as text."""
    return f"{mean(values):.2f}" if values else "-"


def figures_of(files: Sequence[File]) -> dict[str, str]:
    """Measure the code of some files: their size, complexity, comprehensions, names and comments."""
    by_all = [found.value for file in files for found in complexities(file)]
    by_statement = [found.value for file in files for found in statement_complexities(file)]
    names = [name for file in files for name in function_names(file.tree)]
    comments = sum(token.type == tokenize.COMMENT for file in files for token in file.tokens)
    code = sum(map(code_lines, files))
    return {
        "files": str(len(files)),
        "lines": str(sum(len(file.text.splitlines()) for file in files)),
        "functions": str(len(names)),
        "mean complexity": average(by_all),
        f"complexity >= {COMPLEX}": share(sum(value >= COMPLEX for value in by_all), len(by_all)),
        "mean C901": average(by_statement),
        f"C901 >= {COMPLEX}": share(sum(value >= COMPLEX for value in by_statement), len(by_statement)),
        "nested comprehensions": str(sum(nested_comprehensions(file.tree) for file in files)),
        "private functions": share(sum(map(is_private, names)), len(names)),
        "comments per 100 lines": f"{100 * comments / code:.1f}" if code else "-",
    }


def graph_figures(files: Sequence[File], package: str) -> dict[str, str]:
    """Measure how the files of a package, and its rooms, hang together."""
    arrows = import_graph(files, package)
    rooms = room_graph(files, arrows)
    of_files, of_rooms = circles(arrows), circles(rooms)
    return {
        "rooms": str(len({file.room for file in files})),
        "arrows between rooms": str(rooms.number_of_edges()),
        "circles of rooms": described(of_rooms),
        "arrows between files": str(arrows.number_of_edges()),
        "circles of files": described(of_files),
    }


def described(found: Sequence[Sequence[str]]) -> str:
    """Say how many circles there are, and how large the largest is."""
    return f"{len(found)}, the largest of {len(found[0])}" if found else "0"


def most_complex(files: Iterable[File]) -> list[Complexity]:
    """Return the functions of the highest complexity, the worst first."""
    found = [found for file in files for found in complexities(file)]
    return sorted(found, key=lambda one: (-one.value, one.name))[:WORST]


def figures(files: Sequence[File], package: str) -> dict[str, str]:
    """Measure a package.

    Parameters
    ----------
    files : sequence of File
        All its Python files.
    package : str
        The name by which it is imported.

    Returns
    -------
    dict
        The figures by their names, as text, in the order in which they are shown.

    Examples
    --------
    >>> found = figures([File(Path("__init__.py"), "from p import a"), File(Path("a.py"), "import p")], "p")
    >>> found["arrows between files"], found["circles of files"]
    ('2', '1, the largest of 2')
    """
    return figures_of(files) | graph_figures(files, package)


def by_room(files: Sequence[File]) -> dict[str, dict[str, str]]:
    """Measure each room of a package by itself."""
    rooms = sorted({file.room for file in files})
    return {room: figures_of([file for file in files if file.room == room]) for room in rooms}


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out in columns: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def side_by_side(packages: Mapping[str, Mapping[str, str]]) -> str:
    """Lay the figures of packages out, a column for each package."""
    names = next(iter(packages.values()))
    return aligned([["", *packages], *([name, *(found[name] for found in packages.values())] for name in names)])


def room_table(rooms: Mapping[str, Mapping[str, str]]) -> str:
    """Lay the figures of rooms out, a row for each room; the words of a heading stand below each other."""
    headings = [["room"], *(name.split() for name in next(iter(rooms.values())))]
    height = max(map(len, headings))
    top = zip(*([""] * (height - len(words)) + words for words in headings), strict=True)
    return aligned([*map(list, top), *([room, *found.values()] for room, found in rooms.items())])


def read(argument: str, stack: ExitStack) -> tuple[list[File], str]:
    """Read the package that an argument names; return its files and the name by which it is imported."""
    folder = Path(argument)
    if not folder.is_dir():
        folder = read_revision(argument, Path(stack.enter_context(tempfile.TemporaryDirectory())))
    return read_package(folder), folder.resolve().name


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of packages side by side."""
    parser = argparse.ArgumentParser("python -m benchmarks.house", description="Measure how a package is built.")
    parser.add_argument("packages", nargs="*", default=[str(ROOT / PACKAGE)], metavar="PACKAGE_FOLDER_OR_GIT_REVISION")
    parser.add_argument("--by-room", action="store_true", help="also a row for each room of each package")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        packages = {argument: read(argument, stack) for argument in options.packages}
    print(side_by_side({name: figures(files, package) for name, (files, package) in packages.items()}))
    for name, (files, package) in packages.items():
        print(f"\n{name}: the functions of the highest complexity")
        print("\n".join(f"{found.value:5} {found.name}" for found in most_complex(files)))
        for circle in circles(import_graph(files, package)):
            print(f"{name}: a circle of {len(circle)} files: {', '.join(circle)}")
        if options.by_room:
            print(f"\n{room_table(by_room(files))}")


if __name__ == "__main__":
    main()
