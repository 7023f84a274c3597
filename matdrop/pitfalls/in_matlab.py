"""Where a MATLAB file does what tempts to port it wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from matdrop.errors import MatdropError
from matdrop.pitfalls.alarm import Alarm

try:
    import tree_sitter
    import tree_sitter_matlab
except ImportError:
    raise MatdropError(
        "looking into .m files takes tree-sitter and its grammar of MATLAB; "
        "install them (`pip install 'matdrop[pitfalls]'`)"
    ) from None

Node = tree_sitter.Node
# What gives the same of all elements in whatever order they are read.
ORDER_FREE = {"sum", "prod", "max", "min", "mean", "median", "std", "var", "any", "all", "numel", "length", "norm"}
ORDER_FREE |= {"isempty", "unique", "sort", "mode", "nnz", "dot"}
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")


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

    Raises
    ------
    MatdropError
        If tree-sitter and its grammar of MATLAB are not installed.

    Examples
    --------
    >>> find_in_matlab("x = linspace(0, 1);")
    [Alarm(line=1, id='linspace-count')]
    """
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_matlab.language()))
    nodes = list(_all(parser.parse(source.encode()).root_node))
    variables = set(chain.from_iterable(_variables(node) for node in nodes))
    return sorted({Alarm(node.start_point[0] + 1, id_) for node in nodes for id_ in _in_node(node, variables)})


def _count(*counts: int) -> Callable[[list[Node]], bool]:
    return lambda arguments: len(arguments) in counts


def _always(arguments: list[Node]) -> bool:
    return True


def _divides_by_n_less_1(arguments: list[Node]) -> bool:
    return len(arguments) == 1 or _text(arguments[1]) in ("0", "[]")


def _two_sizes(arguments: list[Node]) -> bool:
    """Whether a random matrix is drawn that is no vector."""
    sizes = [a for a in arguments if a.type != "string"]
    return bool(sizes) and not any(_text(size) == "1" for size in sizes)


def _with(text: str) -> Callable[[list[Node]], bool]:
    return lambda arguments: any(_text(a).strip("'\"") == text for a in arguments)


# By the name of the function: rows, and with which arguments they are likely.
CALLS: dict[str, list[tuple[str, Callable[[list[Node]], bool]]]] = {
    "std": [("std-ddof", _divides_by_n_less_1), ("std-second-argument", lambda a: len(a) > 1 and _text(a[1]) == "1")],
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
    "find": [("find-last", _with("last")), ("find-first", lambda a: len(a) == 2 and _text(a[1]) == "1")],
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
    "bitshift": [("bits-shifted-right", lambda a: len(a) > 1 and a[1].type == "unary_operator")],
    "struct": [("struct-of-cell", lambda a: any(argument.type == "cell" for argument in a))],
    "regexprep": [("regexp-replace", lambda a: len(a) > 2 and "$" in _text(a[2]))],
    "cosd": [("degrees-exact", _always)],
    "sind": [("degrees-exact", _always)],
    **{name: [("integer-conversion", lambda a: len(a) == 1 and a[0].type != "number")] for name in INTEGERS},
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


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)


def _text(node: Node | None) -> str:
    return "" if node is None or node.text is None else node.text.decode()


def _name(node: Node) -> str:
    return _text(node.child_by_field_name("name")) if node.type == "function_call" else ""


def _arguments(call: Node) -> list[Node]:
    inside = next((child for child in call.named_children if child.type == "arguments"), None)
    return [] if inside is None else list(inside.named_children)


def _variables(node: Node) -> list[str]:
    """Name what a file assigns to, so that an index into it is not taken for a call."""
    if node.type == "function_arguments":
        return [_text(child) for child in node.named_children]
    left = node.child_by_field_name("left") if node.type == "assignment" else node if node.type == "iterator" else None
    if left is None:
        return []
    targets = left.named_children if left.type == "multioutput_variable" else [left]
    return [_name(target) or _text(target) for target in targets if target.type in ("identifier", "function_call")]


def _in_node(node: Node, variables: set[str]) -> Iterator[str]:
    match node.type:
        case "function_call":
            yield from _in_call(node, variables)
        case "assignment":
            yield from _in_assignment(node, variables)
        case "binary_operator":
            operator, right = _operator(node), node.child_by_field_name("right")
            if operator == "\\":
                yield "backslash"
            if operator in ("^", ".^") and right is not None and _operator(right) in ("^", ".^"):
                yield "power-from-the-left"
        case "comparison_operator":
            first = node.named_children[0]
            if first.type == "comparison_operator" and not {"&", "|"} & set(_text(node)):
                yield "chained-comparison"
            if first.type == "not_operator":
                yield "not-before-equal"
        case "range" if len(node.named_children) == 3:
            step = _text(node.named_children[1])
            if "." in step and step.replace(".", "").isdigit() and float(step) % 1:
                yield "fraction-step-count"
            if step.startswith("-") and node.parent is not None and node.parent.type == "iterator":
                yield "loop-down"
        case "iterator":
            over = node.named_children[-1]
            if over.type == "identifier" or (over.type == "matrix" and len(over.named_children) > 1):
                yield "matrix-for-loop"


def _operator(node: Node) -> str:
    return next((_text(child) for child in node.children if not child.is_named), "")


def _in_call(call: Node, variables: set[str]) -> Iterator[str]:
    name, arguments = _name(call), _arguments(call)
    whole = len(arguments) == 1 and _text(arguments[0]) == ":"
    if whole and not _is_target(call) and not _is_order_free(call):
        yield "colon-flattens-columns"
    if name not in variables:
        yield from (id_ for id_, likely in CALLS.get(name, []) if likely(arguments))


def _is_target(call: Node) -> bool:
    parent = call.parent
    return parent is not None and parent.type == "assignment" and call == parent.child_by_field_name("left")


def _is_order_free(call: Node) -> bool:
    """Whether all elements, as ``A(:)`` gives them, go where their order makes no difference."""
    node: Node | None = call.parent
    while node is not None and node.type not in ("assignment", "source_file", "block"):
        if _name(node) in ORDER_FREE:
            return True
        node = node.parent
    return False


def _in_assignment(node: Node, variables: set[str]) -> Iterator[str]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    if left.type == "multioutput_variable":
        outputs = left.named_children
        for (function, place), id_ in OUTPUTS.items():
            used = len(outputs) >= place and outputs[place - 1].type != "ignored_argument"
            if _name(right) == function and used and function not in variables:
                yield id_
        if _name(right) == "sort" and len(outputs) == 2 and _with("descend")(_arguments(right)):
            yield "sort-descending-ties"
    indices = [_text(index).replace(" ", "") for index in _arguments(left)] if left.type == "function_call" else []
    braces = "{" in _text(left)
    if right.type == "matrix" and not right.named_children and indices and not braces:
        yield "delete-column" if ":" in indices else "delete-element"
    elif "end+1" in indices:
        if braces:
            yield "cell-append"
        elif ":" not in indices:
            yield "append-number"
        elif len(indices) == 2:
            yield "append-row" if indices[1] == ":" else "append-column"
    if indices == [":"] and not braces and right.type != "number":
        yield "assign-to-colon"
