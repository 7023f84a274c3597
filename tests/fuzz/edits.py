"""One edit of a port: every source that differs from it in one place, as a slip of the one who ported it would."""

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

Edit = tuple[str, ast.AST]  # the kind, and what stands in the place of a node

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.Pow: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.BitAnd: (ast.BitOr,),
    ast.MatMult: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq, ast.Gt),
}
FUNCTIONS = {
    "sum": ("mean", "prod"), "mean": ("median", "sum"), "median": ("mean",), "prod": ("sum",), "max": ("min",),
    "min": ("max",), "maximum": ("minimum",), "minimum": ("maximum",), "floor": ("ceil", "round"), "ceil": ("floor",),
    "mod": ("fmod",), "fmod": ("mod",), "argmax": ("argmin",), "any": ("all",), "all": ("any",), "triu": ("tril",),
    "cumsum": ("cumprod",), "cumprod": ("cumsum",), "std": ("var",), "var": ("std",), "sqrt": ("abs",),
    "exp": ("expm1",), "upper": ("lower",), "int8": ("int16",), "int32": ("int64",), "uint8": ("int16",),
}  # fmt: skip


def edited(source: str) -> Iterator[tuple[str, str]]:
    """Yield the kind of each edit and the edited source."""
    tree = ast.parse(source)
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    names = _names(function)
    for place, node in enumerate(ast.walk(tree)):
        for kind, replacement in _replacements(node, names):
            yield kind, _with(tree, place, replacement)


def _names(function: ast.FunctionDef) -> list[str]:
    stored = [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return list(dict.fromkeys([*(argument.arg for argument in function.args.args), *stored]))


def _with(tree: ast.Module, place: int, replacement: ast.AST) -> str:
    """Put a node in the place of the one that a walk of the tree meets at a number."""
    changed = copy.deepcopy(tree)
    old = list(ast.walk(changed))[place]
    old.__class__ = replacement.__class__  # in place, so that no parent has to be found
    old.__dict__.clear()
    old.__dict__.update(copy.deepcopy(replacement).__dict__)
    return ast.unparse(ast.fix_missing_locations(changed))


def _replacements(node: ast.AST, names: list[str]) -> Iterator[Edit]:
    of_kind = EDITS.get(type(node))
    if of_kind is not None:
        yield from of_kind(node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        yield from (("other variable", ast.Name(other, ast.Load())) for other in names if other != node.id)


def _of_operation(node: Any) -> Iterator[Edit]:
    for other in OPERATORS.get(type(node.op), ()):
        yield "operator", ast.BinOp(node.left, other(), node.right)
    yield "dropped term", node.left
    yield "dropped term", node.right
    if isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
        yield "swapped operands", ast.BinOp(node.right, node.op, node.left)


def _of_sign(node: Any) -> Iterator[Edit]:
    if isinstance(node.op, ast.USub):
        yield "sign", node.operand


def _of_constant(node: Any) -> Iterator[Edit]:
    value = node.value
    if isinstance(value, str) and value:
        yield "text", ast.Constant(value + "s")
    if type(value) in (int, float):
        others = {value + 1, value - 1, value * (1 + 1e-6) if type(value) is float else value * 2}
        yield from (("constant", ast.Constant(other)) for other in sorted(others - {value}))


def _of_comparison(node: Any) -> Iterator[Edit]:
    for other in COMPARISONS.get(type(node.ops[0]), ()):
        yield "comparison", ast.Compare(node.left, [other()], node.comparators)


def _of_attribute(node: Any) -> Iterator[Edit]:
    for other in FUNCTIONS.get(node.attr, ()):
        yield "other function", ast.Attribute(node.value, other, node.ctx)
    if node.attr == "T":
        yield "not transposed", node.value


def _of_index(node: Any) -> Iterator[Edit]:
    if isinstance(node.slice, ast.Name | ast.BinOp):
        for step in (ast.Add(), ast.Sub()):
            yield "index", ast.Subscript(node.value, ast.BinOp(node.slice, step, ast.Constant(1)), node.ctx)


def _of_outputs(node: Any) -> Iterator[Edit]:
    if isinstance(node.value, ast.Tuple):
        first, second, *rest = node.value.elts
        yield "swapped outputs", ast.Return(ast.Tuple([second, first, *rest], ast.Load()))


EDITS: dict[type[ast.AST], Callable[[Any], Iterator[Edit]]] = {
    ast.BinOp: _of_operation,
    ast.UnaryOp: _of_sign,
    ast.Constant: _of_constant,
    ast.Compare: _of_comparison,
    ast.Attribute: _of_attribute,
    ast.Subscript: _of_index,
    ast.Return: _of_outputs,
}
