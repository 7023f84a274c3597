"""What MATLAB code stores, reads and calls, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression, Function, Node, Statement, children, walk

# Functions that may give a value to any variable.
STORE_ANY = {"eval", "evalc", "evalin", "assignin", "load", "run", "source", "input"}
# Functions whose first argument is a function, or a text with its name.
TAKE_A_FUNCTION = frozenset(
    {
        *("arrayfun", "cellfun", "feval", "fminbnd", "fminsearch", "fminunc", "fsolve", "fzero", "integral"),
        *("lsqnonlin", "ode15s", "ode23", "ode45", "quad", "quadgk", "quadl", "quadv", "str2func", "structfun"),
    }
)


def base_name(target: Expression) -> str | None:
    """Find the variable to which a target of an assignment belongs.

    Parameters
    ----------
    target : Expression
        Such as ``s.list{3}(k)``.

    Returns
    -------
    str or None
        Such as ``s``; None for ``~`` and for what cannot be assigned to.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> base_name(parse("s.list{3}(k) = 1;").statements[0].targets[0])
    's'
    """
    while not isinstance(target, syntax.Name):
        inner = next(children(target), None)
        if not isinstance(target, (syntax.Call, syntax.CellIndex, syntax.Field, syntax.DynamicField)) or inner is None:
            return None
        target = inner  # type: ignore[assignment]  # the first child of each of them is an expression
    return target.name


def dotted_name(node: Node) -> str:
    """Return the name of what may be a function of a package.

    Parameters
    ----------
    node : Node
        Such as ``pkg.sub.f``.

    Returns
    -------
    str
        Names with dots between them; empty if it is made of anything else.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> dotted_name(parse("pkg.sub.f;").statements[0].value), dotted_name(parse("s(1).f;").statements[0].value)
    ('pkg.sub.f', '')
    """
    names: list[str] = []
    while isinstance(node, syntax.Field):
        names.insert(0, node.name)
        node = node.value
    return ".".join([node.name, *names]) if isinstance(node, syntax.Name) else ""


def takes_list(source: bytes, statement: syntax.Assignment) -> bool:
    """Find out whether what stands in brackets alone may be several elements, each of which gets an output.

    Parameters
    ----------
    source : bytes
        In which the statement stands.
    statement : Assignment
        Such as ``[c{1:2}] = f(x)`` or ``[s.a] = deal(0)``.

    Returns
    -------
    bool
        Of a single index in braces only if ``deal`` stands behind it: it may be one element as well.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> source = b"[c{1:2}] = f(x); [c{k}] = f(x); c{1} = x;"
    >>> [takes_list(source, statement) for statement in parse(source).statements]
    [True, False, False]
    """
    if len(statement.targets) != 1 or source[statement.span.start : statement.span.start + 1] != b"[":
        return False
    is_dealt = False
    match statement.value:
        case syntax.Call(function=syntax.Name(name="deal")):
            is_dealt = True
    match statement.targets[0]:
        case syntax.Field():
            return True
        case syntax.CellIndex(arguments=arguments):
            return is_dealt or any(isinstance(one, syntax.Colon | syntax.Range | syntax.Matrix) for one in arguments)
    return False


def stored_names(node: Node) -> list[str]:
    """Find the variables to which a statement, or one of those within it, gives a value.

    Parameters
    ----------
    node : Node
        A statement, an expression or a block.

    Returns
    -------
    list of str
        In the order of the source, each once. What `eval` and the like store is not known: see `STORE_ANY`.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> stored_names(parse("[a, ~, s.x(k)] = f(b);").statements[0])
    ['a', 's']
    """
    return list(dict.fromkeys(_stored(node)))


def read_names(node: Node) -> list[str]:
    """Find the variables and functions whose values a statement uses.

    Parameters
    ----------
    node : Node
        A statement, an expression or a block.

    Returns
    -------
    list of str
        In the order of the source, each once. Where only a part of a variable is stored, the variable is used too;
        the parameters of an anonymous function are not among them.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> read_names(parse("x(k) = @(t) sin(t) + c;").statements[0])
    ['x', 'k', 'sin', 'c']
    """
    return list(dict.fromkeys(_read(node, frozenset())))


def head_of(statement: Statement) -> list[Node]:
    """Find the parts of a statement that it evaluates itself, its blocks left out.

    Parameters
    ----------
    statement : Statement
        Any.

    Returns
    -------
    list of Node
        The condition of a loop or a branch, the value of a ``switch``; the statement itself if it has no blocks.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> [read_names(part) for part in head_of(parse("while x < n, x = x + c; end").statements[0])]
    [['x', 'n']]
    """
    blocks = (syntax.Block, syntax.Branch, syntax.Case)
    parts = list(children(statement))
    has_blocks = any(isinstance(part, blocks) for part in parts)
    return [part for part in parts if not isinstance(part, blocks)] if has_blocks else [statement]


def _stored(node: Node) -> Iterator[str]:
    match node:
        case syntax.Assignment(targets=targets):
            yield from filter(None, map(base_name, targets))
        case syntax.NestedAssignment(target=target) | syntax.For(variable=target):
            yield from filter(None, [base_name(target)])
        case syntax.Declaration(names=names):
            yield from (name.name for name in names)
        case syntax.Try(error=syntax.Name(name=name)):
            yield name
    for child in _below(node):
        yield from _stored(child)


def _below(node: Node) -> Iterator[Node]:
    """Find the nodes right below a node; of a long sum all terms, so that it needs no deep recursion."""
    rights: list[Node] = []
    while isinstance(node, syntax.Binary):
        rights.append(node.right)
        node = node.left
    if not rights:
        yield from children(node)
    else:
        yield node
        yield from reversed(rights)


def _read(node: Node, bound: frozenset[str]) -> Iterator[str]:
    match node:
        case syntax.Name(name=name) | syntax.Handle(name=name):
            if name not in bound:
                yield name
        case syntax.Command(name=name):
            yield name
        case syntax.Anonymous(parameters=parameters, body=body):
            yield from _read(body, bound | set(parameters))
        case syntax.Assignment(targets=targets, operator=operator, value=value):
            yield from _read_targets(targets, operator, bound)
            yield from _read_all([value], bound)
        case syntax.NestedAssignment(target=target, operator=operator, value=value):
            yield from _read_targets([target], operator, bound)
            yield from _read_all([value], bound)
        case syntax.For(variable=variable, values=values, body=body):
            yield from _read_targets([variable], "=", bound)
            yield from _read_all([values, body], bound)
        case syntax.Declaration(values=given):
            yield from _read_all([value for _, value in given], bound)
        case syntax.Try(body=body, handler=handler):
            yield from _read_all([body, handler], bound)
        case _:
            yield from _read_all(_below(node), bound)


def _read_all(nodes: Iterable[Node | None], bound: frozenset[str]) -> Iterator[str]:
    for node in nodes:
        if node is not None:
            yield from _read(node, bound)


def _read_targets(targets: Iterable[Expression], operator: str, bound: frozenset[str]) -> Iterator[str]:
    """Find what targets use: indices, and the variable itself where it is not replaced as a whole."""
    for target in targets:
        if operator != "=" or not isinstance(target, syntax.Name):
            yield from _read(target, bound)


def called_names(node: Node, variables: Iterable[str]) -> list[str]:
    """Find the functions that a statement or a function calls, of which it takes a handle, or which it names in a text.

    Parameters
    ----------
    node : Node
        A statement, an expression, a block or a function.
    variables : iterable of str
        Names that are no functions.

    Returns
    -------
    list of str
        In the order of the source, each once.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> called_names(parse("y = f(x) + g;").statements[0], ["x", "y"])
    ['f', 'g']
    """
    known = set(variables)
    return [name for name in dict.fromkeys([*read_names(node), *named_in_text(node)]) if name not in known]


def named_in_text(node: Node) -> list[str]:
    """Find the functions that are named in a text where a function is expected.

    Parameters
    ----------
    node : Node
        A statement, an expression, a block or a function.

    Returns
    -------
    list of str
        In the order of the source.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> named_in_text(parse("y = feval('f', x);").statements[0])
    ['f']
    """
    found = []
    for part in walk(node):
        match part:
            case syntax.Call(function=syntax.Name(name=name), arguments=(syntax.Text(value=value), *_)):
                if name in TAKE_A_FUNCTION and value.isidentifier():
                    found.append(value)
    return found


def variables_of(function: Function) -> set[str]:
    r"""Find the variables of a function: its parameters, its outputs, and what its statements store.

    Parameters
    ----------
    function : Function
        The function; those nested in it are left out.

    Returns
    -------
    set of str
        Names.

    Examples
    --------
    >>> from matdrop.source.matlab import parse
    >>> sorted(variables_of(parse("function y = f(x)\nz = 1;\ny = x + z;\nend").functions[0]))
    ['x', 'y', 'z']
    """
    names = {parameter.name for parameter in function.parameters} | set(function.outputs)
    return (names | set(stored_names(function.body))) - {"~"}
