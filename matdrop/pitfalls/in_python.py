"""Where a Python file does what is tempting and, in a port from MATLAB, likely wrong.

What is likely for a habit stands in the habit's file; here is the rest: rows of the table that no habit has.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from matdrop.habits.pattern import Code, Pattern, calls, lacks, nodes
from matdrop.habits.registry import habits
from matdrop.pitfalls.alarm import Alarm

# Methods of text whose result is all that they give.
OF_NO_USE_ALONE = {"upper", "lower", "strip", "replace"}


def find_in_python(source: str) -> list[Alarm]:
    """Look for likely pitfalls in Python.

    Parameters
    ----------
    source : str
        What a file holds.

    Returns
    -------
    list of Alarm
        In the order of lines, each once.

    Raises
    ------
    SyntaxError
        If `source` is not Python.

    Examples
    --------
    >>> find_in_python("keep = x > 1 & x < 3")
    [Alarm(line=1, id='or-of-conditions')]
    """
    code = Code(ast.parse(source))
    return sorted({Alarm(line, pattern.row) for pattern in patterns() for line in pattern.find(code)})


def patterns() -> tuple[Pattern, ...]:
    """Return all patterns that are looked for: those of the habits, and the rest.

    Returns
    -------
    tuple of Pattern
        Each with the id of its row in the table of pitfalls.

    Examples
    --------
    >>> {"std-ddof", "caret-is-not-power"} <= {pattern.row for pattern in patterns()}
    True
    """
    return (*(pattern for habit in habits() for pattern in habit.patterns), *OTHERS)


def _is_type(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or name.rstrip("_0123456789") in (
        "int", "uint", "float", "complex", "bool", "object", "dtype", "str", "intp", "double", "single",
    )  # fmt: skip


def _two_sizes(call: ast.Call) -> bool:
    return len(call.args) > 1 and not isinstance(call.args[0], ast.Tuple | ast.List) and not _is_type(call.args[1])


def _dollar(call: ast.Call) -> bool:
    replacement = call.args[1] if len(call.args) > 1 else None
    return (
        isinstance(replacement, ast.Constant)
        and isinstance(replacement.value, str)
        and any(f"${digit}" in replacement.value for digit in "123456789")
    )


def _mixes_columns(call: ast.Call) -> bool:
    return len(call.args) == 1 and lacks("rowvar")(call)


def _is_power(node: ast.AST, code: Code) -> bool:
    match node:
        case ast.BinOp(op=ast.BitXor(), left=left, right=right):
            return not any(isinstance(side, ast.Compare | ast.Set) for side in (left, right))
    return False


def _repeats_list(node: ast.AST, code: Code) -> bool:
    match node:
        case ast.BinOp(op=ast.Mult(), left=ast.List(elts=[ast.List(elts=[])])):
            return True
    return False


def _repeats_dict(node: ast.AST, code: Code) -> bool:
    match node:
        case ast.BinOp(op=ast.Mult(), left=ast.List(elts=[ast.Dict()])):
            return True
    return False


def _joins_conditions(node: ast.AST, code: Code) -> bool:
    """Whether & or | binds its neighbours before the comparisons do."""
    match node:
        case ast.Compare(comparators=[_, _, *_] as sides):
            return any(isinstance(s, ast.BinOp) and isinstance(s.op, ast.BitAnd | ast.BitOr) for s in sides)
    return False


def _keeps_none(node: ast.AST, code: Code) -> bool:
    match node:
        case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="sort"), args=[])):
            return True
    return False


def _drops_text(node: ast.AST, code: Code) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=attribute) as function)):
            return attribute in OF_NO_USE_ALONE and not code.full_name(function)
    return False


def _drops_array(node: ast.AST, code: Code) -> bool:
    match node:
        case ast.Expr(value=ast.Call(func=function)):
            return code.full_name(function) == "numpy.append"
    return False


def _asks_indices(node: ast.AST, code: Code) -> bool:
    match node:
        case ast.If(test=ast.Call(func=function)) | ast.IfExp(test=ast.Call(func=function)):
            return code.full_name(function) in ("numpy.flatnonzero", "numpy.where", "numpy.nonzero")
    return False


def _late_lambdas(code: Code) -> Iterator[int]:
    """Find lambdas kept by a loop that look up its variable when they are called."""
    for node in code.nodes:
        match node:
            case ast.For(target=ast.Name(id=variable), body=body):
                kept = [inner for top in body for node in ast.walk(top) for inner in _kept(node)]
                yield from _with_variable(variable, kept)
            case ast.ListComp(
                elt=ast.Lambda() as element, generators=[ast.comprehension(target=ast.Name(id=variable))]
            ):
                yield from _with_variable(variable, [element])


def _kept(node: ast.AST) -> Iterator[ast.Lambda]:
    """Find the lambda that a statement puts into a list."""
    match node:
        case ast.Assign(targets=[ast.Subscript()], value=ast.Lambda() as kept):
            yield kept
        case ast.Call(func=ast.Attribute(attr="append"), args=[ast.Lambda() as kept]):
            yield kept


def _with_variable(variable: str, functions: list[ast.Lambda]) -> Iterator[int]:
    for function in functions:
        own = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
        names = {node.id for node in ast.walk(function.body) if isinstance(node, ast.Name)}
        if variable in names - own:
            yield function.lineno


OTHERS = (
    calls("cov-of-columns", "numpy.cov", when=_mixes_columns),
    calls("corrcoef-of-columns", "numpy.corrcoef", when=_mixes_columns),
    calls("percentile", "numpy.percentile", "numpy.quantile", when=lacks("method", after=4)),
    calls("ones-two-sizes", "numpy.zeros", "numpy.ones", "numpy.empty", when=_two_sizes),
    calls("regexp-replace", "re.sub", when=_dollar),
    nodes("caret-is-not-power", _is_power),
    nodes("preallocated-list", _repeats_list),
    nodes("struct-array-same", _repeats_dict),
    nodes("or-of-conditions", _joins_conditions),
    nodes("sort-result-none", _keeps_none),
    nodes("upper-is-copy", _drops_text),
    nodes("append-forgotten-result", _drops_array),
    nodes("find-as-condition", _asks_indices),
    Pattern("handles-in-loop", _late_lambdas),
)
