"""A port with one habit of NumPy's changed into MATLAB's: if it then agrees, that is the cause, and its line known."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from matdrop.habits.edit import Edit
from matdrop.habits.habit import Habit
from matdrop.habits.registry import habits

AT_MOST = 12  # places that are tried one by one


@dataclass(frozen=True)
class Variant:
    """A port whose source was changed.

    Attributes
    ----------
    habit : Habit
        The habit that was changed.
    edit : Edit
        The edit that was applied.
    lines : tuple of int
        The changed lines of the port's file, counted from 1.
    function : callable
        The changed port.
    """

    habit: Habit
    edit: Edit
    lines: tuple[int, ...]
    function: Callable[..., Any]

    @property
    def fix(self) -> str:
        """The advice on how to correct the port, if this variant agrees with the original."""
        return self.edit.fix or self.habit.fix


def variants(function: Callable[..., Any]) -> tuple[Variant, ...]:
    """Return the changed ports, one for each edit of a habit that applies to the module's functions.

    Parameters
    ----------
    function : callable
        The port. There are none unless it is a plain function whose source can be read.

    Returns
    -------
    tuple of Variant
        The port with every place changed that the edit applies to, for each edit.

    Examples
    --------
    >>> from matdrop.port.inverted_dropout_predict import inverted_dropout_predict
    >>> variants(inverted_dropout_predict)
    ()
    """
    return _variants(function) if isinstance(function, FunctionType) else ()


@lru_cache(maxsize=16)  # the cases of a pair have one port, which is then read and compiled once
def _variants(function: FunctionType) -> tuple[Variant, ...]:
    made = [_variant(function, habit, edit, None) for habit in habits() for edit in habit.edits if not edit.of_class]
    return tuple(variant for variant in made if variant is not None)


def narrowed(function: Callable[..., Any], variant: Variant, agrees: Callable[[Variant], bool]) -> Variant:
    """Find a single place of a variant that is enough to make the port agree.

    Parameters
    ----------
    function : callable
        The port.
    variant : Variant
        A variant that agrees with the original.
    agrees : callable
        Returns whether another variant agrees.

    Returns
    -------
    Variant
        A variant with one changed place, or `variant` if no single place is enough.
    """
    if len(variant.lines) > 1:
        for place in range(min(len(variant.lines), AT_MOST)):
            single = _variant(function, variant.habit, variant.edit, place)
            if single is not None and agrees(single):
                return single
    return variant


class _Editor(ast.NodeTransformer):
    def __init__(self, edit: Edit, only: int | None) -> None:
        self.edit, self.only = edit, only
        self.count = 0
        self.lines: list[int] = []

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        changed = self.edit.change(node)
        if changed is None:
            return node
        self.count += 1
        if self.only is not None and self.only != self.count - 1:
            return node
        self.lines.append(getattr(node, "lineno", 0))
        return ast.fix_missing_locations(ast.copy_location(changed, node))


def _variant(function: Callable[..., Any], habit: Habit, edit: Edit, only: int | None) -> Variant | None:
    if not isinstance(function, FunctionType):
        return None
    try:
        file = inspect.getsourcefile(function)
        source, first = inspect.getsourcelines(function)
        module = ast.parse(_module_source(function))
    except (OSError, TypeError, SyntaxError):
        return None
    namespace = {"np": np, **function.__globals__}
    definitions = [node for node in module.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    if function.__name__ not in {node.name for node in definitions}:  # one within another function, say
        inner = ast.parse(textwrap.dedent("".join(source)))
        ast.increment_lineno(inner, first - 1)
        definitions = [node for node in inner.body if isinstance(node, ast.FunctionDef)]
        namespace |= inspect.getclosurevars(function).nonlocals
    editor = _Editor(edit, only)
    body = [editor.visit(node) for node in definitions]
    if not editor.lines:
        return None
    try:
        exec(compile(ast.Module(body, []), file or "<port>", "exec"), namespace)
    except Exception:  # a definition that cannot be made twice
        return None
    changed = namespace.get(function.__name__)
    return Variant(habit, edit, tuple(editor.lines), changed) if callable(changed) else None


def _module_source(function: FunctionType) -> str:
    return Path(inspect.getsourcefile(function) or "").read_text(encoding="utf-8-sig", errors="replace")
