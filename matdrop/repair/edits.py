"""A port with one habit of NumPy's changed into MATLAB's: if it then agrees, that is the cause, and its line known."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import Any

from matdrop.habits.cause import Kind
from matdrop.habits.machine import half_away

AT_MOST = 12  # places that are tried one by one
HELPER = "_matdrop_half_away"


@dataclass(frozen=True)
class Edit:
    """A change of a port's source.

    Attributes
    ----------
    kind : str
        The cause that it would prove.
    what : str
        What was changed, to follow "with".
    fix : str
        How to mend the port.
    change : callable
        Gives a syntax node what it is to become, or None where there is nothing to change.
    """

    kind: Kind
    what: str
    fix: str
    change: Callable[[ast.AST], ast.expr | None]


@dataclass(frozen=True)
class Variant:
    """A port whose source was changed.

    Attributes
    ----------
    edit : Edit
        How.
    lines : tuple of int
        Where, in the port's file.
    function : callable
        The changed port.
    """

    edit: Edit
    lines: tuple[int, ...]
    function: Callable[..., Any]


def variants(function: Callable[..., Any]) -> Iterator[Variant]:
    """Give the changed ports, one for each edit that finds something to change in the module's functions.

    Parameters
    ----------
    function : callable
        A port that is a plain function, of which the source can be read; for another there are none.

    Yields
    ------
    Variant
        With every place changed that the edit applies to.

    Examples
    --------
    >>> from matdrop.port.inverted_dropout_predict import inverted_dropout_predict
    >>> list(variants(inverted_dropout_predict))
    []
    """
    for edit in EDITS:
        if (variant := _variant(function, edit, None)) is not None:
            yield variant


def narrowed(function: Callable[..., Any], variant: Variant, agrees: Callable[[Variant], bool]) -> Variant:
    """Find the one place of a variant that is enough, if there is one.

    Parameters
    ----------
    function : callable
        The port.
    variant : Variant
        One that agrees.
    agrees : callable
        Tells whether another does.

    Returns
    -------
    Variant
        With one line, or the given one.
    """
    if len(variant.lines) > 1:
        for place in range(min(len(variant.lines), AT_MOST)):
            single = _variant(function, variant.edit, place)
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


def _variant(function: Callable[..., Any], edit: Edit, only: int | None) -> Variant | None:
    if not isinstance(function, FunctionType):
        return None
    try:
        file = inspect.getsourcefile(function)
        source, first = inspect.getsourcelines(function)
        module = ast.parse(_module_source(function))
    except (OSError, TypeError, SyntaxError):
        return None
    namespace = dict(function.__globals__) | {HELPER: half_away}
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
    return Variant(edit, tuple(editor.lines), changed) if callable(changed) else None


def _module_source(function: FunctionType) -> str:
    return Path(inspect.getsourcefile(function) or "").read_text(encoding="utf-8", errors="replace")


def _name(node: ast.AST) -> str:
    """Give the last name of what is called: reshape for x.reshape and np.reshape."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _with_keyword(names: set[str], keyword: str, value: str) -> Callable[[ast.AST], ast.expr | None]:
    """Give a call a keyword that it has not."""

    def change(node: ast.AST) -> ast.expr | None:
        if not isinstance(node, ast.Call) or _name(node) not in names:
            return None
        if any(given.arg == keyword for given in node.keywords):
            return None
        return ast.Call(node.func, node.args, [*node.keywords, ast.keyword(keyword, ast.Constant(value))])

    return change


def _other_ddof(node: ast.AST) -> ast.expr | None:
    if not isinstance(node, ast.Call) or _name(node) not in {"std", "var", "nanstd", "nanvar", "cov"}:
        return None
    given = next((k.value.value for k in node.keywords if k.arg == "ddof" and isinstance(k.value, ast.Constant)), None)
    if given is None and any(k.arg in ("ddof", "bias") for k in node.keywords):
        return None
    now = (1 if _name(node) == "cov" else 0) if given is None else given
    others = [k for k in node.keywords if k.arg != "ddof"]
    return ast.Call(node.func, node.args, [*others, ast.keyword("ddof", ast.Constant(0 if now else 1))])


def _half_away(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Call) and _name(node) in {"round", "rint", "around", "round_"} and len(node.args) == 1:
        return ast.Call(ast.Name(HELPER, ast.Load()), node.args, [])
    return None


def _true_division(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        return ast.BinOp(node.left, ast.Div(), node.right)
    return None


def _conjugated(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Attribute) and node.attr == "T" and isinstance(node.ctx, ast.Load):
        return ast.Call(ast.Attribute(node, "conj", ast.Load()), [], [])
    return None


def _double(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Attribute) and node.attr in ("float32", "single"):
        return ast.Attribute(node.value, "float64", ast.Load())
    if isinstance(node, ast.Constant) and node.value in ("float32", "single", "f4"):
        return ast.Constant("float64")
    return None


IGNORING_NAN = {"max": "nanmax", "amax": "nanmax", "min": "nanmin", "amin": "nanmin"}
IGNORING_NAN |= {"maximum": "fmax", "minimum": "fmin"}


def _ignoring_nan(node: ast.AST) -> ast.expr | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    owner, name = node.func.value, node.func.attr
    if name not in IGNORING_NAN or getattr(owner, "id", "") not in ("np", "numpy"):
        return None
    return ast.Call(ast.Attribute(owner, IGNORING_NAN[name], ast.Load()), node.args, node.keywords)


COLUMNS = "MATLAB fills and flattens column by column: give order='F'"
EDITS = (
    Edit(
        "memory-order",
        "order='F' in reshape, ravel and flatten",
        COLUMNS,
        _with_keyword({"reshape", "ravel", "flatten"}, "order", "F"),
    ),
    Edit("ddof", "the other ddof in std, var or cov", "MATLAB's std, var and cov divide by n - 1: ddof=1", _other_ddof),
    Edit(
        "rounding",
        "half cases rounded away from zero",
        "MATLAB's round takes half cases away from zero: np.trunc(x + np.copysign(0.5, x))",
        _half_away,
    ),
    Edit(
        "rounding", "/ for //", "MATLAB's / does not cut off: use /, or floor where the original does", _true_division
    ),
    Edit(
        "ties",
        "stable sorts",
        "MATLAB's sort is stable: kind='stable'",
        _with_keyword({"sort", "argsort"}, "kind", "stable"),
    ),
    Edit("conjugate", ".T.conj() for .T", "MATLAB's ' conjugates: use .conj().T, and .T for .'", _conjugated),
    Edit("single-precision", "float64 for float32", "compute in float64, as MATLAB does by default", _double),
    Edit("nan", "NaN ignored by max and min", "MATLAB's max and min ignore NaN: np.nanmax, np.fmax", _ignoring_nan),
)
