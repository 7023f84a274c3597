"""Where a Python file does what is tempting and, in a port from MATLAB, likely wrong."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from matdrop.pitfalls.alarm import Alarm
from matdrop.pitfalls.shared_arrays import Scope, in_scope

Rule = tuple[str, Callable[[ast.Call], bool]]
INTEGERS = {"int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"}


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
        If it is no Python.

    Examples
    --------
    >>> find_in_python("keep = x > 1 & x < 3")
    [Alarm(line=1, id='or-of-conditions')]
    """
    tree = ast.parse(source)
    modules = _modules(tree)
    found = set()
    mended = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _is_upper_factor(node, modules)
    }
    for node in ast.walk(tree):
        if node not in mended:
            found |= {Alarm(line, id_) for line, id_ in _in_node(node, modules)}
        if isinstance(node, Scope):
            found |= {Alarm(line, id_) for line, id_ in in_scope(node)}
    return sorted(found)


def _lacks(*keywords: str, after: int = 99) -> Callable[[ast.Call], bool]:
    """Hold of calls that give none of the keywords, nor as many positional arguments that one of them is given so."""
    return lambda call: len(call.args) <= after and not any(k.arg in (*keywords, None) for k in call.keywords)


def _always(call: ast.Call) -> bool:
    return True


def _is_reordering(shape: list[ast.expr]) -> bool:
    """Whether a shape has at least two dimensions, none of which is written as 1: that would be a vector's."""
    dimensions = shape[0].elts if len(shape) == 1 and isinstance(shape[0], ast.Tuple | ast.List) else shape
    return len(dimensions) > 1 and not any(isinstance(d, ast.Constant) and d.value == 1 for d in dimensions)


def _reshapes(call: ast.Call) -> bool:
    return _lacks("order")(call) and _is_reordering(call.args[1:])


def _is_type(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or name.rstrip("_0123456789") in (
        "int", "uint", "float", "complex", "bool", "object", "dtype", "str", "intp", "double", "single",
    )  # fmt: skip


def _two_sizes(call: ast.Call) -> bool:
    return len(call.args) > 1 and not isinstance(call.args[0], ast.Tuple | ast.List) and not _is_type(call.args[1])


def _fraction_step(call: ast.Call) -> bool:
    step = call.args[2] if len(call.args) == 3 else None
    return isinstance(step, ast.Constant) and isinstance(step.value, float) and not step.value.is_integer()


def _second_is_same(call: ast.Call) -> bool:
    mode = call.args[2] if len(call.args) == 3 else next((k.value for k in call.keywords if k.arg == "mode"), None)
    return isinstance(mode, ast.Constant) and mode.value == "same"


def _dollar(call: ast.Call) -> bool:
    replacement = call.args[1] if len(call.args) > 1 else None
    return (
        isinstance(replacement, ast.Constant)
        and isinstance(replacement.value, str)
        and any(f"${digit}" in replacement.value for digit in "123456789")
    )


# By the full name of the function: the row, and when it is likely.
CALLS: dict[str, Rule] = {
    "numpy.std": ("std-ddof", _lacks("ddof")),
    "numpy.var": ("var-ddof", _lacks("ddof")),
    "numpy.nanstd": ("std-ddof", _lacks("ddof")),
    "numpy.nanvar": ("var-ddof", _lacks("ddof")),
    "scipy.stats.zscore": ("zscore", _lacks("ddof")),
    "numpy.reshape": ("reshape", _reshapes),
    "numpy.round": ("round-halves", _lacks("decimals", after=1)),
    "numpy.around": ("round-halves", _lacks("decimals", after=1)),
    "numpy.rint": ("round-halves", _always),
    "round": ("round-halves", _lacks("ndigits", after=1)),
    "numpy.cov": ("cov-of-columns", lambda call: _lacks("rowvar")(call) and len(call.args) == 1),
    "numpy.corrcoef": ("corrcoef-of-columns", lambda call: _lacks("rowvar")(call) and len(call.args) == 1),
    "numpy.percentile": ("percentile", _lacks("method", after=4)),
    "numpy.quantile": ("percentile", _lacks("method", after=4)),
    "statistics.mode": ("mode-of-ties", _always),
    "numpy.linalg.cholesky": ("chol-upper", _always),  # where it is not transposed at once
    "numpy.linalg.eig": ("eigenvalues-order", _always),
    "numpy.linalg.eigvals": ("eigenvalues-order", _always),
    "numpy.linspace": ("linspace-count", _lacks("num", after=2)),
    "numpy.arange": ("fraction-step-count", _fraction_step),
    "numpy.interp": ("interp-outside", _lacks("left", "right", after=3)),
    "numpy.convolve": ("conv-same-length", _second_is_same),
    "numpy.zeros": ("ones-two-sizes", _two_sizes),
    "numpy.ones": ("ones-two-sizes", _two_sizes),
    "numpy.empty": ("ones-two-sizes", _two_sizes),
    "numpy.random.default_rng": ("rand-default-generator", _always),
    "numpy.random.RandomState": ("rand-seed", _always),
    "numpy.random.seed": ("rand-seed", _always),
    "re.sub": ("regexp-replace", _dollar),
}
# By the name of the method, of whatever object.
METHODS: dict[str, Rule] = {
    "std": ("std-ddof", _lacks("ddof")),
    "var": ("var-ddof", _lacks("ddof")),
    "reshape": ("reshape", lambda call: _lacks("order")(call) and _is_reordering(call.args)),
    "round": ("round-halves", _lacks("decimals", after=0)),
    "most_common": ("mode-of-ties", _always),
}
# Methods of text whose result is all that they give.
OF_NO_USE_ALONE = {"upper", "lower", "strip", "replace"}
# What rounds, saturates or draws on purpose before an array becomes one of integers.
WHOLE = {"clip", "round", "around", "rint", "floor", "ceil", "trunc", "fix", "minimum", "maximum", "where", "randint"}


def _modules(tree: ast.Module) -> dict[str, str]:
    """Tell what imported names stand for, in full."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _full_name(function: ast.expr, modules: dict[str, str]) -> str:
    """Give the full name of a function of an imported module, or of Python's own; empty for methods."""
    parts: list[str] = []
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if not isinstance(function, ast.Name) or (parts and function.id not in modules):
        return ""
    return ".".join([modules.get(function.id, function.id), *reversed(parts)])


def _in_node(node: ast.AST, modules: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Rules that need no more than one expression or statement."""
    match node:
        case ast.Call(func=function):
            name = _full_name(function, modules)
            rule = CALLS.get(name)
            if rule is None and not name and isinstance(function, ast.Attribute):
                rule = METHODS.get(function.attr)
            if rule and rule[1](node):
                yield node.lineno, rule[0]
            if _cuts_off(node, modules):
                yield node.lineno, "integer-conversion"
            if name == "numpy.concatenate" and _unrolls(node):
                yield node.lineno, "unroll-parameters"
        case ast.Subscript(value=ast.Call(func=function), slice=place) if _reverses(place):
            name = _full_name(function, modules) or getattr(function, "attr", "")
            if name.rpartition(".")[2] == "argsort":
                yield node.lineno, "sort-descending-ties"
        case ast.BinOp(op=ast.BitXor(), left=left, right=right):
            if not any(isinstance(side, ast.Compare | ast.Set) for side in (left, right)):
                yield node.lineno, "caret-is-not-power"
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult(), left=left, right=right) if any(
            isinstance(side, ast.Call) and _full_name(side.func, modules).removeprefix("numpy.") in INTEGERS
            for side in (left, right)
        ):
            yield node.lineno, "integer-saturates"
        case ast.BinOp(op=ast.Mult(), left=ast.List(elts=[ast.List(elts=[])])):
            yield node.lineno, "preallocated-list"
        case ast.BinOp(op=ast.Mult(), left=ast.List(elts=[ast.Dict()])):
            yield node.lineno, "struct-array-same"
        case ast.Compare(comparators=[_, _, *_] as sides):
            if any(isinstance(side, ast.BinOp) and isinstance(side.op, ast.BitAnd | ast.BitOr) for side in sides):
                yield node.lineno, "or-of-conditions"
        case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(), attr="sort"), args=[])):
            yield node.lineno, "sort-result-none"
        case ast.Assign(targets=[ast.Tuple(elts=[_, _, ast.Name(id="V" | "v")])], value=ast.Call(func=function)):
            if _full_name(function, modules).endswith("linalg.svd"):
                yield node.lineno, "svd-transposed"
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=attribute) as function)) if attribute in OF_NO_USE_ALONE:
            if not _full_name(function, modules):
                yield node.lineno, "upper-is-copy"
        case ast.Expr(value=ast.Call(func=function)) if _full_name(function, modules) == "numpy.append":
            yield node.lineno, "append-forgotten-result"
        case ast.If(test=ast.Call(func=function)) | ast.IfExp(test=ast.Call(func=function)):
            if _full_name(function, modules) in ("numpy.flatnonzero", "numpy.where", "numpy.nonzero"):
                yield node.lineno, "find-as-condition"
        case ast.For(target=ast.Name(id=variable), body=body):
            yield from _late_lambdas(variable, [*body])
        case ast.ListComp(elt=element, generators=[ast.comprehension(target=ast.Name(id=variable))]):
            yield from _late_lambdas(variable, [element] if isinstance(element, ast.Lambda) else [])


def _cuts_off(call: ast.Call, modules: dict[str, str]) -> bool:
    """Whether an expression becomes an array of integers of a size, and nothing in it rounds or saturates."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and function.attr == "astype" and call.args):
        return False
    if getattr(call.args[0], "attr", getattr(call.args[0], "value", None)) not in INTEGERS:
        return False
    if isinstance(function.value, ast.Compare | ast.Name):
        return False
    inside = [node.func for node in ast.walk(function.value) if isinstance(node, ast.Call)]
    return not any((getattr(f, "attr", "") or _full_name(f, modules)) in WHOLE for f in inside)


def _is_upper_factor(node: ast.Attribute, modules: dict[str, str]) -> bool:
    """Whether a Cholesky factor is transposed at once, into MATLAB's."""
    call = node.value
    return node.attr == "T" and isinstance(call, ast.Call) and _full_name(call.func, modules) == "numpy.linalg.cholesky"


def _reverses(place: ast.expr) -> bool:
    """Whether an index turns the order round."""
    slices = place.elts if isinstance(place, ast.Tuple) else [place]
    return any(isinstance(s, ast.Slice) and isinstance(s.step, ast.UnaryOp) for s in slices)


def _unrolls(call: ast.Call) -> bool:
    """Whether at least two matrices are flattened row by row to be joined."""
    parts = call.args[0].elts if call.args and isinstance(call.args[0], ast.Tuple | ast.List) else []
    flat = [
        part
        for part in parts
        if isinstance(part, ast.Call)
        and isinstance(part.func, ast.Attribute)
        and part.func.attr in ("ravel", "flatten")
        and not part.args
        and not part.keywords
    ]
    return len(flat) > 1


def _late_lambdas(variable: str, nodes: list[ast.AST]) -> Iterator[tuple[int, str]]:
    """Find lambdas kept by a loop that look up its variable when they are called."""
    kept = [node for node in nodes if isinstance(node, ast.Lambda)]
    for node in (inner for top in nodes for inner in ast.walk(top)):
        match node:
            case ast.Assign(targets=[ast.Subscript()], value=ast.Lambda() as kept_one):
                kept.append(kept_one)
            case ast.Call(func=ast.Attribute(attr="append"), args=[ast.Lambda() as kept_one]):
                kept.append(kept_one)
    for function in kept:
        own = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
        names = {node.id for node in ast.walk(function.body) if isinstance(node, ast.Name)}
        if variable in names - own:
            yield function.lineno, "handles-in-loop"
