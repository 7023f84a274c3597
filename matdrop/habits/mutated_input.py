"""Mutated input: NumPy's arrays are shared, MATLAB's values are copied."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from matdrop.habits.cause import Cause
from matdrop.habits.evidence import Evidence
from matdrop.habits.habit import Habit
from matdrop.habits.pattern import Code, Pattern, Scope
from matdrop.habits.scopes import assignments, indexed, written

FIX = "work on x = x.copy(), and write x = x + d, not x += d"


def mutated(evidence: Evidence) -> list[Cause]:
    """Name the inputs that the port changes in place."""
    said = "the port changes its input {} in place; MATLAB passes by value: copy it"
    return [Cause("mutated-input", "", said.format(name), FIX) for name in evidence.mutated]


def shared_writes(scope: Scope) -> Iterator[tuple[int, str]]:
    r"""Find where a function, or a file's outermost lines, writes to an array that another name shares.

    Parameters
    ----------
    scope : ast.FunctionDef, ast.AsyncFunctionDef or ast.Module
        What is looked at, without the functions in it.

    Yields
    ------
    tuple of int and str
        A line, and the id of the row that tells how the array is shared.

    Examples
    --------
    >>> list(shared_writes(ast.parse("b = a\nb[0, :] = 1\nprint(a)")))
    [(2, 'array-is-copied')]
    """
    arrays = indexed(scope)
    shared = Shared(_parameters(scope))
    for node, target, value in assignments(scope):
        name = written(target, node, arrays)
        if name in shared.parameters:
            yield node.lineno, "input-is-untouched"
        for row, other in shared.parted(name):
            if _last_read(scope, other) > node.lineno:
                yield node.lineno, row
        if isinstance(node, ast.Assign) and isinstance(target, ast.Name):
            shared.bind(target.id, value, arrays)


@dataclass
class Shared:
    """Which names share an array with the caller, and which with another name.

    Attributes
    ----------
    parameters : set of str
        Names of what the caller has passed.
    aliases : dict of str to (str, str)
        By name the row that tells how it shares an array, and the name that it shares it with.
    """

    parameters: set[str]
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)

    def parted(self, name: str) -> list[tuple[str, str]]:
        """Forget what a name shares; return for each the row, and the other name."""
        concerned = [alias for alias, (_, source) in self.aliases.items() if name in (alias, source)]
        found = []
        for alias in concerned:
            row, source = self.aliases.pop(alias)
            found.append((row, source if name == alias else alias))
        return found

    def bind(self, name: str, value: ast.expr, arrays: set[str]) -> None:
        """Take in that a name now stands for another value."""
        self.parameters.discard(name)
        self.parted(name)
        if isinstance(value, ast.Name) and {value.id, name} & arrays:
            self.aliases[name] = ("array-is-copied", value.id)
            if value.id in self.parameters:
                self.parameters.add(name)
        elif source := _sliced(value):
            self.aliases[name] = ("slice-is-copied", source)


def _parameters(scope: Scope) -> set[str]:
    if isinstance(scope, ast.Module):
        return set()
    return {argument.arg for argument in (*scope.args.args, *scope.args.kwonlyargs)} - {"self"}


def _writes(row: str) -> Pattern:
    """Return the pattern of writes to an array that is shared in the way of a row."""

    def find(code: Code) -> Iterator[int]:
        for scope in code.scopes:
            yield from (line for line, id_ in shared_writes(scope) if id_ == row)

    return Pattern(row, find)


def _last_read(scope: ast.AST, name: str) -> int:
    """Find the last line that reads a name."""
    reads = [
        n.lineno for n in ast.walk(scope) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
    ]
    return max(reads, default=0)


def _sliced(node: ast.expr) -> str:
    """Name the array that an expression is a slice of; empty if it is none."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return ""
    indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return node.value.id if any(isinstance(index, ast.Slice) for index in indices) else ""


HABIT = Habit(
    kind="mutated-input",
    rows={
        "input-is-untouched": "mean",
        "array-is-copied": "copy",
        "slice-is-copied": "",
    },
    fix=FIX,
    of_call={10: mutated},
    patterns=(_writes("input-is-untouched"), _writes("array-is-copied"), _writes("slice-is-copied")),
)
