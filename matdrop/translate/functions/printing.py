"""Printing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TypeGuard

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import OR, Code, UntranslatableError, as_number, call
from matdrop.translate.functions.registry import Request, function

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\\": "\\"}
CONVERSION = re.compile(r"%[^A-Za-z%]*[A-Za-z%]?")
# The conversions that an f-string has, too.
FIELD = re.compile(r"%(?P<left>-?)(?P<zero>0?)(?P<width>\d*)(?P<letter>[dis])")


def _as_string(request: Request) -> str | None:
    """Return what is formatted as a string or an f-string, without its quotes, if the format is literal.

    None where a value may be another than the format has a place for: an array, a number with a fraction, NaN.
    """
    format_ = request.literal(0) if len(request) and isinstance(request.nodes[0], syntax.Text) else None
    if format_ is None or set(re.findall(r"\\(.)", format_)) - set(ESCAPES):
        return None
    values, parts, is_f_string = list(request.arguments[1:]), list[str](), len(request) > 1
    for text, conversion in _parts(re.sub(r"\\(.)", lambda found: ESCAPES[found[1]], format_)):
        parts.append(text.replace("{", "{{").replace("}", "}}") if is_f_string else text)
        if conversion == "%%":
            parts.append("%")
        elif conversion:
            field = _field(values.pop(0), conversion) if values else None
            if field is None:
                return None
            parts.append(field)
    return None if values else "".join(parts)


def _parts(format_: str) -> Iterator[tuple[str, str]]:
    """Yield each text of a format with the conversion after it; the last one with none."""
    at = 0
    for found in CONVERSION.finditer(format_):
        yield format_[at : found.start()], found[0]
        at = found.end()
    yield format_[at:], ""


def _field(value: Code, conversion: str) -> str | None:
    """Return the field of an f-string that shows a value; None if it may be shown otherwise."""
    found, text = FIELD.fullmatch(conversion), value.at(OR)
    if found is None or text.startswith("*") or set(text) & set("'\\{}"):  # no field has those before Python 3.12
        return None
    if value.kind == "str" and found["letter"] == "s" and not found["zero"]:
        alignment = "" if found["left"] else ">"
    elif value.kind == "number" and value.whole and value.class_ == "double" and found["letter"] != "s":
        alignment = "<" if found["left"] else found["zero"]
    else:
        return None
    return "{" + text.replace('"', "'") + (f":{alignment}{found['width']}" if found["width"] else "") + "}"


def _quoted(text: str, request: Request) -> str:
    """Return a string, or an f-string where there are values."""
    return f"{'f' if len(request) > 1 else ''}{json.dumps(text, ensure_ascii=False)}"


def formatted(request: Request) -> str:
    """Translate a format and its values.

    Parameters
    ----------
    request : Request
        The format is its first argument.

    Returns
    -------
    str
        The code of a text: a string, an f-string, or a call of the helper that formats as MATLAB does.
    """
    text = _as_string(request)
    return call(request.context.helper("sprintf"), *request.arguments) if text is None else _quoted(text, request)


@function("sprintf")
def _sprintf(request: Request) -> Code:
    """Format values; the format is used again for more of them."""
    return Code(formatted(request), kind="str", class_="char")


@function("fprintf", "printf")
def _fprintf(request: Request) -> Code:
    """Print formatted values, or write them to a file."""
    place = _place(request)
    if place is not None:
        if place.text == "2":
            return Code("None", kind="any")
        request = request.without_first()
    if _is_file(place):
        return Code(call(request.context.helper("written"), place, formatted(request)), whole=True)
    text = _as_string(request)
    if text is None or not text.endswith("\n"):
        return Code(f'print({formatted(request)}, end="")', kind="any")
    return Code(f"print({_quoted(text[:-1], request)})", kind="any")


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
