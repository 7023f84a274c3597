"""Where a MATLAB file does what tempts to port it wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from matdrop.pitfalls.alarm import Alarm
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile, parse
from matdrop.source.matlab_names import base_name
from matdrop.source.matlab_syntax import Expression, Node, children

# What gives the same of all elements in whatever order they are read.
ORDER_FREE = {"sum", "prod", "max", "min", "mean", "median", "std", "var", "any", "all", "numel", "length", "norm"}
ORDER_FREE |= {"isempty", "unique", "sort", "mode", "nnz", "dot"}
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
_POWERS = ("^", ".^")
_COMPARISONS = ("<", "<=", "==", "~=", ">=", ">")
Arguments = Sequence[Expression]


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


def _count(*counts: int) -> Callable[[Arguments], bool]:
    return lambda arguments: len(arguments) in counts


def _always(arguments: Arguments) -> bool:
    return True


def _divides_by_n_less_1(arguments: Arguments) -> bool:
    if len(arguments) == 1:
        return True
    weight = arguments[1]
    return _is_number(weight, "0") or (isinstance(weight, syntax.Matrix) and not weight.rows)


def _two_sizes(arguments: Arguments) -> bool:
    """Whether a random matrix is drawn that is no vector."""
    sizes = [argument for argument in arguments if not isinstance(argument, syntax.Text)]
    return bool(sizes) and not any(_is_number(size, "1") for size in sizes)


def _with(text: str) -> Callable[[Arguments], bool]:
    return lambda arguments: any(isinstance(a, syntax.Text) and a.value == text for a in arguments)


def _is_number(node: Node, text: str) -> bool:
    return isinstance(node, syntax.Number) and node.text == text


def _has_one_second(arguments: Arguments) -> bool:
    return len(arguments) > 1 and _is_number(arguments[1], "1")


def _converts(arguments: Arguments) -> bool:
    return len(arguments) == 1 and not isinstance(arguments[0], syntax.Number)


def _refers_to_groups(arguments: Arguments) -> bool:
    return len(arguments) > 2 and isinstance(arguments[2], syntax.Text) and "$" in arguments[2].value


def _holds_cell(arguments: Arguments) -> bool:
    return any(isinstance(argument, syntax.Cell) for argument in arguments)


# By the name of the function: rows, and with which arguments they are likely.
CALLS: dict[str, list[tuple[str, Callable[[Arguments], bool]]]] = {
    "std": [
        ("std-ddof", _divides_by_n_less_1),
        ("std-second-argument", _has_one_second),
    ],
    "var": [("var-ddof", _divides_by_n_less_1)],
    "zscore": [("zscore", _always)],
    "reshape": [("reshape", _always)],
    "round": [("round-halves", _count(1))],
    "fix": [("fix-towards-zero", _always)],
    "rem": [("rem-keeps-sign", _always)],
    "idivide": [("idivide", _always)],
    "chol": [("chol-upper", _always)],
    "expm": [("matrix-exponential", _always)],
    "prctile": [("percentile", _always)],
    "quantile": [("percentile", _always)],
    "mode": [("mode-of-ties", _always)],
    "cov": [("cov-of-columns", _count(1)), ("cov-of-two-vectors", _count(2))],
    "corrcoef": [("corrcoef-of-columns", _count(1))],
    "histc": [("histogram-last-edge", _always)],
    "accumarray": [("accumarray", _always)],
    "interp1": [("interp-outside", _always)],
    "conv": [("conv-same-length", _with("same"))],
    "conv2": [("correlation-not-convolution", _always)],
    "filter2": [("filter2-or-conv2", _always)],
    "trapz": [("trapz", _count(2))],
    "linspace": [("linspace-count", _count(2))],
    "repmat": [("repmat-square", _count(2))],
    "sortrows": [("sortrows", _always)],
    "find": [("find-last", _with("last")), ("find-first", lambda a: len(a) == 2 and _has_one_second(a))],
    "sub2ind": [("sub2ind", _always)],
    "ind2sub": [("ind2sub", _always)],
    "ndgrid": [("ndgrid", _always)],
    "circshift": [("circshift", _count(2))],
    "gradient": [("gradient-of-matrix", _always)],
    "rand": [("rand-order", _two_sizes)],
    "randn": [("randn-algorithm", _always)],
    "randi": [("randi-from-rand", _always)],
    "randperm": [("randperm-from-one", _always)],
    "strfind": [("text-find", _always)],
    "strcat": [("strcat-drops-blanks", _always)],
    "num2str": [("number-to-text", _count(1))],
    "str2double": [("text-to-number", _always)],
    "mat2str": [("mat2str", _always)],
    "cell2mat": [("cell2mat", _always)],
    "setdiff": [("setdiff-repeats", _always)],
    "bitshift": [("bits-shifted-right", lambda a: len(a) > 1 and isinstance(a[1], syntax.Unary))],
    "struct": [("struct-of-cell", _holds_cell)],
    "regexprep": [("regexp-replace", _refers_to_groups)],
    "cosd": [("degrees-exact", _always)],
    "sind": [("degrees-exact", _always)],
    **{name: [("integer-conversion", _converts)] for name in INTEGERS},
}
# By the name of the function and which of its outputs are used.
OUTPUTS = {
    ("max", 2): "max-index",
    ("min", 2): "max-index",
    ("sort", 2): "sort-index",
    ("unique", 2): "unique-outputs",
    ("unique", 3): "unique-index",
    ("ismember", 2): "ismember-place",
    ("intersect", 2): "intersect-index",
    ("eig", 2): "eig-outputs",
    ("svd", 2): "svd-singular-values",
    ("svd", 3): "svd-transposed",
    ("lu", 3): "lu-permutation",
    ("qr", 2): "qr-size",
    ("find", 2): "find-rows-and-columns",
}


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
            yield from (id_ for id_, likely in CALLS.get(name, []) if likely(call.arguments))

    def _in_assignment(self, node: syntax.Assignment) -> Iterator[str]:
        if node.value is not None and len(node.targets) > 1:
            yield from self._in_outputs(node.targets, node.value)
        if node.value is not None and len(node.targets) == 1:
            yield from _in_target(node.targets[0], node.value)

    def _in_outputs(self, targets: Arguments, value: Expression) -> Iterator[str]:
        function = _name(value)
        for (name, place), id_ in OUTPUTS.items():
            used = len(targets) >= place and not isinstance(targets[place - 1], syntax.Ignored)
            if function == name and used and name not in self.file.variables:
                yield id_
        match value:
            case syntax.Call(function=syntax.Name(name="sort"), arguments=arguments) if len(targets) == 2:
                if _with("descend")(arguments):
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
