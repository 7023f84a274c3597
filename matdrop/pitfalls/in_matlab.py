"""Where a MATLAB file does what tempts to port it wrongly.

What tempts to a habit stands in the habit's file; here is the rest: rows of the table that no habit has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from matdrop.habits.matlab_pattern import (
    Arguments,
    Condition,
    MatlabCall,
    MatlabOutput,
    always,
    count,
    is_number,
    with_text,
)
from matdrop.habits.registry import habits
from matdrop.pitfalls.alarm import Alarm
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile, parse
from matdrop.source.matlab_names import base_name
from matdrop.source.matlab_syntax import Expression, Node, children

# What gives the same of all elements in whatever order they are read.
ORDER_FREE = {"sum", "prod", "max", "min", "mean", "median", "std", "var", "any", "all", "numel", "length", "norm"}
ORDER_FREE |= {"isempty", "unique", "sort", "mode", "nnz", "dot"}
_POWERS = ("^", ".^")
_COMPARISONS = ("<", "<=", "==", "~=", ">=", ">")


def find_in_matlab(source: str) -> list[Alarm]:
    """Look for what is likely to be ported wrongly.

    Parameters
    ----------
    source : str
        What a ``.m`` file holds.

    Returns
    -------
    list of Alarm
        In the order of lines, each once.

    Examples
    --------
    >>> find_in_matlab("x = linspace(0, 1);")
    [Alarm(line=1, id='linspace-count')]
    """
    return sorted(set(_Search(parse(source)).found()))


def _has_one_second(arguments: Arguments) -> bool:
    return len(arguments) > 1 and is_number(arguments[1], "1")


def _refers_to_groups(arguments: Arguments) -> bool:
    return len(arguments) > 2 and isinstance(arguments[2], syntax.Text) and "$" in arguments[2].value


def _holds_cell(arguments: Arguments) -> bool:
    return any(isinstance(argument, syntax.Cell) for argument in arguments)


# What no habit has, by the name of the function: rows, and with which arguments they are likely.
CALLS: dict[str, list[tuple[str, Condition]]] = {
    "std": [("std-second-argument", _has_one_second)],
    "fix": [("fix-towards-zero", always)],
    "idivide": [("idivide", always)],
    "expm": [("matrix-exponential", always)],
    "prctile": [("percentile", always)],
    "quantile": [("percentile", always)],
    "cov": [("cov-of-columns", count(1)), ("cov-of-two-vectors", count(2))],
    "corrcoef": [("corrcoef-of-columns", count(1))],
    "histc": [("histogram-last-edge", always)],
    "accumarray": [("accumarray", always)],
    "conv2": [("correlation-not-convolution", always)],
    "filter2": [("filter2-or-conv2", always)],
    "trapz": [("trapz", count(2))],
    "repmat": [("repmat-square", count(2))],
    "sortrows": [("sortrows", always)],
    "find": [("find-last", with_text("last")), ("find-first", lambda a: len(a) == 2 and _has_one_second(a))],
    "sub2ind": [("sub2ind", always)],
    "ind2sub": [("ind2sub", always)],
    "ndgrid": [("ndgrid", always)],
    "circshift": [("circshift", count(2))],
    "gradient": [("gradient-of-matrix", always)],
    "strfind": [("text-find", always)],
    "strcat": [("strcat-drops-blanks", always)],
    "num2str": [("number-to-text", count(1))],
    "str2double": [("text-to-number", always)],
    "mat2str": [("mat2str", always)],
    "cell2mat": [("cell2mat", always)],
    "setdiff": [("setdiff-repeats", always)],
    "bitshift": [("bits-shifted-right", lambda a: len(a) > 1 and isinstance(a[1], syntax.Unary))],
    "struct": [("struct-of-cell", _holds_cell)],
    "regexprep": [("regexp-replace", _refers_to_groups)],
    "cosd": [("degrees-exact", always)],
    "sind": [("degrees-exact", always)],
}
# What no habit has, by the name of the function and which of its outputs is used.
OUTPUTS = {
    ("unique", 2): "unique-outputs",
    ("unique", 3): "unique-index",
    ("ismember", 2): "ismember-place",
    ("intersect", 2): "intersect-index",
    ("qr", 2): "qr-size",
    ("find", 2): "find-rows-and-columns",
}


@cache
def tempting_calls() -> Mapping[str, Sequence[tuple[str, Condition]]]:
    """Return, by the name of a function, the rows that its calls may be about, and with which arguments.

    Returns
    -------
    mapping of str to sequence
        Those of the habits, and the rest.

    Examples
    --------
    >>> [row for row, _ in tempting_calls()["std"]]
    ['std-second-argument', 'std-ddof']
    """
    found = {name: list(rows) for name, rows in CALLS.items()}
    for known in (known for habit in habits() for known in habit.tempting):
        if isinstance(known, MatlabCall):
            found.setdefault(known.function, []).append((known.row, known.when))
    return found


@cache
def tempting_outputs() -> Mapping[tuple[str, int], str]:
    """Return, by function and place of an output, the row that the use of the output is about.

    Returns
    -------
    mapping of (str, int) to str
        Those of the habits, and the rest.

    Examples
    --------
    >>> tempting_outputs()["max", 2]
    'max-index'
    """
    outputs = [known for habit in habits() for known in habit.tempting if isinstance(known, MatlabOutput)]
    return {**OUTPUTS, **{(known.function, known.place): known.row for known in outputs}}


class _Search:
    """Looks through a file; what it assigns to is no function there."""

    def __init__(self, file: MatlabFile) -> None:
        self.file = file

    def found(self) -> Iterator[Alarm]:
        """Find the rows that are likely somewhere in the file.

        Yields
        ------
        Alarm
            In no order.
        """
        # With each node, whether its value goes where the order of its elements makes no difference.
        waiting: list[tuple[Node, bool]] = [(part, False) for part in self.file.parts]
        while waiting:
            node, order_free = waiting.pop()
            yield from (Alarm(node.span.line, id_) for id_ in self._in_node(node, order_free))
            order_free = order_free or _name(node) in ORDER_FREE
            waiting += [(child, order_free) for child in _evaluated(node)]

    def _in_node(self, node: Node, order_free: bool) -> Iterator[str]:
        match node:
            case syntax.Call():
                yield from self._in_call(node, order_free)
            case syntax.Assignment():
                yield from self._in_assignment(node)
            case syntax.Binary():
                yield from _in_binary(node)
            case syntax.Range(step=syntax.Number(text=step)):
                if "." in step and step.replace(".", "").isdigit() and float(step) % 1:
                    yield "fraction-step-count"
            case syntax.For(values=values):
                yield from _in_loop(values)

    def _in_call(self, call: syntax.Call, order_free: bool) -> Iterator[str]:
        name = _name(call)
        if _is_whole(call.arguments) and not order_free:
            yield "colon-flattens-columns"
        if name not in self.file.variables:
            yield from (id_ for id_, likely in tempting_calls().get(name, []) if likely(call.arguments))

    def _in_assignment(self, node: syntax.Assignment) -> Iterator[str]:
        if node.value is not None and len(node.targets) > 1:
            yield from self._in_outputs(node.targets, node.value)
        if node.value is not None and len(node.targets) == 1:
            yield from _in_target(node.targets[0], node.value)

    def _in_outputs(self, targets: Arguments, value: Expression) -> Iterator[str]:
        function = _name(value)
        for (name, place), id_ in tempting_outputs().items():
            used = len(targets) >= place and not isinstance(targets[place - 1], syntax.Ignored)
            if function == name and used and name not in self.file.variables:
                yield id_
        match value:
            case syntax.Call(function=syntax.Name(name="sort"), arguments=arguments) if len(targets) == 2:
                if with_text("descend")(arguments):
                    yield "sort-descending-ties"


def _evaluated(node: Node) -> Iterator[Node]:
    """Find the nodes right below a node, and in place of a target of an assignment those within it."""
    targets = node.targets if isinstance(node, syntax.Assignment) else ()
    for child in children(node):
        yield from children(child) if child in targets else (child,)


def _name(node: Node) -> str:
    """Return the name of what is called; empty if this is no call of a name."""
    return node.function.name if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) else ""


def _is_whole(arguments: Arguments) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], syntax.Colon)


def _in_binary(node: syntax.Binary) -> Iterator[str]:
    if node.operator == "\\":
        yield "backslash"
    if node.operator in _POWERS and isinstance(node.left, syntax.Binary) and node.left.operator in _POWERS:
        yield "power-from-the-left"
    if node.operator in _COMPARISONS:
        if isinstance(node.left, syntax.Binary) and node.left.operator in _COMPARISONS:
            yield "chained-comparison"
        if isinstance(node.left, syntax.Unary) and node.left.operator == "~":
            yield "not-before-equal"


def _in_loop(values: Expression) -> Iterator[str]:
    if isinstance(values, syntax.Range) and isinstance(values.step, syntax.Unary) and values.step.operator == "-":
        yield "loop-down"
    if isinstance(values, syntax.Name) or (isinstance(values, syntax.Matrix) and len(values.rows) > 1):
        yield "matrix-for-loop"


def _in_target(target: Expression, value: Expression) -> Iterator[str]:
    """Find what an assignment to elements does: it deletes, appends, or fills."""
    if not isinstance(target, (syntax.Call, syntax.CellIndex)) or base_name(target) is None:
        return
    in_braces = isinstance(target, syntax.CellIndex)
    indices = ["" if _is_next(i) else ":" if isinstance(i, syntax.Colon) else "other" for i in target.arguments]
    if isinstance(value, syntax.Matrix) and not value.rows and not in_braces:
        yield "delete-column" if ":" in indices else "delete-element"
    elif "" in indices:
        yield _appended(indices, in_braces)
    if indices == [":"] and not in_braces and not isinstance(value, syntax.Number):
        yield "assign-to-colon"


def _is_next(index: Expression) -> bool:
    """Whether an index is ``end + 1``."""
    match index:
        case syntax.Binary(operator="+", left=syntax.End(), right=syntax.Number(text="1")):
            return True
    return False


def _appended(indices: Sequence[str], in_braces: bool) -> str:
    """Name what is appended where an index is empty, which stands for ``end + 1``."""
    if in_braces:
        return "cell-append"
    if len(indices) == 2 and ":" in indices:
        return "append-row" if indices[1] == ":" else "append-column"
    return "append-number"
