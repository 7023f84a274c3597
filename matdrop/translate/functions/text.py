"""Functions of text."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import (
    ATOM,
    COMPARE,
    NOT,
    SUM,
    TERNARY,
    Code,
    UntranslatableError,
    as_int,
    as_number,
    call,
)
from matdrop.translate.emitted.text import replacement_of
from matdrop.translate.facts import NUMERIC, Facts, Kind
from matdrop.translate.functions.each import array_of_each, cell_of_each
from matdrop.translate.functions.registry import Request, function, several

# The result is text of the same length or another.
TEXTS = {
    "upper": "{0}.upper()", "toupper": "{0}.upper()", "lower": "{0}.lower()", "tolower": "{0}.lower()",
    "strtrim": '{0}.strip(" \\t\\n\\v\\f\\r\\0")', "deblank": '{0}.rstrip(" \\t\\n\\v\\f\\r\\0")',
    "strrep": "{0}.replace({1}, {2})",
}  # fmt: skip
# The result is a row of truth values, one for each character.
CHARACTERS = {
    "isspace": "c.isspace()", "isdigit": "c.isdigit()", "isalpha": "c.isalpha()", "isletter": "c.isalpha()",
    "isupper": "c.isupper()", "islower": "c.islower()", "isalnum": "c.isalnum()",
}  # fmt: skip
COMPARED = {
    "strcmp": "{0} == {1}", "strcmpi": "{0}.lower() == {1}.lower()", "strncmp": "{0}[:{2}] == {1}[:{2}]",
    "strncmpi": "{0}[:{2}].lower() == {1}[:{2}].lower()",
}  # fmt: skip


@function(*TEXTS)
def _texts(request: Request) -> Code:
    """Translate by the table; of a cell each element."""
    value = request[0]
    others = [code.text for code in request.arguments[1:]]
    template = TEXTS[request.name]
    if value.kind == "cell":
        return cell_of_each(value, _replaced_in(request, Code("text", kind="str"), others))
    is_unseen = value.kind == "array" and value.is_unseen
    if value.kind in ("number", "array") and len(request) == 1 and not is_unseen:
        return value  # numbers are left as they are
    if value.kind == "rows" and request.name in ("upper", "toupper", "lower", "tolower"):
        return Code(f"[{template.format('row', *others)} for row in {value.text}]", kind="rows", class_="char")
    if value.kind == "rows" and request.name in ("strtrim", "deblank"):
        both = ["both=True"] if request.name == "strtrim" else []
        return Code(call(request.context.helper("without_blank_columns"), value, *both), kind="rows", class_="char")
    if value.kind != "str" and (value.kind != "any" or value.facts):
        raise UntranslatableError(f"{request.name} of a {value.kind}")
    return Code(_replaced_in(request, value, others), kind="str", class_="char")


def _replaced_in(request: Request, value: Code, others: list[str]) -> str:
    """Return a text as the table has it; what is replaced may begin within itself."""
    if request.name == "strrep" and value.kind == "str" and _may_overlap(request):
        return call(request.context.helper("replaced"), value, *others)
    return TEXTS[request.name].format(value.at(ATOM), *others)


def _may_overlap(request: Request) -> bool:
    """Whether a text that is replaced may begin within itself: MATLAB replaces each place at which it begins."""
    old = request.arguments[1]
    if isinstance(request.nodes[1], syntax.Text):
        text = request.nodes[1].value
        return any(text.startswith(text[start:]) for start in range(1, len(text)))
    return old.kind != "str" or not old.facts or any(size[1] > 1 for size in old.facts.sizes)


@function(*CHARACTERS)
def _characters(request: Request) -> Code:
    """Ask of what kind characters are; numbers are none."""
    if request[0].kind == "number":
        return Code("False", class_="logical")
    if request[0].kind == "array" and request[0].facts:
        return Code(f"np.zeros({request[0].at(ATOM)}.shape, dtype=bool)", kind="array", class_="logical")
    if request[0].kind == "rows":
        text = f"np.array([[{CHARACTERS[request.name]} for c in row] for row in {request[0].text}], dtype=bool)"
        return Code(text, kind="array", class_="logical")
    if request[0].is_scalar:
        return Code(CHARACTERS[request.name].replace("c.", f"{request[0].at(ATOM)}."), class_="logical")
    text = f"np.array([[{CHARACTERS[request.name]} for c in {request[0].text}]], dtype=bool)"
    return Code(text, kind="array", class_="logical")


@function(*COMPARED)
def _compared(request: Request) -> Code:
    """Compare text; with a cell each of its elements."""
    first, second = request[0], request[1]
    count = [as_int(as_number(request[2]))] if len(request) > 2 else []
    template = COMPARED[request.name]
    if first.kind == second.kind == "str":
        return Code(_worked_out(template.format(first.at(ATOM), second.at(ATOM), *count)), COMPARE, class_="logical")
    if first.kind == "cell" and second.kind == "cell":
        return _pairs_compared(first, second, template, count)
    if "cell" in (first.kind, second.kind):
        cell, text = (first, second) if first.kind == "cell" else (second, first)
        inner = _worked_out(template.format("element", text.at(ATOM), *count))
        if not cell.facts.always("texts"):  # what is no text is equal to none
            inner = f"isinstance(element, str) and {inner}"
        return Code(array_of_each(cell, inner, "element", "bool"), kind="array", class_="logical")
    if "any" in (first.kind, second.kind) or first.kind == second.kind:
        helper = request.context.helper("same_text")
        fold = ["fold=True"] if request.name.endswith("i") else []
        return Code(call(helper, first, second, *count, *fold), class_="logical")
    return Code("False", class_="logical")  # text is not equal to what is no text


def _worked_out(code: str) -> str:
    """Return code in which the start of a text that is written there, and its small letters, are worked out."""
    code = re.sub(r'"([^"\\]*)"\[:(\d+)\]', lambda found: f'"{found[1][: int(found[2])]}"', code)
    return re.sub(r'"[^"\\]*"(?=\.lower\(\))', lambda found: found[0].lower(), code).replace('".lower()', '"')


def _pairs_compared(first: Code, second: Code, template: str, count: list[str]) -> Code:
    """Compare the elements of two cells pair by pair; a cell of one element with each of the other."""
    if first.facts.is_grid or second.facts.is_grid:
        raise UntranslatableError("a comparison of two cells of these sizes")
    if first.facts.is_scalar or second.facts.is_scalar:
        one, others = (first, second) if first.facts.is_scalar else (second, first)
        inner = template.format("element", f"{one.at(ATOM)}[0]", *count)
        if others.facts.is_scalar:
            return Code(
                template.format(f"{first.at(ATOM)}[0]", f"{second.at(ATOM)}[0]", *count), COMPARE, class_="logical"
            )
        array = f"np.array([[{inner} for element in {others.text}]], dtype=bool)"
        is_column = others.facts.is_column and not others.facts.is_row
        return Code(f"{array}.T" if is_column else array, kind="array", class_="logical")
    pairs = f"for one, other in zip({first.text}, {second.text}, strict=True)"
    array = f"np.array([[{template.format('one', 'other', *count)} {pairs}]], dtype=bool)"
    is_column = first.facts.is_column and not first.facts.is_row
    return Code(f"{array}.T" if is_column else array, kind="array", class_="logical")


# What is asked of a text, or of each of a cell.
PARTS = {"startsWith": "{0}.startswith({1})", "endsWith": "{0}.endswith({1})", "contains": "{1} in {0}"}


@function(*PARTS)
def _has_part(request: Request) -> Code:
    """Ask whether text has another one in it, at its start or at its end."""
    request.at_most(2)
    text, part = request[0], request[1]
    if part.kind != "str" or text.kind not in ("str", "cell"):
        raise UntranslatableError(f"{request.name} with these arguments")
    if text.kind == "str":
        return Code(PARTS[request.name].format(text.at(ATOM), part.at(ATOM)), COMPARE, class_="logical")
    asked = PARTS[request.name].format("element", part.at(ATOM))
    return Code(array_of_each(text, asked, "element", "bool"), kind="array", class_="logical")


@function("erase", "replace", "strlength")
def _replaced(request: Request) -> Code:
    """Translate functions of MATLAB's newer text, of one or of each in a cell."""
    texts, *words = request.arguments
    is_list = texts.kind == "cell"
    if not (is_list or texts.kind == "str") or any(word.kind != "str" for word in words):
        raise UntranslatableError(f"{request.name} with these arguments")
    one = "text" if is_list else texts.at(ATOM)
    if request.name == "strlength":
        if is_list:
            return Code(array_of_each(texts, "len(text)"), kind="array")
        return Code(call("len", texts), whole=True)
    new = words[1].text if request.name == "replace" else '""'
    changed = f"{one}.replace({words[0].text}, {new})"
    if is_list:
        return cell_of_each(texts, changed)
    return Code(changed, kind="str", class_="char")


TEXT_AS_IT_IS = ("convertStringsToChars", "convertCharsToStrings")


@several(*TEXT_AS_IT_IS)
def _texts_as_they_are(request: Request) -> list[Code]:
    """Return text as it is: a port has one kind of it."""
    return list(request.arguments)


@function(*TEXT_AS_IT_IS)
def _text_as_it_is(request: Request) -> Code:
    """Return text as it is: a port has one kind of it."""
    return request[0]


@function("strcat")
def _strcat(request: Request) -> Code:
    """Join text; spaces at the end of each go, unless it is in a cell."""
    texts = tuple(_as_characters(request, code) for code in request.arguments)
    if any(code.kind == "cell" for code in texts):
        return _joined_in_cells(replace(request, arguments=texts))
    if any(code.kind == "rows" for code in texts):
        return Code(call(request.context.helper("joined_rows"), *texts), kind="rows", class_="char")
    pieces = [
        code.text
        if code.text.startswith(("'", '"')) and not code.text[:-1].endswith(" ")
        else f"{code.at(ATOM)}.rstrip()"
        for code in texts
    ]
    return Code(" + ".join(pieces), SUM, "str", "char")


def _as_characters(request: Request, code: Code) -> Code:
    """Return text as it is, and numbers as the characters of which they are the codes."""
    if code.kind in ("str", "cell", "rows"):
        return code
    is_row = code.kind == "array" and all(size[0] <= 1 for size in code.facts.sizes)
    is_row_or_text = code.kind == "any" and code.facts.classes <= {*NUMERIC, "char"}
    if is_row or is_row_or_text or code.kind == "number":
        return Code(call(request.context.helper("text_of"), code), kind="str", class_="char")
    raise UntranslatableError("strcat of these values")


def _joined_in_cells(request: Request) -> Code:
    """Join text with each element of a cell, or the elements of several cells with each other."""
    cells = [code for code in request.arguments if code.kind == "cell" and not code.facts.is_scalar]
    is_rows = len(cells) > 1 and any(code.facts.is_grid for code in cells)
    if is_rows or any(code.kind not in ("cell", "str") for code in request.arguments):
        raise UntranslatableError("strcat of these values")
    names = iter(["text"] if len(cells) == 1 else [f"text{k}" for k in range(len(cells))])
    pieces = []
    for code in request.arguments:
        one = f"{code.at(ATOM)}[0]" if code.kind == "cell" else code.at(SUM)
        pieces.append(next(names) if code in cells else one)
    joined = " + ".join(pieces)
    if not cells:
        return Code(f"[{joined}]", kind="cell", class_="cell")
    if len(cells) == 1:
        return cell_of_each(cells[0], joined)
    names_ = ", ".join(f"text{k}" for k in range(len(cells)))
    source = ", ".join(code.text for code in cells)
    return Code(f"[{joined} for {names_} in zip({source}, strict=True)]", kind="cell", class_="cell")


@function("cstrcat")
def _cstrcat(request: Request) -> Code:
    """Join text as it is."""
    if any(code.kind != "str" for code in request.arguments):
        raise UntranslatableError("cstrcat of these values")
    return Code(" + ".join(code.at(SUM) for code in request.arguments), SUM, "str", "char")


@function("index", "rindex")
def _index(request: Request) -> Code:
    """Find the first or the last place of a text in another, from 1; 0 if it is not there."""
    if len(request) != 2 or any(code.kind != "str" for code in request.arguments):
        raise UntranslatableError(f"{request.name} with these arguments")
    way = "find" if request.name == "index" else "rfind"
    return Code(f"{request[0].at(ATOM)}.{way}({request[1].text}) + 1", SUM, whole=True)


@function("regexptranslate", "do_string_escapes")
def _escaped(request: Request) -> Code:
    """Write text so that it matches itself as a pattern, or read what is written with backslashes."""
    if request.name == "do_string_escapes":
        return Code(f'{request[0].at(ATOM)}.encode().decode("unicode_escape")', kind="str", class_="char")
    if (request.literal(0) or "").lower() != "escape":
        raise UntranslatableError("regexptranslate of this form")
    request.context.modules.add("re")
    return Code(call("re.escape", request[1]), kind="str", class_="char")


@function("blanks")
def _blanks(request: Request) -> Code:
    """Make spaces."""
    return Code(f'" " * {as_int(as_number(request[0]))}', 11, "str", "char")


# An operator of a function's text that has no point before it.
WITHOUT_POINT = r"(?<!\.)[*/^]"


@function("vectorize")
def _vectorize(request: Request) -> Code:
    """Put a point before each operator of a text that has none."""
    if request[0].kind != "str":
        raise UntranslatableError(f"vectorize of a {request[0].kind}")
    request.context.modules.add("re")
    return Code(f're.sub(r"{WITHOUT_POINT}", r".\\g<0>", {request[0].text})', kind="str", class_="char")


@function("num2str", "int2str", "mat2str")
def _num2str(request: Request) -> Code:
    """Write numbers as text."""
    value = request[0]
    if value.kind == "str":
        return value
    if value.whole and value.kind == "number" and len(request) == 1 and value.text != "-0":
        return Code(call("str", value), kind="str", class_="char")
    if len(request) > 1 and request[1].kind == "str" and value.kind == "number":
        text = call(request.context.helper("sprintf"), request[1], value)
        format_ = request.literal(1) or " "
        stripped = "" if re.fullmatch(r"%(\.\d+)?[dfgeGi]", format_) else ".strip()"  # of a width blanks may be left
        return Code(f"{text}{stripped}", kind="str", class_="char")
    arguments = list(request.arguments)
    if request.name == "int2str":
        arguments = [Code(call(request.context.helper("round_half_away"), value))]
    helper = request.context.helper("mat2str" if request.name == "mat2str" else "num2str")
    kind: Kind = request.facts.kind if request.facts and request.facts.kind in ("rows", "any") else "str"
    return Code(call(helper, *arguments), kind=kind, class_="char")


@function("str2num", "str2double")
def _str2num(request: Request) -> Code:
    """Read a number."""
    if request[0].kind == "cell":
        read = call(request.context.helper("str2double"), "text")
        return Code(array_of_each(request[0], read), kind="array")
    if request[0].kind == "rows" and request.name == "str2double":
        read = call(request.context.helper("str2double"), "text")
        return Code(f"np.array([[{read}] for text in {request[0].text}])", kind="array")
    if request[0].kind != "str":
        return Code("np.nan")
    if request.name == "str2num" and not (request.facts and request.facts.is_scalar):
        return Code(call(request.context.helper("listed_numbers"), request[0]), kind="array")
    return Code(call(request.context.helper("str2double"), request[0]))


@several("str2num")
def _number_and_success(request: Request) -> list[Code]:
    """Read numbers, and say whether that went well."""
    value = _str2num(request)
    text = call("np.isnan", value) if value.kind == "number" else f"{value.at(ATOM)}.size == 0"
    return [value, Code(f"not {text}", NOT, class_="logical")][: request.count]


@function("strsplit", "ostrsplit")
def _strsplit(request: Request) -> Code:
    """Split text: of strsplit several delimiters in a row count as one."""
    delimiters = _delimiters(request)
    collapsed = request.name == "strsplit"
    if len(request) > 2:
        if request.name != "strsplit" or (request.literal(2) or "").lower() != "collapsedelimiters":
            raise UntranslatableError(f"{request.name} with options")
        collapsed = request[3].text not in ("False", "0")
    text = request[0].at(ATOM)
    if delimiters == [""]:
        return Code(f"[{request[0].text}]", kind="cell", class_="cell")
    if delimiters is None:  # it varies
        if collapsed:
            request.context.modules.add("re")
            pattern = f'"(?:" + re.escape({request[1].text}) + ")+"'
            return Code(call("re.split", pattern, request[0]), kind="cell", class_="cell")
        return Code(f"{text}.split({request[1].text})", kind="cell", class_="cell")
    if not collapsed and len(delimiters) == 1:
        return Code(f"{text}.split({json.dumps(delimiters[0], ensure_ascii=False)})", kind="cell", class_="cell")
    request.context.modules.add("re")
    return Code(call("re.split", _any_of(delimiters, collapsed), request[0]), kind="cell", class_="cell")


def _delimiters(request: Request) -> list[str] | None:
    """Return the texts at which text is split; None if they vary."""
    if len(request) < 2:
        return [" "]
    node = request.nodes[1]
    if isinstance(node, syntax.Cell):
        texts = [item.value if isinstance(item, syntax.Text) else None for row in node.rows for item in row]
    else:
        texts = [request.literal(1)]
    if any(text is None for text in texts):
        if request[1].kind not in ("str", "any") or request.name == "ostrsplit":
            raise UntranslatableError(f"{request.name} at texts that vary")
        return None
    found = [(text or "").encode().decode("unicode_escape") for text in texts]
    return [*"".join(found)] if request.name == "ostrsplit" else found


def _any_of(delimiters: list[str], collapsed: bool) -> str:
    """Return the pattern of delimiters, the longest first."""
    escaped = [re.escape(text) for text in sorted(delimiters, key=len, reverse=True)]
    whole = escaped[0] if len(escaped) == 1 else f"(?:{'|'.join(escaped)})"
    if len(escaped) > 1 and all(len(text) == 1 for text in delimiters):
        whole = f"[{''.join(escaped)}]"
    if len(escaped) == 1 and len(delimiters[0]) > 1 and collapsed:
        whole = f"(?:{whole})"
    return _raw(f"{whole}+" if collapsed else whole)


@function("strjoin")
def _strjoin(request: Request) -> Code:
    """Join the texts of a cell."""
    if len(request) > 1 and request[1].kind == "cell":
        text = f'"".join(sum(zip({request[0].text}, [*{request[1].at(ATOM)}, ""], strict=True), ()))'
        return Code(text, kind="str", class_="char")
    delimiter = request[1].at(ATOM) if len(request) > 1 else '" "'
    if len(request) > 1 and isinstance(request.nodes[1], syntax.Text):
        delimiter = json.dumps(request.nodes[1].value.encode().decode("unicode_escape"), ensure_ascii=False)
    return Code(f"{delimiter}.join({request[0].text})", kind="str", class_="char")


@function("strfind", "findstr")
def _strfind(request: Request) -> Code:
    """Find where a text begins in another, from 1."""
    if request[0].kind == "cell":
        found = call(request.context.helper("strfind"), "text", request[1])
        return cell_of_each(request[0], found)
    if request[0].kind == "array":  # codes of characters
        text = call(request.context.helper("text_of"), request[0])
        return Code(call(request.context.helper("strfind"), text, request[1]), kind="array")
    if request[0].kind not in ("str", "any"):
        raise UntranslatableError(f"strfind in a {request[0].kind}")
    if request.name == "findstr":  # the shorter in the longer
        request.at_most(2)
        return Code(
            call(request.context.helper("strfind"), f"*sorted(({request[0].text}, {request[1].text}), key=len)[::-1]"),
            kind="array",
        )
    return Code(call(request.context.helper("strfind"), request[0], request[1]), kind="array")


@function("regexprep")
def _regexprep(request: Request) -> Code:
    """Replace by a regular expression, or by several, one after the other."""
    request.context.modules.add("re")
    options = request.options((*SEARCH_OPTIONS, "warnings"), first=3)
    value = request[0]
    if value.kind not in ("str", "cell"):
        raise UntranslatableError(f"regexprep of a {value.kind}")
    text = "text" if value.kind == "cell" else value.text
    for one in _replacements(request):
        text = _replaced_by_pattern(one, text, options)
    if value.kind == "cell":
        return cell_of_each(value, text)
    return Code(text, kind="str", class_="char")


def _replacements(request: Request) -> list[Request]:
    """Return a request for each pair of a pattern and what it is replaced by."""
    patterns = _written_texts(request.nodes[1])
    if not patterns:
        return [request]
    new = _written_texts(request.nodes[2]) or [request.nodes[2]] * len(patterns)
    if len(new) != len(patterns) or any(not isinstance(node, syntax.Text) for node in new):
        raise UntranslatableError("regexprep with these patterns")
    pairs = [(request.nodes[0], *pair) for pair in zip(patterns, new, strict=True)]
    codes = [[request[0], *map(request.context.code, pair[1:])] for pair in pairs]
    return [replace(request, nodes=nodes, arguments=tuple(code)) for nodes, code in zip(pairs, codes, strict=True)]


def _written_texts(node: syntax.Expression) -> list[syntax.Expression]:
    """Return the texts of a cell that is written there; none of anything else."""
    items = [item for row in node.rows for item in row] if isinstance(node, syntax.Cell) else []
    return items if all(isinstance(item, syntax.Text) for item in items) else []


def _replaced_by_pattern(request: Request, text: str, options: set[str]) -> str:
    replacement = request.literal(2)
    if replacement is not None and "${" in replacement:
        raise UntranslatableError("regexprep with code in the replacement")
    if replacement is None and request[2].kind != "str":
        raise UntranslatableError("regexprep with several replacements")
    if replacement is None:
        new = call(request.context.helper("replacement_of"), request[2])
    else:
        new = _raw(replacement_of(replacement))  # type: ignore[no-untyped-call]  # as it stands in a port
    more = ", count=1" if "once" in options else ""
    pattern = _pattern(request, options)
    if _matches_nothing(request):
        raise UntranslatableError("regexprep of what may be nothing")
    return f"re.sub({pattern}, {new}, {text}{more}{_flags(request, options)})"


def _raw(text: str) -> str:
    return f'r"{text}"' if '"' not in text and text.isprintable() else repr(text)


@function("newline")
def _newline(_: Request) -> Code:
    """Return the character that ends a line."""
    return Code(r'"\n"', kind="str", class_="char")


@function("char", "setstr")
def _char(request: Request) -> Code:
    """Make text of numbers, or of a cell."""
    value = request[0]
    if len(request) > 1 or value.kind == "cell" or value.text.startswith("*"):
        return _below_each_other(request, [])
    if value.kind in ("str", "rows"):
        return value
    is_below_zero = value.facts.ever("negative") or value.text.startswith("-")
    has_code = (value.whole or value.facts.always("whole")) and not is_below_zero
    if value.kind == "number" and has_code:
        return Code(call("chr", as_int(value)), kind="str", class_="char")
    if value.kind == "number":  # it is rounded, and a negative one has no character
        return Code(call(request.context.helper("text_of"), value), kind="str", class_="char")
    if request.facts.kind == "rows":
        text = f"[{call(request.context.helper('text_of'), 'row')} for row in {value.text}]"
        return Code(text, kind="rows", class_="char")
    if value.kind in ("array", "any"):
        text = call(request.context.helper("text_of"), value)
        if value.kind == "array":
            return Code(text, kind="str", class_="char")
        return Code(f"{value.at(ATOM)} if isinstance({value.text}, str) else {text}", TERNARY, "str", "char")
    raise UntranslatableError(f"char of a {value.kind}")


def _below_each_other(request: Request, more: list[str]) -> Code:
    """Put texts below each other."""
    kind: Kind = "str" if request.facts.kind == "str" else "rows"
    return Code(call(request.context.helper("char_rows"), *request.arguments, *more), kind=kind, class_="char")


@function("dec2bin", "dec2hex", "bin2dec", "hex2dec")
def _bases(request: Request) -> Code:
    """Write and read numbers of other bases."""
    value = request[0]
    if request.name.endswith("2dec"):
        return _numbers_of_digits(request, "2" if request.name == "bin2dec" else "16")
    if value.kind != "number":
        return _digits_of_several(request, "2" if request.name == "dec2bin" else "16", 1)
    form = '"b"' if request.name == "dec2bin" else '"X"'
    text = call("format", as_int(value), form)
    width = f".zfill({as_int(as_number(request[1]))})" if len(request) > 1 else ""
    return Code(f"{text}{width}", kind="str", class_="char")


def _numbers_of_digits(request: Request, base: str) -> Code:
    """Read the digits of one text, or of each of several."""
    read, text = request.context.helper("number_of_digits"), request[0]
    if text.kind in ("cell", "rows"):
        return Code(f"np.array([[{read}(text, {base})] for text in {text.text}], dtype=float)", kind="array")
    return Code(call(read, text, base))


def _digits_of_several(request: Request, base: str, place: int) -> Code:
    """Write several numbers in rows; an argument may say how wide."""
    width = [as_int(as_number(request[place]))] if len(request) > place else []
    text = call(request.context.helper("digits_of"), request[0], base, *width)
    return Code(text, kind="str" if request.facts.kind == "str" else "rows", class_="char")


@function("dec2base", "base2dec")
def _any_base(request: Request) -> Code:
    """Write and read numbers of any base."""
    base = as_int(as_number(request[1]))
    if request.name == "base2dec":
        return _numbers_of_digits(request, base)
    if request[0].kind != "number":
        return _digits_of_several(request, base, 2)
    width = f".zfill({as_int(as_number(request[2]))})" if len(request) > 2 else ""
    text = call("np.base_repr", as_int(as_number(request[0])), base)
    return Code(f"{text}{width}", kind="str", class_="char")


PROPERTIES = {"alpha": "isalpha", "alphanum": "isalnum", "alnum": "isalnum", "digit": "isdigit", "lower": "islower",
              "upper": "isupper", "space": "isspace", "wspace": "isspace"}  # fmt: skip


@function("isstrprop")
def _has_property(request: Request) -> Code:
    """Ask of what kind characters are, by its name."""
    name = PROPERTIES.get((request.literal(1) or "").lower())
    if name is None or request[0].kind != "str":
        raise UntranslatableError("isstrprop of this form")
    return _characters(replace(request, name=name, arguments=request.arguments[:1]))


@several("strtok")
def _strtok(request: Request) -> list[Code]:
    """Split off the first word, of one text or of each in a cell."""
    if request[0].kind == "cell":
        of_one = call(request.context.helper("strtok"), "text", *request.arguments[1:])
        return [cell_of_each(request[0], f"{of_one}[{k}]") for k in range(request.count)]
    text = call(request.context.helper("strtok"), *request.arguments)
    return [Code(f"{text}[{k}]", kind="str", class_="char") for k in range(request.count)]


@function("strtok")
def _first_word(request: Request) -> Code:
    """Return the first word."""
    return _strtok(request)[0]


# What is asked of regexp: what each place where it matches gives.
MATCHES = {
    "start": "found.start() + 1.0", "end": "found.end() * 1.0", "match": "found[0]", "names": "found.groupdict(\"\")",
}  # fmt: skip
OUTPUTS = ["start", "end", "tokenExtents", "match", "tokens", "names", "split"]  # in their order, if none is asked for
SEARCH_OPTIONS = {
    "once", "ignorecase", "matchcase", "lineanchors", "stringanchors", "dotall", "dotexceptnewline", "noemptymatch",
    "literalspacing",
}  # fmt: skip


@function("regexp", "regexpi")
def _regexp(request: Request) -> Code:
    """Translate a search for a regular expression by what is asked for."""
    return _searched(request)[0]


@several("regexp", "regexpi")
def _searched(request: Request) -> list[Code]:
    """Translate a search with several outputs: first what is asked for, in the order in which it is."""
    given = [(request.literal(place) or "") for place in range(2, len(request))]
    names = {name.lower(): name for name in OUTPUTS}
    asked = [names[word.lower()] for word in given if word.lower() in names]
    options = {word.lower() for word in given if word.lower() not in names}
    if options - SEARCH_OPTIONS:
        raise UntranslatableError(f"{request.name} with {', '.join(given)}")
    wanted = (asked + [word for word in OUTPUTS if word not in asked])[: request.count]
    return [_matches(request, word, options) for word in wanted]


def _matches(request: Request, word: str, options: set[str]) -> Code:
    request.context.modules.add("re")
    if request[0].kind == "cell":
        element = Code("text", kind="str", class_="char")
        inner = replace(request, arguments=(element, *request.arguments[1:]), facts=Facts())
        text = _matches(inner, word, options).text
        if text.startswith("[") or "next(" in text or word == "split":  # positions of nothing have no rows and columns
            return cell_of_each(request[0], text)
        return cell_of_each(request[0], f"{text}.reshape(1, -1)")
    if request[0].kind != "str":
        raise UntranslatableError(f"{request.name} with these arguments")
    pattern, flags = _pattern(request, options), _flags(request, options)
    if word == "split":
        return _split(request, pattern, flags, "once" in options)
    has_once = "once" in options and word != "names"
    each = f"for found in re.finditer({pattern}, {request[0].text}{flags})"
    if _matches_nothing(request):
        each += " if found[0]"
    if has_once or word == "names":
        return _first_match(request, word, each)
    text = f"[{_of_match(request, word)} {each}]"
    if word in ("start", "end"):
        return Code(f"np.array([{text}])", kind="array")
    return Code(text, kind="cell", class_="cell")


def _matches_nothing(request: Request) -> bool:
    """Whether a pattern matches where there are no characters, which for MATLAB is no match."""
    try:
        return re.match(_python_pattern(request.literal(1) or "-"), "") is not None
    except re.error as error:
        raise UntranslatableError(f"{request.name} with this pattern") from error


def _of_match(request: Request, word: str) -> str:
    """Return what a match gives: of groups those that took part."""
    pattern = request.literal(1)
    count = -1 if pattern is None else re.compile(_python_pattern(pattern)).groups
    if word == "tokens":
        if count == 0:
            return "[found[0]]"
        return "[*found.groups()]" if count == 1 else "[group for group in found.groups() if group is not None]"
    if word == "tokenExtents":
        groups = f"range(1, {count + 1})" if count > 0 else "[0]"
        return f"np.array([[found.start(k) + 1.0, found.end(k)] for k in {groups}])"
    return MATCHES[word]


def _split(request: Request, pattern: str, flags: str, once: bool) -> Code:
    """Return the text between the matches; groups of the pattern are no part of it."""
    more = ", maxsplit=1" if once else ""
    if "(" in pattern:
        helper = request.context.helper("split_between")
        return Code(f"{helper}({pattern}, {request[0].text}{more}{flags})", kind="cell", class_="cell")
    return Code(f"re.split({pattern}, {request[0].text}{more}{flags})", kind="cell", class_="cell")


def _first_match(request: Request, word: str, each: str) -> Code:
    """Return what the first match gives, and what there is if nothing matches."""
    text = _of_match(request, word)
    if word == "names" and request.facts.kind == "structs":
        return Code(f"[{text} {each}]", kind="structs", class_="struct")
    kinds: dict[str, Kind] = {"match": "str", "tokens": "cell", "names": "struct"}
    if word in kinds:
        nothing = {"match": '""', "tokens": "[]", "names": "{}"}[word]
        class_ = {"match": "char", "tokens": "cell", "names": "struct"}[word]
        return Code(f"next(({text} {each}), {nothing})", kind=kinds[word], class_=class_)
    if word == "tokenExtents":
        return Code(f"next(({text} {each}), np.zeros((0, 0)))", kind="array")
    return Code(f"next((np.array([[{text}]]) {each}), np.zeros((0, 0)))", kind="array")


def _pattern(request: Request, options: set[str]) -> str:
    """Return a pattern in Python's form; one that varies is taken as it is."""
    pattern = request.literal(1)
    if pattern is None and request[1].kind != "str":
        raise UntranslatableError(f"{request.name} with several patterns")
    if pattern is None:
        return request[1].text
    written = _python_pattern(pattern)
    if "dotexceptnewline" not in options and re.search(r"(?<!\\)\.", re.sub(r"\[.*?\]", "", pattern)):
        written = f"(?s){written}"  # a point stands for a new line, too
    return _raw(written)


CHARACTER_CLASSES = {
    "[:alpha:]": "a-zA-Z", "[:digit:]": "0-9", "[:alnum:]": "a-zA-Z0-9", "[:space:]": r"\s", "[:upper:]": "A-Z",
    "[:lower:]": "a-z", "[:xdigit:]": "0-9a-fA-F", "[:punct:]": r"!-/:-@\[-`{-~",
}  # fmt: skip


def _python_pattern(pattern: str) -> str:
    """Return a pattern in Python's form: its names have a P, ends of words are those of both sides."""
    for name, characters in CHARACTER_CLASSES.items():
        pattern = pattern.replace(name, characters)
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    return re.sub(r"(?<!\\)((?:\\\\)*)\\[<>]", r"\1\\b", pattern)


def _flags(request: Request, options: set[str]) -> str:
    """Return the flags of a search."""
    found = ["re.IGNORECASE"] if "ignorecase" in options or request.name == "regexpi" else []
    found += ["re.MULTILINE"] if "lineanchors" in options else []
    return f", flags={' | '.join(found)}" if found else ""


@function("strmatch")
def _strmatch(request: Request) -> Code:
    """Find the texts that begin with a text."""
    exact = ["exact=True"] if request.options(("exact",), first=2) else []
    text, choices = request[0], request[1]
    if choices.kind == "cell" and choices.facts.is_grid:
        choices = replace(choices, text=call(request.context.helper("elements_of"), choices), level=ATOM)
    return Code(call(request.context.helper("starting_with"), text, choices, *exact), kind="array")


@function("cellstr")
def _cellstr(request: Request) -> Code:
    """Make a cell of the rows of text."""
    return Code(call(request.context.helper("cell_texts"), request[0]), kind="cell", class_="cell")


@function("strvcat")
def _strvcat(request: Request) -> Code:
    """Put texts below each other, without empty ones."""
    return _below_each_other(request, ["keep_empty=False"])


@function("sscanf")
def _sscanf(request: Request) -> Code:
    """Read numbers from text."""
    request.at_most(3)
    count = [as_int(as_number(request[2]))] if len(request) > 2 and request[2].text != "np.inf" else []
    if count and not request[2].is_scalar:
        raise UntranslatableError("sscanf into a size")
    text = call(request.context.helper("scanned"), request[0], request[1], *count)
    if request.facts.kind == "str":
        return Code(text, kind="str", class_="char")
    if request.facts.is_scalar:
        return Code(f"{text}.item()")
    return Code(text, kind="array")


@several("sscanf")
def _scanned_and_count(request: Request) -> list[Code]:
    """Read numbers from text, and count them; or each of the numbers by itself."""
    if len(request) == 3 and request.literal(2) == "C":
        first = replace(request, arguments=request.arguments[:2], facts=Facts())
        return [Code(f"{_sscanf(first).text}[{k}, 0]") for k in range(request.count)]
    value = _sscanf(request)
    number = Code("1", whole=True) if value.kind == "number" else Code(f"{value.at(ATOM)}.size", whole=True)
    return [value, number][: request.count]


@function("jsonencode")
def _jsonencode(request: Request) -> Code:
    """Write a value as JSON."""
    request.at_most(1)
    return Code(call(request.context.helper("json_text"), request[0]), kind="str", class_="char")


@function("jsondecode")
def _jsondecode(request: Request) -> Code:
    """Read a value that is written as JSON."""
    request.at_most(1)
    request.context.modules.add("json")
    from matdrop.translate.indexing import element

    text = call(request.context.helper("json_value"), f"json.loads({request[0].text})")
    return element(text, request.facts, "")
