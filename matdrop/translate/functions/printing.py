"""Printing."""

from __future__ import annotations

import json
import re

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import Code, UntranslatableError, call
from matdrop.translate.functions.registry import Request, function
from matdrop.translate.refusals import WRITES

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
    """Print formatted values."""
    arguments = request.arguments
    if (plain := _plain_text(request)) is not None:
        end = "" if plain.endswith("\n") else ', end=""'
        return Code(f"print({json.dumps(plain.removesuffix(chr(10)), ensure_ascii=False)}{end})", kind="any")
    is_to_a_file = len(arguments) > 1 and arguments[0].kind != "str" and arguments[1].kind == "str"
    if is_to_a_file or (arguments and arguments[0].kind == "number"):
        if arguments[0].text not in ("1", "2") or len(arguments) < 2:
            raise UntranslatableError(f"fprintf {WRITES}")
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
    if value.kind not in ("number", "array"):  # whose text is another one in Python
        return Code(call("print", value), kind="any")
    return Code(call("print", call(request.context.helper("disp_text"), value)), kind="any")


@function("puts", "fputs", "fdisp")
def _puts(request: Request) -> Code:
    """Print text as it is."""
    return Code(f'print({request[len(request) - 1].text}, end="")', kind="any")
