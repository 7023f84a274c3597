"""Function handles that give several outputs: the call says how many, as in MATLAB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import base_name
from matdrop.source.matlab_syntax import Expression, walk
from matdrop.translate.code import ATOM, LAMBDA, Code, call
from matdrop.translate.context import Context, Known
from matdrop.translate.observation import Observation


def gives_several(functions: Iterable[Known], observation: Observation) -> bool:
    """Return whether handles are called for several outputs, and all of them are made by the original itself.

    Parameters
    ----------
    functions : iterable of Known
        All that are translated.
    observation : Observation
        What was seen of the original.

    Returns
    -------
    bool
        False where a case gives a function: what comes from outside returns all its outputs at each call.
    """
    functions = [*functions]
    main = observation.files[0] if observation.files else None
    from_outside = any(
        "function_handle" in observation.at(known.path, known.function, f"entry {parameter.name}").classes
        for known in functions
        if known.path == main
        for parameter in known.function.parameters
        if known.name == known.path.stem
    )
    return not from_outside and any(any(_calls_for_several(known)) for known in functions)


def _calls_for_several(known: Known) -> Iterator[Expression]:
    """Find the calls of what a variable holds, of which several outputs are taken."""
    for node in walk(known.function):
        if isinstance(node, syntax.Assignment) and len(node.targets) > 1:
            match node.value:
                case syntax.Call(function=syntax.Name(name="feval" | "eval")):
                    yield node.value
                case syntax.Call(function=function) if base_name(function) in known.scope.variables:
                    yield node.value
                case syntax.Call(function=syntax.Name(name="cellfun" | "arrayfun")):
                    yield node.value


def called_handle(context: Context, node: Expression, count: int) -> str:
    """Translate a call of a handle for several outputs.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        The call.
    count : int
        How many outputs are asked for.

    Returns
    -------
    str
        Code of a tuple; empty if what is called is no handle.
    """
    if not isinstance(node, syntax.Call) or (base_name(node.function) or "") not in context.scope.variables:
        return ""
    handle = context.code(node.function)
    if handle.kind != "handle":
        return ""
    from matdrop.translate.expressions import item_of

    given = [item_of(context, argument).text for argument in node.arguments]
    return call(handle.at(ATOM), *given, *asked(context, count))


def asked(context: Context, count: int) -> Sequence[str]:
    """Return the argument by which a handle learns how many outputs are asked for.

    Parameters
    ----------
    context : Context
        Of the function.
    count : int
        How many.

    Returns
    -------
    sequence of str
        None where handles come from outside: the table then declares how many outputs these return.
    """
    if context.gives_several:
        return (f"nargout={count}",)
    context.handle_outputs = max(context.handle_outputs, count)
    return ()


def as_asked(context: Context, text: str) -> str:
    """Return the outputs of a function of which as many are taken as a handle is asked for.

    Parameters
    ----------
    context : Context
        Of the function in which the handle is made.
    text : str
        Code of a tuple.

    Returns
    -------
    str
        Code that reads the handle's parameter ``nargout``.
    """
    return call(context.helper("as_asked_for"), text, "nargout")


def asked_by_name(context: Context, node: Expression) -> int:
    """Return how many outputs are asked for of the variable in which a handle is stored.

    Parameters
    ----------
    context : Context
        Of the function in which it is made.
    node : Expression
        The handle.

    Returns
    -------
    int
        The same number each time several are asked for; 0 if there is none.
    """
    stores = [one for one in walk(context.function or node) if isinstance(one, syntax.Assignment)]
    names = {base_name(one.targets[0]) for one in stores if one.value is node}
    counts = {len(one.targets) for one in stores if len(one.targets) > 1 and _called_by(one.value) in names}
    return counts.pop() if len(counts) == 1 else 0


def _called_by(node: Expression | None) -> str | None:
    """Return the name of what a call calls, also through a function that gets it as its first argument."""
    match node:
        case syntax.Call(function=syntax.Name(name="feval" | "cellfun" | "arrayfun"), arguments=(first, *_)):
            return base_name(first)
        case syntax.Call(function=function):
            return base_name(function)
    return None


def through(context: Context, code: Code, count: int) -> Code:
    """Return a handle as a function that returns several outputs at each call.

    Parameters
    ----------
    context : Context
        Of the function.
    code : Code
        The handle.
    count : int
        How many outputs.

    Returns
    -------
    Code
        A function.
    """
    if not context.gives_several:
        return code
    return Code(f"lambda *a: {code.at(ATOM)}(*a, nargout={count})", LAMBDA, "handle", "function_handle")
