"""Calls with several outputs, and lists of values that are stored in several variables."""

from __future__ import annotations

from collections.abc import Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import dotted_name
from matdrop.source.matlab_syntax import Expression
from matdrop.translate.code import (
    ATOM,
    LAMBDA,
    Code,
    UntranslatableError,
    as_full,
    call,
)
from matdrop.translate.context import Context
from matdrop.translate.expressions import (
    anonymous_function,
    called_original,
    counted,
    given_arguments,
    list_of,
    named_function,
)
from matdrop.translate.facts import Facts
from matdrop.translate.functions import SEVERAL, Request
from matdrop.translate.functions.drawing import QUIET
from matdrop.translate.functions.registry import reading_all
from matdrop.translate.handles import through
from matdrop.translate.refusals import reason_of


def dealt_list(context: Context, node: Expression) -> Code | None:
    """Return the list whose values are stored in several variables.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        Such as ``c{:}`` or ``deal(c{:})``.

    Returns
    -------
    Code or None
        A list; None if the expression is a call with several outputs.
    """
    match node:
        case syntax.Call(function=syntax.Name(name="deal"), arguments=(argument,)):
            return list_of(context, argument)
        case syntax.CellIndex() | syntax.Field():
            return list_of(context, node)
    return None


def several_outputs(context: Context, node: Expression, wanted: int) -> list[Code]:
    """Translate a call of a known function that returns several outputs.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        The call.
    wanted : int
        How many outputs are asked for.

    Returns
    -------
    list of Code
        One for each.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    if not isinstance(node, (syntax.Call, syntax.Name)):
        raise UntranslatableError("several values of what is no call")
    name = node.function.name if isinstance(node, syntax.Call) and isinstance(node.function, syntax.Name) else ""
    name = node.name if isinstance(node, syntax.Name) else name
    arguments = given_arguments(context, node.arguments if isinstance(node, syntax.Call) else ())
    if name in ("cellfun", "arrayfun"):
        return _mapped_outputs(context, name, arguments, wanted)
    if name != "deal" and any(list_of(context, argument) is not None for argument in arguments):
        arguments = counted(context, name, arguments)
    codes = [context.code(argument) for argument in arguments]
    if name == "deal":
        return codes if len(codes) == wanted else codes * wanted
    codes = codes if name in ("size", "find") else [as_full(code) for code in codes]
    return outputs_of(Request(context, name, tuple(codes), tuple(arguments), context.seen(node), wanted))


def outputs_of(request: Request) -> list[Code]:
    """Translate a call of a function in the table with several outputs.

    Parameters
    ----------
    request : Request
        The call.

    Returns
    -------
    list of Code
        One for each output.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    if request.name in QUIET and request.name not in SEVERAL:
        request.context.notes.append("left out, so that it returns nothing")
        return [Code("None", kind="any", class_="")] * request.count
    if request.name not in SEVERAL:
        raise UntranslatableError(reason_of(request.name, f"several outputs of {request.name or 'this'}"))
    found = reading_all(request, SEVERAL[request.name])
    if len(found) < request.count:
        raise UntranslatableError(f"{request.count} outputs of {request.name}")
    return found[: request.count]


def _mapped_outputs(context: Context, name: str, arguments: Sequence[Expression], wanted: int) -> list[Code]:
    """Translate a function of several outputs that is called on each element."""
    options = [node for node in arguments[1:] if isinstance(node, syntax.Text)]
    if options and not "uniformoutput".startswith(options[0].value.lower()):
        raise UntranslatableError(f"{name} with {options[0].value}")
    given = arguments[1 : len(arguments) - 2] if options else arguments[1:]
    function = _function_of_outputs(context, arguments[0], len(given), wanted, is_uniform=not options)
    lists = []
    for node in given:
        code = context.code(node)
        lists.append(code.text if code.kind in ("cell", "structs") else code.column_major)
    text = call(context.helper("mapped"), function, str(wanted), *lists)
    if options:
        return [Code(f"{text}[{k}]", kind="cell", class_="cell") for k in range(wanted)]
    first = context.code(given[0])
    shape = ".T" if first.facts.is_column else ""
    if first.kind == "array" and first.facts.is_grid:
        shape = f'.reshape({first.at(ATOM)}.shape, order="F")'
    return [Code(f"np.array([{text}[{k}]], dtype=float){shape}", kind="array") for k in range(wanted)]


def _function_of_outputs(context: Context, node: Expression, parameters: int, wanted: int, *, is_uniform: bool) -> Code:
    """Translate a function that is called for several outputs: it returns as many."""
    called = context.known.get(named_function(context, (node,)))
    if called is not None:
        return Code(called.name, kind="handle")
    if isinstance(node, syntax.Anonymous) and isinstance(node.body, syntax.Call):
        body = node.body
        if context.variable(dotted_name(body.function)) is None and dotted_name(body.function) in context.known:
            own = context.known[dotted_name(body.function)]
            return anonymous_function(context, node, lambda: called_original(context, own, body.arguments, wanted).text)
        return anonymous_function(context, node, lambda: _tuple(several_outputs(context, body, wanted), is_uniform))
    name = node.name if isinstance(node, syntax.Handle) else node.value if isinstance(node, syntax.Text) else ""
    if name not in SEVERAL:
        return through(context, context.code(node), wanted)
    names = [chr(ord("x") + k) for k in range(min(parameters, 3))]
    inner = tuple(Code(one, kind="any", class_="") for one in names)
    codes = outputs_of(Request(context, name, inner, (), Facts(), wanted))
    return Code(f"lambda {', '.join(names)}: {_tuple(codes, is_uniform)}", LAMBDA, "handle", "function_handle")


def _tuple(codes: Sequence[Code], is_uniform: bool) -> str:
    """Return the tuple of several outputs; of which a number is made, that is taken out of its array."""
    texts = [f"{code.at(ATOM)}.item()" if is_uniform and code.kind == "array" else code.text for code in codes]
    return f"({', '.join(texts)})"
