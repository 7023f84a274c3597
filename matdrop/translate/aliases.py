"""Which parameters the result of a function may be itself, or a view of: what is stored in it changes these, too."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import base_name, variables_of
from matdrop.source.matlab_syntax import Expression, walk

# What may return an argument itself, a view of it, or something that holds it.
VIEWS = {
    "permute", "ipermute", "horzcat", "vertcat", "cat", "vec", "diff", "shiftdim", "flip", "flipdim", "flipud",
    "fliplr", "rot90", "getfield", "mpower", "reshape", "squeeze", "full", "real", "imag", "conj", "double", "single",
    "diag", "transpose", "ctranspose", "deal", "struct", "setfield", "rmfield", "orderfields", "cell2mat", "num2cell",
    "struct2cell", "cell2struct", "values",
}  # fmt: skip


def shared_places(function: syntax.Function, output: str, calls: Collection[str] = ()) -> list[int]:
    r"""Return which parameters an output of a function may share memory with.

    Parameters
    ----------
    function : Function
        The function.
    output : str
        One of its outputs.
    calls : collection of str
        Other functions of the original that it may call: what they return may be what they were given.

    Returns
    -------
    list of int
        Their places, from 0.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> code = "function y = f(a, b, c)\n  t = a(:, 1)';\n  if c, y = t; else, y = b + c; end\nend"
    >>> (one,) = parse(code).functions
    >>> shared_places(one, "y")
    [0]
    """
    variables = variables_of(function)
    found, waiting = set[str](), [output]
    edges = [edge for node in walk(function.body) for edge in _edges(node, variables, calls)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [source for target, source in edges if target == name]
    return [place for place, parameter in enumerate(function.parameters) if parameter.name in found]


def returns_view(function: syntax.Anonymous) -> bool:
    """Return whether what an anonymous function returns may be what it is given.

    Parameters
    ----------
    function : Anonymous
        The function.

    Returns
    -------
    bool
        True for ``@(x) x(:)``.
    """
    names = set(function.parameters)
    return not names.isdisjoint(held_in(function.body, names, ()))


def _edges(node: syntax.Node, variables: Collection[str], calls: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the variables that an assignment stores in, each with one that the value may share memory with."""
    if isinstance(node, syntax.Assignment) and node.value is not None:
        sources = [*held_in(node.value, variables, calls)]
        yield from ((base_name(target) or "", source) for target in node.targets for source in sources)


def held_in(value: Expression, variables: Collection[str], calls: Collection[str]) -> Iterator[str]:
    """Yield the variables that a value may be, be a part of, or hold.

    Parameters
    ----------
    value : Expression
        The value.
    variables : collection of str
        The names of the variables; what is called by another name is a function.
    calls : collection of str
        Functions that may return what they are given.

    Yields
    ------
    str
        The name of a variable.
    """
    inner: Sequence[Expression] = ()
    match value:
        case syntax.Name(name=name) if name in variables:
            yield name
        case syntax.Parentheses(inner=part) | syntax.Postfix(operand=part):
            inner = [part]
        case syntax.Call(function=syntax.Name(name=name), arguments=arguments) if name not in variables:
            inner = arguments if name in VIEWS or name in calls else ()
        case syntax.Call() | syntax.CellIndex() | syntax.Field() | syntax.DynamicField():
            holder = base_name(value)
            inner = () if holder is None else [syntax.Name(value.span, holder)]
        case syntax.Matrix(rows=((part,),)):
            inner = [part]
        case syntax.Cell(rows=rows):
            inner = [item for row in rows for item in row]
    for one in inner:
        yield from held_in(one, variables, calls)
