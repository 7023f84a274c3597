"""Vectors of a port in one dimension: variables that were rows, or columns, in all cases and are used as such alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from matdrop.translate.port import Port

# What an expression is once the variables are 1-D: a number, what was a row or a column, 1-D without orientation (an
# index), or an array of two dimensions and all else.
Form: TypeAlias = Literal["number", "row", "column", "index", "other"]
Known: TypeAlias = Mapping[str, Form]
TURNED: dict[Form, Form] = {"row": "column", "column": "row"}
ELEMENTWISE = {
    "abs", "sign", "exp", "log", "log1p", "expm1", "sqrt", "sin", "cos", "tan", "arcsin", "arccos", "arctan",
    "sinh", "cosh", "tanh", "floor", "ceil", "trunc", "round", "isnan", "isinf", "isfinite", "maximum",
    "minimum", "fmax", "fmin", "mod", "fmod", "arctan2", "hypot", "where", "power", "round_half_away", "mod_",
    "rem_",
}  # fmt: skip
REDUCING = {
    "sum", "mean", "prod", "any", "all", "max", "min", "std", "var", "median", "norm", "argmax", "argmin",
    "count_nonzero", "dot", "vdot",
}  # fmt: skip
ALONG = {"cumsum", "cumprod", "diff", "sort", "flip", "roll"}
_SHAPE = re.compile(r"(?P<head> +(?P<name>\w+) : ndarray.* of shape )\((?P<rows>\w+), (?P<columns>\w+)\)")


class NotFlatError(Exception):
    """A vector is used as an array of two dimensions."""


@dataclass(frozen=True)
class Flattened:
    """An expression in which vectors are 1-D.

    Attributes
    ----------
    node : expr
        The expression.
    form : str
        What it is.
    """

    node: ast.expr
    form: Form

    @property
    def is_flat(self) -> bool:
        """Whether it is 1-D."""
        return self.form in ("row", "column", "index")


def in_one_dimension(port: Port) -> Port:
    """Return a port in which the vectors are 1-D that are used as vectors alone.

    Parameters
    ----------
    port : Port
        With arrays of two dimensions.

    Returns
    -------
    Port
        With as many lines. It is yet to be shown that it agrees.
    """
    lines = port.text.splitlines()
    for function in ast.parse(port.text).body:
        if isinstance(function, ast.FunctionDef) and function.name in port.forms:
            for number, text in _function(function, port.forms[function.name], lines, function.name == port.function):
                lines[number - 1] = text
    return replace(port, text="\n".join(lines) + "\n")


def _function(function: ast.FunctionDef, known: Known, lines: list[str], is_main: bool) -> list[tuple[int, str]]:
    """Return the changed lines of a function, by their numbers; what is no clean vector stays as it is."""
    flat = {name: form for name, form in known.items() if form in ("row", "column")}
    numbers: dict[str, Form] = {name: form for name, form in known.items() if form == "number"}
    if not is_main:  # its callers have arrays of two dimensions
        shown = {argument.arg for argument in function.args.args} | _returned(function)
        flat = {name: form for name, form in flat.items() if name not in shown}
    while flat:
        edits: list[tuple[int, str]] = []
        for statement in _statements(function):
            try:
                edits += _edited(statement, _Rewriter({**numbers, **flat}), lines)
            except NotFlatError:
                used = {node.id for node in ast.walk(_head(statement)) if isinstance(node, ast.Name)} & {*flat}
                if not used:  # a statement that is of another kind
                    return []
                flat = {name: form for name, form in flat.items() if name not in used}
                break
        else:
            return edits + _shapes(function, flat, lines)
    return []


def _returned(function: ast.FunctionDef) -> set[str]:
    returns = [node for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
    return {inner.id for node in returns for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _statements(function: ast.FunctionDef) -> list[ast.stmt]:
    return [node for node in ast.walk(function) if isinstance(node, ast.stmt) and node is not function]


def _head(statement: ast.stmt) -> ast.AST:
    """Return the part of a statement that is evaluated before its blocks."""
    match statement:
        case ast.If(test=test) | ast.While(test=test):
            return test
        case ast.For(target=target, iter=values):
            return ast.Tuple([target, values], ast.Load())
        case ast.Try() | ast.FunctionDef():
            return ast.Tuple([], ast.Load())
    return statement


def _shapes(function: ast.FunctionDef, flat: Known, lines: list[str]) -> list[tuple[int, str]]:
    """Return the lines of the docstring that tell the shape of a vector."""
    found = []
    for number in range(function.lineno, function.body[0].end_lineno or function.lineno):
        said = _SHAPE.fullmatch(lines[number - 1])
        if said is not None and said["name"] in flat:
            length = said["columns"] if flat[said["name"]] == "row" else said["rows"]
            found.append((number, f"{said['head']}({length},)"))
    return found


def _edited(statement: ast.stmt, rewriter: _Rewriter, lines: list[str]) -> list[tuple[int, str]]:
    """Return the line of a statement with its vectors in one dimension, if that changes it."""
    match statement:
        case ast.Try() | ast.FunctionDef() | ast.Pass():
            return []
        case ast.If(test=test) | ast.While(test=test):
            return _replaced(test, rewriter.plain(test), lines)
        case ast.For(target=target, iter=values):
            rewriter.plain(target)
            return _replaced(values, rewriter.listed(values), lines)
        case ast.Assign(targets=[target], value=value):
            changed = rewriter.assigned(target, value)
            return _replaced(statement, ast.Assign(*changed), lines)
        case ast.Return(value=value):
            return _replaced(value, rewriter.returned(value), lines) if value is not None else []
        case ast.Expr(value=value):
            return _replaced(value, rewriter.plain(value), lines)
    raise NotFlatError


def _replaced(old: ast.AST, new: ast.AST, lines: list[str]) -> list[tuple[int, str]]:
    assert isinstance(old, ast.expr | ast.stmt)
    before, after = ast.unparse(old), ast.unparse(ast.fix_missing_locations(new))
    if before == after:
        return []
    if old.end_lineno != old.lineno:
        raise NotFlatError
    line = lines[old.lineno - 1].encode()
    text = after if '"' in after else after.replace("'", '"')
    return [(old.lineno, (line[: old.col_offset] + text.encode() + line[old.end_col_offset :]).decode())]


class _Rewriter:
    """Rewrites expressions for vectors that are 1-D.

    Parameters
    ----------
    known : mapping of str to str
        The forms of variables.
    """

    def __init__(self, known: Known) -> None:
        self._known = known

    # -- statements

    def plain(self, node: ast.expr) -> ast.expr:
        """Rewrite an expression that may not be a vector."""
        found = self.of(node)
        if found.is_flat:
            raise NotFlatError
        return found.node

    def listed(self, node: ast.expr) -> ast.expr:
        """Rewrite what a loop runs over."""
        return self.of(node).node

    def returned(self, node: ast.expr) -> ast.expr:
        """Rewrite what a function returns: names stay as they are."""
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return node if all(isinstance(part, ast.Name) for part in parts) else self.plain(node)

    def assigned(self, target: ast.expr, value: ast.expr) -> tuple[list[ast.expr], ast.expr]:
        """Rewrite an assignment."""
        form = self._known.get(target.id, "other") if isinstance(target, ast.Name) else None
        if form in TURNED:
            found = self.of(value, form)
            if found.form not in (form, "index"):
                raise NotFlatError
            return [target], found.node
        if not isinstance(target, ast.Subscript):
            return [self.plain(target)], self.plain(value)
        place, found = self.of(target), self.of(value)
        if found.is_flat and not (place.is_flat or _leaves_one(place.node)):
            raise NotFlatError
        if place.is_flat and found.form == "other":
            raise NotFlatError
        return [place.node], found.node

    # -- expressions

    def of(self, node: ast.expr, wanted: Form | None = None) -> Flattened:
        """Rewrite an expression; where a vector is wanted, what makes an array of its size makes a vector."""
        match node:
            case ast.Name(id=name):
                return Flattened(node, self._known.get(name, "other"))
            case ast.Constant(value=value):
                return Flattened(node, "number" if isinstance(value, int | float | complex) else "other")
            case ast.UnaryOp(op=op, operand=operand):
                inner = self.of(operand, wanted)
                return Flattened(ast.UnaryOp(op, inner.node), inner.form)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(left, op, right, wanted)
            case ast.Compare(left=left, ops=[op], comparators=[right]) if not isinstance(op, ast.Is | ast.IsNot):
                sides = self.of(left), self.of(right)
                return Flattened(ast.Compare(sides[0].node, [op], [sides[1].node]), _joint(sides))
            case ast.Attribute(value=value, attr=name):
                return self._attribute(value, name)
            case ast.Subscript():
                return self._subscript(node, wanted)
            case ast.Call():
                return self._call(node, wanted)
        return self._other(node)

    def _other(self, node: ast.expr) -> Flattened:
        """Rewrite what is in an expression of another kind; no vector may stand in it directly."""
        if isinstance(node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.DictComp):
            names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
            if any(self._known.get(name) in TURNED for name in names):
                raise NotFlatError
            return Flattened(node, "other")
        parts: dict[str, Any] = dict(ast.iter_fields(node))
        for name, value in parts.items():
            if isinstance(value, list):
                parts[name] = [self.plain(part) if isinstance(part, ast.expr) else part for part in value]
            elif isinstance(value, ast.expr):
                parts[name] = self.plain(value)
        return Flattened(type(node)(**parts), "other")

    def _binary(self, left: ast.expr, op: ast.operator, right: ast.expr, wanted: Form | None) -> Flattened:
        if not isinstance(op, ast.MatMult):
            sides = self.of(left, wanted), self.of(right, wanted)
            return Flattened(ast.BinOp(sides[0].node, op, sides[1].node), _joint(sides))
        sides = self.of(left), self.of(right)
        products: dict[tuple[Form, Form], Form] = {
            ("other", "column"): "column",
            ("row", "other"): "row",
            ("row", "column"): "number",
            ("other", "other"): "other",
        }
        forms = sides[0].form, sides[1].form
        if forms not in products:
            raise NotFlatError
        return Flattened(ast.BinOp(sides[0].node, op, sides[1].node), products[forms])

    def _attribute(self, value: ast.expr, name: str) -> Flattened:
        inner = self.of(value)
        if name == "T" and inner.form in TURNED:
            return Flattened(inner.node, TURNED[inner.form])
        node = ast.Attribute(inner.node, name, ast.Load())
        if name in ("size", "real", "imag"):
            return Flattened(node, "number" if name == "size" else inner.form)
        if inner.is_flat:
            raise NotFlatError
        return Flattened(node, "other")

    # -- indices

    def _subscript(self, node: ast.Subscript, wanted: Form | None) -> Flattened:
        value, index = node.value, node.slice
        if isinstance(value, ast.Attribute) and value.attr == "shape":
            return self._length(value.value, index)
        parts = index.elts if isinstance(index, ast.Tuple) else [index]
        inner = self.of(value)
        if wanted in TURNED and inner.form not in TURNED and _adds_dimension(parts, wanted):
            return Flattened(inner.node, wanted)
        if inner.form in TURNED:
            return self._of_vector(inner, parts, node.ctx)
        if wanted in TURNED and (single := _one_kept(parts, wanted)) is not None:
            index = ast.Tuple([self._index(part).node for part in single], ast.Load())
            return Flattened(ast.Subscript(inner.node, index, node.ctx), wanted)
        found = [self._index(part) for part in parts]
        new = ast.Tuple([one.node for one in found], ast.Load()) if isinstance(index, ast.Tuple) else found[0].node
        is_flat = isinstance(value, ast.Attribute) and value.attr == "flat"
        is_number = all(one.form == "number" for one in found) and (len(found) > 1 or is_flat)
        form: Form = "number" if is_number else inner.form if inner.form == "index" else "other"
        return Flattened(ast.Subscript(inner.node, new, node.ctx), form)

    def _length(self, value: ast.expr, index: ast.expr) -> Flattened:
        """Rewrite a number of rows or columns."""
        inner = self.of(value)
        if inner.form not in TURNED:
            shape = ast.Attribute(inner.node, "shape", ast.Load())
            return Flattened(ast.Subscript(shape, self.plain(index), ast.Load()), "number")
        if not isinstance(index, ast.Constant):
            raise NotFlatError
        is_along = index.value == (1 if inner.form == "row" else 0)
        return Flattened(ast.Attribute(inner.node, "size", ast.Load()) if is_along else ast.Constant(1), "number")

    def _of_vector(self, inner: Flattened, parts: list[ast.expr], context: ast.expr_context) -> Flattened:
        """Rewrite the two indices into a vector as one."""
        if len(parts) != 2:
            raise NotFlatError
        across, along = parts if inner.form == "row" else reversed(parts)
        found = self._index(along)
        node = ast.Subscript(inner.node, found.node, context)
        if _is_full(across):
            return Flattened(node, inner.form)
        if not (isinstance(across, ast.Constant) and across.value == 0):
            raise NotFlatError
        return Flattened(node, "number" if found.form == "number" else "index")

    def _index(self, node: ast.expr) -> Flattened:
        """Rewrite an index: it may be a slice, a number, or 1-D."""
        if isinstance(node, ast.Slice):
            bounds = [self.plain(bound) if bound else None for bound in (node.lower, node.upper, node.step)]
            return Flattened(ast.Slice(*bounds), "other")
        found = self.of(node)
        if found.form in TURNED:
            raise NotFlatError
        if isinstance(node, ast.Constant) and node.value is None:
            raise NotFlatError
        return found

    # -- calls

    def _call(self, node: ast.Call, wanted: Form | None) -> Flattened:
        function = node.func
        if isinstance(function, ast.Attribute) and not _is_module(function.value):
            return self._method(node, function)
        self.plain(function)  # a function that is written here may use a vector
        name = function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
        if wanted in TURNED and (made := self._made(node, name, wanted)) is not None:
            return made
        if name in ELEMENTWISE:
            sides = [self.of(argument, wanted) for argument in node.args]
            return Flattened(_with_arguments(node, sides), _joint(sides))
        if name in REDUCING and not any(keyword.arg == "axis" for keyword in node.keywords):
            return Flattened(_with_arguments(node, [self.of(argument) for argument in node.args]), "number")
        if name in ALONG and node.args:
            return self._along(node)
        if name == "flatnonzero":
            return Flattened(_with_arguments(node, [self.of(argument) for argument in node.args]), "index")
        plain = _with_arguments(node, [Flattened(self.plain(argument), "other") for argument in node.args])
        return Flattened(plain, "number" if name in ("int", "float", "bool", "len", "max", "min") else "other")

    def _method(self, node: ast.Call, function: ast.Attribute) -> Flattened:
        inner = self.of(function.value)
        name = function.attr
        if name == "ravel":
            return Flattened(inner.node if inner.is_flat else _on(node, function, inner), "index")
        if name == "item" and inner.form == "number":
            return inner
        if name == "reshape" and inner.form in TURNED and ast.unparse(node.args[0]) == "(-1, 1)":
            return Flattened(inner.node, "column")
        if name in ("astype", "copy", "conj"):
            return Flattened(_on(node, function, inner), inner.form)
        if inner.is_flat:
            raise NotFlatError
        arguments = [Flattened(self.plain(argument), "other") for argument in node.args]
        return Flattened(
            _on(_with_arguments(node, arguments), function, inner), "number" if name == "item" else "other"
        )

    def _along(self, node: ast.Call) -> Flattened:
        """Rewrite a function along the dimension of a vector."""
        found = [self.of(argument) for argument in node.args]
        if not found[0].is_flat:
            return Flattened(_with_arguments(node, found), "other")
        axis = "1" if found[0].form == "row" else "0"
        kept = [keyword for keyword in node.keywords if keyword.arg != "axis" or ast.unparse(keyword.value) != axis]
        if any(keyword.arg == "axis" for keyword in kept) or any(one.is_flat for one in found[1:]):
            raise NotFlatError
        return Flattened(ast.Call(node.func, [one.node for one in found], kept), found[0].form)

    def _made(self, node: ast.Call, name: str, wanted: Form) -> Flattened | None:
        """Rewrite what makes a new row or column; None if it is something else."""
        makers: dict[str, Callable[[ast.Call, Form], ast.expr | None]] = {
            **dict.fromkeys(("zeros", "ones", "full"), self._filled),
            **dict.fromkeys(("rand", "randn"), self._drawn),
            "array": self._array,
            "hstack" if wanted == "row" else "vstack": self._joined,
        }
        made = makers[name](node, wanted) if name in makers and node.args else None
        return None if made is None else Flattened(made, wanted)

    def _filled(self, node: ast.Call, wanted: Form) -> ast.expr | None:
        length = _length_in(node.args[0].elts, wanted) if isinstance(node.args[0], ast.Tuple) else None
        if length is None:
            return None
        return ast.Call(node.func, [self.plain(length), *map(self.plain, node.args[1:])], node.keywords)

    def _drawn(self, node: ast.Call, wanted: Form) -> ast.expr | None:
        length = _length_in(node.args, wanted)
        return None if length is None else ast.Call(node.func, [self.plain(length)], [])

    def _array(self, node: ast.Call, wanted: Form) -> ast.expr | None:
        rows = node.args[0].elts if isinstance(node.args[0], ast.List) else []
        lists = [row.elts for row in rows if isinstance(row, ast.List)]
        if not lists or len(lists) != len(rows):
            return None
        if wanted == "row" and len(lists) == 1:
            elements = lists[0]
        elif wanted == "column" and all(len(row) == 1 for row in lists):
            elements = [row[0] for row in lists]
        else:
            return None
        return ast.Call(node.func, [ast.List([*map(self.plain, elements)], ast.Load())], node.keywords)

    def _joined(self, node: ast.Call, wanted: Form) -> ast.expr | None:
        parts = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else []
        found = [self.of(part, wanted) for part in parts]
        if any(one.form != wanted for one in found):
            return None
        name = ast.Attribute(ast.Name("np", ast.Load()), "concatenate", ast.Load())
        return ast.Call(name, [ast.Tuple([one.node for one in found], ast.Load())], [])


def _joint(sides: Sequence[Flattened]) -> Form:
    """Return the form of an elementwise result."""
    forms = {side.form for side in sides} - {"number"}
    if len(forms) > 1:
        if forms & {"row", "column", "index"}:
            raise NotFlatError
        return "other"
    return forms.pop() if forms else "number"


def _with_arguments(node: ast.Call, arguments: Sequence[Flattened]) -> ast.Call:
    return ast.Call(node.func, [argument.node for argument in arguments], node.keywords)


def _on(node: ast.Call, function: ast.Attribute, inner: Flattened) -> ast.Call:
    return ast.Call(ast.Attribute(inner.node, function.attr, ast.Load()), node.args, node.keywords)


def _is_module(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in ("np", "scipy", "math", "re", "itertools", "copy")


def _is_full(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and not (node.lower or node.upper or node.step)


def _adds_dimension(parts: Sequence[ast.expr], wanted: Form) -> bool:
    """Whether an index makes a row, or a column, of what is 1-D."""
    if len(parts) != 2:
        return False
    new, kept = parts if wanted == "row" else reversed(parts)
    return isinstance(new, ast.Constant) and new.value is None and _is_full(kept)


def _one_kept(parts: Sequence[ast.expr], wanted: Form) -> list[ast.expr] | None:
    """Return the indices of one row, or one column, of a matrix without the brackets that keep the dimension."""
    if len(parts) != 2:
        return None
    place = 0 if wanted == "row" else 1
    one = parts[place]
    if not (isinstance(one, ast.List) and len(one.elts) == 1):
        return None
    return [one.elts[0] if k == place else part for k, part in enumerate(parts)]


def _length_in(numbers: Sequence[ast.expr], wanted: Form) -> ast.expr | None:
    """Return the length of a vector out of its two sizes."""
    if len(numbers) != 2:
        return None
    one, length = numbers if wanted == "row" else reversed(numbers)
    return length if isinstance(one, ast.Constant) and one.value == 1 else None


def _leaves_one(node: ast.expr) -> bool:
    """Whether all indices but one are numbers, so that a 1-D value fits."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Tuple):
        return False
    return sum(isinstance(part, ast.Slice) or "ravel" in ast.unparse(part) for part in node.slice.elts) == 1
