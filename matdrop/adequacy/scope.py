"""Which functions of a file a port consists of."""

from __future__ import annotations

import ast

from matdrop.source.python_text import PythonText


def lines_of_port(text: PythonText, line: int) -> frozenset[int]:
    r"""Return the lines of a port's function and of the functions of its file that it may call.

    Parameters
    ----------
    text : PythonText
        The file.
    line : int
        The first line of the port's function.

    Returns
    -------
    frozenset of int
        Of all functions and methods whose names occur in it, in those, and so on.

    Examples
    --------
    >>> text = PythonText("def f(): return g()\ndef g(): return 1\ndef h(): return 2")
    >>> sorted(lines_of_port(text, 1))
    [1, 2]
    """
    definitions = _definitions(text.tree)
    waiting: list[ast.stmt] = [node for node in definitions if line in _lines(node)]
    waiting = waiting or [node for node in text.tree.body if line in _lines(node)]
    found: list[ast.stmt] = []
    while waiting:
        node = waiting.pop()
        if node in found:
            continue
        found.append(node)
        names = _names(node)
        waiting += [other for other in definitions if other.name in names]
        classes = [other for other in text.tree.body if isinstance(other, ast.ClassDef) and other.name in names]
        waiting += [made for owner in classes for made in owner.body if getattr(made, "name", "") == "__init__"]
    return frozenset(line for node in found for line in _lines(node))


def _definitions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return the functions of a module and the methods of its classes."""
    owners: list[ast.Module | ast.ClassDef] = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
    return [node for owner in owners for node in owner.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _lines(node: ast.stmt) -> range:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(decorator.lineno for decorator in decorators)])
    return range(first, (node.end_lineno or node.lineno) + 1)


def _names(node: ast.AST) -> set[str]:
    """Return all names and attributes in a node."""
    inside = list(ast.walk(node))
    names = {child.id for child in inside if isinstance(child, ast.Name)}
    return names | {child.attr for child in inside if isinstance(child, ast.Attribute)}
