"""Lines of originals whose behaviour is known to differ between engines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matdrop.cases.pair import Pair
from matdrop.cases.reference import Engine
from matdrop.differences.difference import Difference, load_differences
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile, parse, read
from matdrop.source.matlab_syntax import Node, Span
from matdrop.source.original import sources_of

MATLAB = Engine("MATLAB", "")
OLDEST = Engine("GNU Octave", "7")  # it differs most
_REST = "REST"
_WORD = re.compile(r"[A-Za-z_]\w+")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True)
class KnownDifference:
    """A line of an original that a row of the table is about.

    Attributes
    ----------
    file : Path
        The original, or a file that it calls.
    line : int
        The line.
    code : str
        What stands there.
    row : Difference
        The row.
    """

    file: Path
    line: int
    code: str
    row: Difference

    def between(self, first: Engine, other: Engine) -> str:
        """Say what two engines give.

        Parameters
        ----------
        first, other : Engine
            The engines.

        Returns
        -------
        str
            The line, both results of the row's own example, and its id.
        """
        return (
            f"{self.file.name}:{self.line} `{self.code}`: such a call gives {self.row.result_in(first)} in {first}, "
            f"{self.row.result_in(other)} in {other}".rstrip()
            + f" (matdrop differences {self.row.id})"
        )


def differences_in(file: Path, first: Engine, other: Engine = MATLAB) -> list[KnownDifference]:
    r"""Find the lines of a file that are known to behave otherwise in another engine.

    Parameters
    ----------
    file : Path
        A ``.m`` file; it is read, not run.
    first, other : Engine
        The engines; MATLAB by its documentation.

    Returns
    -------
    list of KnownDifference
        In the order of lines. Only calls that differ whatever their values are looked for.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "f.m"
    >>> _ = file.write_text("function c = f(x, y)\nc = cov(x, y);\nend")
    >>> [(found.line, found.row.id) for found in differences_in(file, Engine("GNU Octave", "7.3.0"))]
    [(2, 'cov-two-vectors')]
    >>> differences_in(file, Engine("GNU Octave", "11.3.0"))
    []
    """
    code = read(file)
    words = set(_WORD.findall(code.text))
    rows = [
        (row, _parsed(text))
        for row in _rows()
        if _differ(row, first, other)
        for text in row.where
        if _words_of(text) <= words  # to look for words costs least
    ]
    found = {
        (node.span.line, row.id): KnownDifference(file, node.span.line, _short(code.text_of(node)), row)
        for node in code.walk()
        for row, pattern in rows
        if type(node) is type(pattern) and _matches(pattern, node) and not _is_own(node, file, code)
    }
    return [known for _, known in sorted(found.items(), key=lambda item: item[0])]


def differences_of(pair: Pair, first: Engine, other: Engine = MATLAB, refusals: bool = True) -> list[KnownDifference]:
    """Find the lines of an original, and of the files that it calls, that behave otherwise in another engine.

    Parameters
    ----------
    pair : Pair
        With the original.
    first, other : Engine
        As for `differences_in`.
    refusals : bool
        Whether lines count that the first engine refuses.

    Returns
    -------
    list of KnownDifference
        File by file.
    """
    if not pair.original.is_file():
        return []
    files = [file for file in sources_of(pair.original, pair.path) if file.suffix == ".m"]
    found = [known for file in files for known in differences_in(file, first, other)]
    return [known for known in found if refusals or not known.row.result_in(first).startswith("error: ")]


def _differ(row: Difference, first: Engine, other: Engine) -> bool:
    """Whether a row says what both engines give, and that it is not the same, and no shim makes it the same."""
    one, two = row.result_in(first), row.result_in(other)
    if not one or not two or one == two:
        return False
    return not row.shim or row.shim != (two if first.name != "MATLAB" else one)


@cache
def _rows() -> Sequence[Difference]:
    return load_differences()


@cache
def _words_of(text: str) -> frozenset[str]:
    """Return the names in a pattern that stand for themselves."""
    return frozenset(_WORD.findall(_QUOTED.sub("", text))) - {_REST}


@cache
def _parsed(text: str) -> Node:
    """Read a pattern: a call or an operation, or several outputs of a call."""
    match parse(f"{text};").parts:
        case (syntax.ExpressionStatement(value=value),):
            return value
        case (syntax.Assignment() as assignment,):
            return assignment
    raise ValueError(f"{text} is no pattern: it is neither a call nor an assignment")


def _is_own(node: Node, file: Path, code: MatlabFile) -> bool:
    """Whether what is called is no function of the engine: a variable, or a function of the file or of its folder."""
    match node.value if isinstance(node, syntax.Assignment) else node:
        case syntax.Call(function=syntax.Name(name=name)):
            own = {function.name for function in code.all_functions()} | code.variables
            return name in own or (file.parent / f"{name}.m").is_file()
    return False


def _matches(pattern: object, node: object) -> bool:
    """Whether a node has the form of a pattern."""
    match pattern:
        case syntax.Name(name=name) if len(name) == 1 and name.isupper():
            return True
        case syntax.Text(quote=quote, value=value):
            if not isinstance(node, syntax.Text):
                return False
            # A text in single quotes stands for the word, one in double quotes for any text in double quotes.
            return node.quote == '"' if quote == '"' else node.value.lower() == value.lower()
        case tuple():
            return isinstance(node, tuple) and _match_all(pattern, node)
        case Node():
            return type(pattern) is type(node) and _parts_match(pattern, node)
    return pattern == node


def _parts_match(pattern: Node, node: object) -> bool:
    names = (name for name in pattern.__struct_fields__ if name not in ("after", "prints"))
    parts = ((getattr(pattern, name), getattr(node, name)) for name in names)
    return all(isinstance(part, Span) or _matches(part, other) for part, other in parts)


def _match_all(patterns: tuple[object, ...], nodes: tuple[object, ...]) -> bool:
    """Whether nodes in a row match patterns in a row; REST stands for any number of them."""
    if not patterns:
        return not nodes
    match patterns[0]:
        case syntax.Name(name=name) if name == _REST:
            return any(_match_all(patterns[1:], nodes[start:]) for start in range(len(nodes) + 1))
    return bool(nodes) and _matches(patterns[0], nodes[0]) and _match_all(patterns[1:], nodes[1:])


def _short(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= 60 else line[:58] + " …"


def lines_between(pair: Pair, engines: Sequence[Engine], differs: Sequence[bool]) -> Iterator[str]:
    """Find the rows that may explain why engines differ on an original.

    Parameters
    ----------
    pair : Pair
        With the original.
    engines : sequence of Engine
        The reference first.
    differs : sequence of bool
        Whether each answers otherwise than the reference.

    Yields
    ------
    str
        A line for each place and engine.
    """
    for engine, other in zip(engines, differs, strict=True):
        if other:
            yield from (known.between(engines[0], engine) for known in differences_of(pair, engines[0], engine))
