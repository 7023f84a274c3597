"""Other forms of a statement that differs from the original's: another axis or product, NumPy's habits changed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace

from matdrop.habits.registry import habits
from matdrop.translate.port import Port, Untranslated
from matdrop.translate.statement_check import Difference

AT_MOST = 40  # forms of one statement that are tried
Change = Callable[[ast.AST], ast.expr | None]


def _other_axis(node: ast.AST) -> ast.expr | None:
    """Return a call along the other dimension."""
    if not isinstance(node, ast.Call):
        return None
    for place, keyword in enumerate(node.keywords):
        value = keyword.value
        if keyword.arg == "axis" and isinstance(value, ast.Constant) and value.value in (0, 1):
            changed = copy.deepcopy(node)
            changed.keywords[place].value = ast.Constant(1 - value.value)
            return changed
    return None


def _other_product(node: ast.AST) -> ast.expr | None:
    """Return a product of matrices for one of elements, and the other way round."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Mult, ast.MatMult)):
        other = ast.MatMult() if isinstance(node.op, ast.Mult) else ast.Mult()
        return ast.BinOp(node.left, other, node.right)
    return None


def alternatives(port: Port, difference: Difference) -> Iterator[tuple[Port, str]]:
    """Yield ports in which one statement has another form.

    Parameters
    ----------
    port : Port
        What was written.
    difference : Difference
        The statement.

    Yields
    ------
    port : Port
        With one change of one line.
    said : str
        What was changed.
    """
    lines = port.text.splitlines()
    changes: list[tuple[str, Change]] = [
        ("along the other dimension", _other_axis),
        ("the other product", _other_product),
    ]
    changes += [(edit.what, edit.change) for habit in habits() for edit in habit.edits]
    count = 0
    for number in difference.lines:
        text, node = lines[number - 1], _statement(lines[number - 1])
        if node is None:
            continue
        for what, change in changes:
            for changed in _changed(node, change):
                count += 1
                if count > AT_MOST:
                    return
                new = [*lines]
                new[number - 1] = text[: len(text) - len(text.lstrip())] + changed + _comment(text, what)
                yield replace(port, text="\n".join(new) + "\n"), f"line {difference.origin.line}: {what}"


def _statement(line: str) -> ast.stmt | None:
    """Return the assignment or call that a line is; None for any other line."""
    try:
        (node,) = ast.parse(line.strip()).body
    except (SyntaxError, ValueError):
        return None
    return node if isinstance(node, (ast.Assign, ast.Expr, ast.AugAssign, ast.Return)) else None


def _changed(statement: ast.stmt, change: Change) -> Iterator[str]:
    """Yield the code of a statement with a change at one place after the other."""
    for place in range(sum(1 for _ in ast.walk(statement))):
        editor = _Editor(change, place)
        new = editor.visit(copy.deepcopy(statement))
        if editor.is_changed:
            yield ast.unparse(ast.fix_missing_locations(new))


class _Editor(ast.NodeTransformer):
    """Changes one node, by its number."""

    def __init__(self, change: Change, place: int) -> None:
        self._change, self._place, self._count, self.is_changed = change, place, -1, False

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Visit the children, then the node itself."""
        super().generic_visit(node)
        self._count += 1
        changed = self._change(node) if self._count == self._place else None
        if changed is None:
            return node
        self.is_changed = True
        return changed


def _comment(line: str, what: str) -> str:
    shown = line.partition("  # ")[2]
    return f"  # {shown}  ({what}, as the values in all cases say)" if shown else f"  # {what}"


def refused(port: Port, difference: Difference) -> Port:
    """Return a port that raises an error where a statement differs from the original and no other form agrees.

    Parameters
    ----------
    port : Port
        What was written.
    difference : Difference
        The statement.

    Returns
    -------
    Port
        With a comment that says what differs; a statement with a block is left as it is, but for the comment.
    """
    changed = _with_lines(port, difference, raises=True)
    reason = " ".join(difference.reason.split())[:200]
    entry = Untranslated(difference.origin.file, difference.origin.line, reason)
    return replace(changed, untranslated=(*port.untranslated, entry))


def marked(port: Port, difference: Difference) -> Port:
    """Return a port with a comment where a statement differs from the original, although the outputs agree.

    Parameters
    ----------
    port : Port
        What was written.
    difference : Difference
        The statement.

    Returns
    -------
    Port
        With one line more.
    """
    return _with_lines(port, difference, raises=False)


def _with_lines(port: Port, difference: Difference, raises: bool) -> Port:
    lines = port.text.splitlines()
    first = min(difference.lines, default=0)
    if not first:
        return port
    text = lines[first - 1]
    indent = text[: len(text) - len(text.lstrip())]
    added = [f"{indent}# differs from MATLAB: {' '.join(difference.reason.split())[:200]}"]
    if raises and not text.rstrip().endswith(":") and (_statement(text) is not None or text.lstrip().startswith("#")):
        added.append(f'{indent}raise NotImplementedError("line {difference.origin.line} differs from MATLAB")')
    new = [*lines[: first - 1], *added, *lines[first - 1 :]]
    moved = {line + len(added) * (line >= first): origin for line, origin in port.origins.items()}
    return replace(port, text="\n".join(new) + "\n", origins=moved)
