"""Printing."""

from __future__ import annotations

from matdrop.translate.code import Code, UntranslatableError, call
from matdrop.translate.functions.registry import Request, function


@function("sprintf")
def _sprintf(request: Request) -> Code:
    """Format values; the format is used again for more of them."""
    if len(request) == 1 and "%" not in (request.literal(0) or "%") and "\\" not in (request.literal(0) or "\\"):
        return request[0]
    return Code(call(request.context.helper("sprintf"), *request.arguments), kind="str", class_="char")


@function("fprintf", "printf")
def _fprintf(request: Request) -> Code:
    """Print formatted values."""
    arguments = request.arguments
    if arguments and arguments[0].kind == "number":
        if arguments[0].text not in ("1", "2") or len(arguments) < 2:
            raise UntranslatableError("fprintf to a file")
        if arguments[0].text == "2":
            return Code("None", kind="any")
        arguments = arguments[1:]
    return Code(f'print({call(request.context.helper("sprintf"), *arguments)}, end="")', kind="any")


@function("disp", "display")
def _disp(request: Request) -> Code:
    """Print a value."""
    value = request[0]
    if value.kind == "str":
        return Code(call("print", value), kind="any")
    return Code(call("print", call(request.context.helper("disp_text"), value)), kind="any")


@function("puts", "fputs", "fdisp")
def _puts(request: Request) -> Code:
    """Print text as it is."""
    return Code(f'print({request[len(request) - 1].text}, end="")', kind="any")
