"""What the sources of a pair compare with: numbers at which a branch turns, and texts that choose one."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from matdrop.source.matlab import parse
from matdrop.source.matlab_syntax import Binary, Call, Case, Cell, Name, Node, Number, Parentheses, Text, Unary, walk

COMPARISONS = {"<", "<=", ">", ">=", "==", "~="}
# Functions whose result turns at an argument.
TURNING = {"max", "min", "mod", "rem", "maximum", "minimum", "clip", "fmod", "remainder", "isclose"}
COMPARING = {"strcmp", "strcmpi", "strncmp", "strncmpi", "ismember", "isequal", "startswith", "endswith"}


@dataclass(frozen=True)
class Thresholds:
    """What sources compare with.

    Attributes
    ----------
    numbers : tuple of float
        Sorted.
    texts : tuple of str
        Sorted.
    """

    numbers: tuple[float, ...] = ()
    texts: tuple[str, ...] = ()


def thresholds_of(originals: Sequence[Path], port: Path | None) -> Thresholds:
    """Read what the sources of a pair compare with.

    Parameters
    ----------
    originals : sequence of Path
        ``.m`` files: the original, and what it calls.
    port : Path or None
        The port's file.

    Returns
    -------
    Thresholds
        Of all of them. A port that Python cannot read has none.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> thresholds_of([OWN_TABLE.parent / "inverted_dropout.m"], None).texts
    ()
    """
    found = [value for file in originals for value in in_matlab(file.read_bytes())]
    if port is not None and port.is_file():
        found += in_python(port.read_bytes())
    numbers = {float(value) for value in found if not isinstance(value, str)}
    return Thresholds(tuple(sorted(numbers)), tuple(sorted({value for value in found if isinstance(value, str)})))


def in_matlab(source: str | bytes) -> list[float | str]:
    """Find what MATLAB code compares with.

    Parameters
    ----------
    source : str or bytes
        The code.

    Returns
    -------
    list of float or str
        In the order of the code.

    Examples
    --------
    >>> in_matlab("if x <= -2.5 || strcmp(kind, 'max'), y = min(x, 7); end")
    [-2.5, 'max', 7.0]
    """
    found: list[float | str] = []
    for node in parse(source).walk():
        for operand in _compared(node):
            found += _constants(operand)
    return found


def _compared(node: Node) -> Sequence[Node]:
    """Return what a node compares."""
    match node:
        case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
            return left, right
        case Case(value=value):
            return (value,)
        case Call(function=Name(name=name), arguments=arguments) if name in TURNING | COMPARING:
            return arguments
    return ()


def _constants(operand: Node) -> Iterator[float | str]:
    """Yield the constant that an operand is, or those of a cell."""
    match operand:
        case Number(text=text):
            with contextlib.suppress(ValueError):
                yield float(text)
        case Unary(operator="-", operand=Number(text=text)):
            with contextlib.suppress(ValueError):
                yield -float(text)
        case Text(value=value):
            yield value
        case Parentheses(inner=inner):
            yield from _constants(inner)
        case Cell():
            yield from (node.value for node in walk(operand) if isinstance(node, Text))


def in_python(source: str | bytes) -> list[float | str]:
    """Find what Python code compares with.

    Parameters
    ----------
    source : str or bytes
        The code.

    Returns
    -------
    list of float or str
        In no particular order; none if it is not Python.

    Examples
    --------
    >>> in_python("y = np.where(x < -2.5, 0, np.minimum(x, 7))")
    [-2.5, 7.0]
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    operands: list[ast.expr] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            operands += [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            operands.append(node.value)
        elif isinstance(node, ast.Call) and _name(node.func) in TURNING | COMPARING:
            operands += node.args
    return [value for operand in operands for value in _literals(operand)]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literals(operand: ast.expr) -> Iterator[float | str]:
    try:
        value = ast.literal_eval(operand)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        return
    for part in value if isinstance(value, list | tuple | set) else [value]:
        if isinstance(part, str):
            yield part
        elif isinstance(part, int | float) and not isinstance(part, bool):
            yield float(part)
