"""What a statement of a port loads and stores, and on which decisions it depends."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

Path = tuple[str, ...]  # a variable and the attributes or constant keys that follow: ("self", "w")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CONTROLS = (ast.If, ast.While, ast.For, ast.Match, ast.Try, ast.With)
LOOPS = (ast.For, ast.While)
SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Plan:
    """What has to be noted when a statement is executed.

    Attributes
    ----------
    number : int
        Its place among the statements.
    loads : tuple of Path
        Variables that it may read, each with the attributes and keys that follow.
    controls : tuple of int
        The statements whose last decisions it depends on: those around it, and those that may leave early.
    loops : tuple of int
        The loops around it, the outermost first.
    changes : bool
        Whether it may change a value in place.
    parts : tuple of tuple of Path
        For ``return a, b`` what each returned value reads.
    """

    number: int
    loads: tuple[Path, ...]
    controls: tuple[int, ...]
    loops: tuple[int, ...]
    changes: bool
    parts: tuple[tuple[Path, ...], ...] = ()


def own_nodes(statement: ast.AST) -> list[ast.AST]:
    """Return the parts of a statement that are executed with it, without the statements within it."""
    if isinstance(statement, FUNCTIONS):
        return [*statement.decorator_list, *statement.args.defaults, *filter(None, statement.args.kw_defaults)]
    if isinstance(statement, ast.ClassDef):
        return [*statement.decorator_list, *statement.bases]
    inner = (ast.stmt, ast.excepthandler, ast.match_case)
    return [child for child in ast.iter_child_nodes(statement) if not isinstance(child, inner)]


def loads_of(nodes: list[ast.AST]) -> tuple[Path, ...]:
    """Return the variables that some expressions read, without those that only exist within them.

    Examples
    --------
    >>> loads_of([ast.parse("self.w @ [x * k for x in d['a']]")])
    (('self', 'w'), ('k',), ('d', 'a'))
    """
    found = [path for node in nodes for path in _loads(node, frozenset())]
    return tuple(dict.fromkeys(found))


def _loads(node: ast.AST, bound: frozenset[str]) -> Iterator[Path]:
    path = path_of(node)
    if path is not None:
        if path[0] not in bound and _is_read(node):
            yield path
        return
    if isinstance(node, SCOPES):
        bound = bound | _bound_in(node)
    for child in ast.iter_child_nodes(node):
        yield from _loads(child, bound)


def _is_read(node: ast.AST) -> bool:
    """Whether a name is read: one that is only stored is not, but `x[i] = ...` and `x.a = ...` keep the rest of x."""
    return not (isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))


def _bound_in(scope: ast.AST) -> frozenset[str]:
    if isinstance(scope, ast.Lambda):
        return frozenset(argument.arg for argument in ast.walk(scope.args) if isinstance(argument, ast.arg))
    targets = [generator.target for generator in getattr(scope, "generators", [])]
    return frozenset(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))


# Attributes of an array that share its memory, and methods whose arrays mostly do.
VIEWS = ("T", "flat", "real", "imag", "reshape", "ravel", "transpose", "swapaxes", "squeeze", "view")


def path_of(node: ast.AST) -> Path | None:
    """Return the variable of a chain of attributes and constant keys; None for any other expression.

    Examples
    --------
    >>> path_of(ast.parse("self.layer['w']", mode="eval").body)
    ('self', 'layer', 'w')
    """
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        before, key = path_of(node.value), node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is str:
        before, key = path_of(node.value), node.slice.value
    else:
        return None
    return None if before is None else (*before, key)


def stored_names(target: ast.AST) -> list[str]:
    """Return the names that a target gives a new value, in order."""
    stored = (node for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    return list(dict.fromkeys(node.id for node in stored))


def places_in(target: ast.AST) -> list[ast.expr]:
    """Return what a target changes in place: `x` of ``x[i] = ..`` and ``x.T.flat[i] = ..``, `s.a` of ``s.a = ..``."""
    found: list[ast.expr] = []
    for node in ast.walk(target):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            place: ast.expr = node
            while (inner := _seen_through(place)) is not None:
                place = inner
            if path_of(place) is not None:
                found.append(place)
    return found


def _seen_through(place: ast.expr) -> ast.expr | None:
    """Return the array of which an expression is a part or a view; None for what is a place itself."""
    if isinstance(place, ast.Call):
        of_numpy = getattr(getattr(place.func, "value", None), "id", "") in ("np", "numpy")
        return place.func if getattr(place.func, "attr", "") in VIEWS and not of_numpy else None
    if isinstance(place, ast.Subscript):
        return place.value if path_of(place) is None else None
    return place.value if isinstance(place, ast.Attribute) and place.attr in VIEWS else None


def may_change(statement: ast.AST) -> bool:
    """Whether a statement may change a value in place: it calls something, or stores into a part of something."""
    if isinstance(statement, ast.AugAssign | ast.Delete):
        return True
    nodes = (node for own in own_nodes(statement) for node in ast.walk(own))
    return any(
        isinstance(node, ast.Call | ast.Await | ast.Yield | ast.YieldFrom)
        or (isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load))
        for node in nodes
    )


@dataclass
class Scope:
    """Where a statement stands: around it which statements, and which guards may have kept it from being reached."""

    function: str = ""
    around: tuple[int, ...] = ()
    loops: tuple[int, ...] = ()
    guards: list[int] = field(default_factory=list)  # of the returns of the function so far
    leaves: dict[int, list[int]] = field(default_factory=dict)  # for each loop the guards of its breaks

    def controls(self, guards: tuple[int, ...]) -> tuple[int, ...]:
        """Return the statements whose last decisions a statement here depends on, with the returns before it."""
        leaving = [guard for loop in self.loops for guard in self.leaves.get(loop, ())]
        return tuple(dict.fromkeys((*self.around, *leaving, *guards)))

    def inside(self, number: int, is_loop: bool = False) -> Scope:
        """Return the scope of the block of a statement."""
        loops = (*self.loops, number) if is_loop else self.loops
        return Scope(self.function, (*self.around, number), loops, self.guards, self.leaves)
