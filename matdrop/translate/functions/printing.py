"""Printing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TypeGuard

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import Code, UntranslatableError, as_number, call
from matdrop.translate.functions.registry import Request, function

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}


def _plain_text(request: Request) -> str | None:
    """Return the text that a format without values is; None if it has conversions, or varies."""
    text = request.literal(0) if len(request) == 1 and isinstance(request.nodes[0], syntax.Text) else None
    if text is None or "%" in text or set(re.findall(r"\\(.)", text)) - set(ESCAPES):
        return None
    return re.sub(r"\\(.)", lambda found: ESCAPES[found[1]], text)


@function("sprintf")
def _sprintf(request: Request) -> Code:
    """Format values; the format is used again for more of them."""
    if (plain := _plain_text(request)) is not None:
        return Code(json.dumps(plain, ensure_ascii=False), kind="str", class_="char")
    return Code(call(request.context.helper("sprintf"), *request.arguments), kind="str", class_="char")


@function("fprintf", "printf")
def _fprintf(request: Request) -> Code:
    """Print formatted values, or write them to a file."""
    arguments, nodes = request.arguments, request.nodes
    place = _place(request)
    if place is not None:
        if place.text == "2":
            return Code("None", kind="any")
        arguments, nodes = arguments[1:], nodes[1:]
    if (plain := _plain_text(replace(request, arguments=arguments, nodes=nodes))) is not None:
        if _is_file(place):
            return Code(
                call(request.context.helper("written"), place, json.dumps(plain, ensure_ascii=False)), whole=True
            )
        end = "" if plain.endswith("\n") else ', end=""'
        return Code(f"print({json.dumps(plain.removesuffix(chr(10)), ensure_ascii=False)}{end})", kind="any")
    text = call(request.context.helper("sprintf"), *arguments)
    if _is_file(place):
        return Code(call(request.context.helper("written"), place, text), whole=True)
    return Code(f'print({text}, end="")', kind="any")


def _place(request: Request) -> Code | None:
    """Return the number of the file to which is written; None where it is printed without one."""
    arguments = request.arguments
    is_to_a_file = len(arguments) > 1 and arguments[0].kind != "str" and arguments[1].kind == "str"
    if not is_to_a_file and not (arguments and arguments[0].kind == "number"):
        return None
    if len(arguments) < 2:
        raise UntranslatableError(f"{request.name} of a number")
    return as_number(arguments[0])


def _is_file(place: Code | None) -> TypeGuard[Code]:
    """Whether text goes to a file, or to what a variable says."""
    return place is not None and place.text != "1"


@function("disp", "display")
def _disp(request: Request) -> Code:
    """Print a value."""
    return Code(call("print", _shown(request, request[0])), kind="any")


def _shown(request: Request, value: Code) -> str:
    """Return what is printed of a value; of a cell or a struct it is another text in Python."""
    return call(request.context.helper("disp_text"), value) if value.kind in ("number", "array") else value.text


@function("puts", "fputs", "fdisp")
def _puts(request: Request) -> Code:
    """Print text as it is, or write it to a file."""
    value = request[len(request) - 1]
    if len(request) > 1 and request[0].text not in ("1", "2", "stdout", "stderr"):
        text = f'{_shown(request, value)} + "\\n"' if request.name == "fdisp" else value.text
        return Code(call(request.context.helper("written"), as_number(request[0]), text), whole=True)
    return Code(f'print({value.text}, end="")', kind="any")
