"""Variables from which nothing but figures is made, and outputs that are handles of figures."""

from __future__ import annotations

from collections.abc import Iterator

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import STORE_ANY, base_name, stored_names
from matdrop.source.matlab_syntax import walk
from matdrop.translate.functions.drawing import DRAWING, QUIET

# Functions that reach variables by their names as text.
_BY_TEXT = STORE_ANY | {"exist", "save", "who", "whos", "inputname"}


def names_for_figures(function: syntax.Function) -> frozenset[str]:
    r"""Return the variables that are read by what draws alone, or by what is stored in another of these.

    Parameters
    ----------
    function : Function
        Of the original.

    Returns
    -------
    frozenset of str
        Their names in MATLAB; none where variables are reached by text, or by functions within it.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> file = parse("function y = f(x)\na = get(gca, 'xlim'); y = x; plot(x, a);\nend\n")
    >>> sorted(names_for_figures(file.functions[0]))
    ['a']
    """
    nodes = list(walk(function.body))
    used = [node.name for node in nodes if isinstance(node, syntax.Name)]
    if function.functions or _BY_TEXT.intersection(used):
        return frozenset()
    declared = {name for node in nodes if isinstance(node, syntax.Declaration) for name in stored_names(node)}
    loops = {name for node in nodes if isinstance(node, syntax.For) for name in stored_names(node.variable)}
    outer = {*function.outputs, *(one.name for one in function.parameters), *declared, *loops}
    found = {name for node in nodes if isinstance(node, syntax.Assignment) for name in stored_names(node)} - outer
    return _without_others(found, nodes, used) & _drawn(nodes)


def _drawn(nodes: list[syntax.Node]) -> set[str]:
    """Return the names in calls that draw, and in what is stored in these; what is never read is none of them."""
    found, size = {name for node in nodes if _is_for(node, set()) for name in _names_in(node)}, -1
    while len(found) > size:
        size = len(found)
        stores = [node for node in nodes if isinstance(node, syntax.Assignment) and found & {*stored_names(node)}]
        found |= {name for node in stores for name in _names_in(node)}
    return found


def handles_among_outputs(function: syntax.Function) -> tuple[str, ...]:
    r"""Return the outputs in which nothing but handles of what was drawn is stored.

    Parameters
    ----------
    function : Function
        Of the original.

    Returns
    -------
    tuple of str
        Their names in MATLAB.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> file = parse("function [y, h] = f(x)\ny = x; h = []; h(1) = plot(x);\nend\n")
    >>> handles_among_outputs(file.functions[0])
    ('h',)
    >>> file = parse("function [y, h] = f(x)\ny = x; p(1) = plot(x); p(2) = plot(y); h = [p(1) p(2)];\nend\n")
    >>> handles_among_outputs(file.functions[0])
    ('h',)
    >>> handles_among_outputs(parse("function h = f(text)\nh = text;\nend\n").functions[0])
    ()
    """
    stored: dict[str, list[syntax.Expression | None]] = {}
    for node in walk(function.body):
        if isinstance(node, syntax.Assignment):
            for name in filter(None, map(base_name, node.targets)):
                stored.setdefault(name, []).append(node.value)
    parameters = {one.name for one in function.parameters}  # which may hold anything
    drawing = DRAWING.difference(stored, parameters)
    found, size = set[str](), -1
    while len(found) > size:  # a handle may be handed on from one variable to another
        size = len(found)
        handles = drawing | found
        found |= {name for name, values in stored.items() if _are_handles(name, values, handles)} - parameters
    return tuple(name for name in function.outputs if name in found)


def _are_handles(name: str, values: list[syntax.Expression | None], handles: set[str]) -> bool:
    """Whether handles alone are stored in a variable, once it has begun as nothing, or as zeros."""
    parts = [_name_of(part) for value in values if not _begins(value) for part in _parts(value)]
    return any(part in handles for part in parts) and {*parts} <= {name, *handles}


def _begins(value: syntax.Expression | None) -> bool:
    match value:
        case syntax.Call(function=syntax.Name(name="zeros" | "nan" | "NaN" | "cell" | "gobjects")):
            return True
    return False


def _parts(value: syntax.Expression | None) -> Iterator[syntax.Expression | None]:
    """Yield what a matrix is written from: nothing of an empty one."""
    if not isinstance(value, syntax.Matrix):
        yield value
        return
    for row in value.rows:
        for element in row:
            yield from _parts(element)


def _name_of(value: syntax.Expression | None) -> str:
    """Return the variable that is read, or of which a part is, or the function that is called; empty for all else."""
    match value:
        case syntax.Name(name=name) | syntax.Call(function=syntax.Name(name=name)):
            return name
    return ""


def _without_others(found: set[str], nodes: list[syntax.Node], used: list[str]) -> frozenset[str]:
    """Return the variables each use of which is in a call that draws, or in an assignment to one of them."""
    while True:
        inside = [name for node in nodes if _is_for(node, found) for name in _names_in(node)]
        kept = {name for name in found if inside.count(name) == used.count(name)}
        if kept == found:
            return frozenset(kept)
        found = kept


def _is_for(node: syntax.Node, names: set[str]) -> bool:
    """Whether a statement draws alone, or stores in some variables alone."""
    match node:
        case syntax.ExpressionStatement(value=syntax.Call(function=syntax.Name(name=name)) | syntax.Name(name=name)):
            return name in QUIET
        case syntax.Assignment(targets=targets):
            return bool(names) and all(base_name(target) in names for target in targets)
    return False


def _names_in(node: syntax.Node) -> Iterator[str]:
    return (inner.name for inner in walk(node) if isinstance(inner, syntax.Name))
