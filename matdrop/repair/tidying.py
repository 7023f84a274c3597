"""Changes that leave a constant which does nothing, such as ``w - 0``: the same without it."""

from __future__ import annotations

import ast
from typing import NamedTuple

from matdrop.repair.changes import Change, in_short
from matdrop.repair.patch import Patch
from matdrop.repair.rendering import trimmed
from matdrop.source.python_text import PythonText

# The number that leaves the other operand as it is. None does so for quotients: these make whole numbers real.
_NEUTRAL: dict[type[ast.operator], int] = {ast.Add: 0, ast.Sub: 0, ast.Mult: 1, ast.Pow: 1}
_COMMUTATIVE = (ast.Add, ast.Mult)


def tidied(patch: Patch) -> Patch | None:
    """Return a patch without the neutral constants that its changes leave behind.

    It does the same on numbers, but for the class of truth values, the sign of a zero, and that ``x + 0`` is a copy of
    ``x``: it has to be run like any other change.

    Parameters
    ----------
    patch : Patch
        Changes of a file, which is Python afterwards.

    Returns
    -------
    Patch or None
        None if there is nothing to tidy within one line.

    Examples
    --------
    >>> from pathlib import Path
    >>> from matdrop.repair.patch import SourceFile
    >>> source = SourceFile(Path("f.py"), b"y = x[k:k + w - 1]", "utf-8", "y = x[k:k + w - 1]")
    >>> change = Change(16, 17, "0", 1, "constant", "with 0 for 1")
    >>> tidied(Patch(source, (change,))).text
    'y = x[k:k + w]'
    """
    before, untidy = patch.source.text, patch.text
    text = _without_neutral(before, untidy)
    if text == untidy:
        return None
    start, end, new = trimmed(0, before, text)
    old, first = before[start:end], patch.changes[0]
    if any(mark in old for mark in "#\r\n"):
        return None
    what = f"with {in_short(new)} for {in_short(old)}" if new else f"without {in_short(old)}"
    return Patch(patch.source, (Change(start, end, new, first.line, first.kind, what),))


def _without_neutral(before: str, text: str) -> str:
    """Return a changed text without the neutral constants that stand where it differs from what was before."""
    start, _, new = trimmed(0, before, text)
    source = PythonText(text)
    for node in ast.walk(source.tree):
        part = _neutral_part(node, source) if isinstance(node, ast.BinOp) else None
        if part is not None and part.start < start + len(new) and start < part.end:
            left = text[: part.start] + text[part.end :]
            if _is_same(left, text[: part.whole[0]] + f"({part.kept})" + text[part.whole[1] :]):
                return _without_neutral(before, left)
    return text


class _Part(NamedTuple):
    """A neutral constant with its operator, and the operation that it is a part of."""

    start: int
    end: int
    kept: str  # the other operand
    whole: tuple[int, int]


def _neutral_part(node: ast.BinOp, source: PythonText) -> _Part | None:
    number, start, end = _NEUTRAL.get(type(node.op)), source.start(node), source.end(node)
    operator = source.next_token(source.end(node.left))
    if _is_number(node.right, number):
        return _Part(len(source.source[:operator].rstrip()), end, source.of(node.left), (start, end))
    if isinstance(node.op, _COMMUTATIVE) and _is_number(node.left, number):
        behind = source.source[operator + 1 : end].lstrip()
        return _Part(start, end - len(behind), source.of(node.right), (start, end))
    return None


def _is_number(node: ast.expr, number: int | None) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value == number


def _is_same(text: str, other: str) -> bool:
    """Whether two sources have the same syntax tree."""
    try:
        one, two = (ast.dump(ast.parse(source.removeprefix("\ufeff"))) for source in (text, other))
    except SyntaxError:
        return False
    return one == two
