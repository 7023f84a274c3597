"""Functions of text."""

from __future__ import annotations

from matdrop.translate.code import ATOM, COMPARE, SUM, Code, UntranslatableError, as_int, as_number, call
from matdrop.translate.facts import Kind
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
        return Code(f"[{template.format('text', *others)} for text in {value.text}]", kind="cell", class_="cell")
    if value.kind != "str":
        raise UntranslatableError(f"{request.name} of a {value.kind}")
    return Code(template.format(value.at(ATOM), *others), kind="str", class_="char")


@function(*CHARACTERS)
def _characters(request: Request) -> Code:
    """Ask of what kind characters are."""
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
        return Code(template.format(first.at(ATOM), second.at(ATOM), *count), COMPARE, class_="logical")
    if first.kind == "cell" and second.kind == "cell":
        raise UntranslatableError(f"{request.name} of two cells")
    if "cell" in (first.kind, second.kind):
        cell, text = (first, second) if first.kind == "cell" else (second, first)
        inner = template.format("element", text.at(ATOM), *count)
        array = f"np.array([[{inner} for element in {cell.text}]], dtype=bool)"
        return Code(
            f"{array}.T" if cell.facts.is_column and not cell.facts.is_row else array, kind="array", class_="logical"
        )
    if "any" in (first.kind, second.kind) or first.kind == second.kind:
        helper = request.context.helper("same_text")
        fold = ["fold=True"] if request.name.endswith("i") else []
        return Code(call(helper, first, second, *count, *fold), class_="logical")
    return Code("False", class_="logical")  # text is not equal to what is no text


@function("strcat")
def _strcat(request: Request) -> Code:
    """Join text; spaces at the end of each go."""
    if any(code.kind != "str" for code in request.arguments):
        raise UntranslatableError("strcat of cells")
    pieces = [
        code.text
        if code.text.startswith(("'", '"')) and not code.text[:-1].endswith(" ")
        else f"{code.at(ATOM)}.rstrip()"
        for code in request.arguments
    ]
    return Code(" + ".join(pieces), SUM, "str", "char")


@function("blanks")
def _blanks(request: Request) -> Code:
    """Make spaces."""
    return Code(f'" " * {as_int(as_number(request[0]))}', 11, "str", "char")


@function("num2str", "int2str", "mat2str")
def _num2str(request: Request) -> Code:
    """Write numbers as text."""
    value = request[0]
    if value.kind == "str":
        return value
    if request.name == "int2str" or (request.name == "num2str" and len(request) == 1 and value.whole):
        number = value if value.whole else Code(f"int(np.floor({value.text} + 0.5))", whole=True)
        if value.kind == "number":
            return Code(call("str", number), kind="str", class_="char")
    if len(request) > 1 and request[1].kind == "str" and value.kind == "number":
        return Code(call(request.context.helper("sprintf"), request[1], value), kind="str", class_="char")
    return Code(call(request.context.helper(request.name), *request.arguments), kind="str", class_="char")


@function("str2num", "str2double")
def _str2num(request: Request) -> Code:
    """Read a number."""
    if request[0].kind == "cell":
        helper = request.context.helper("str2double")
        shape = ".T" if request[0].facts.is_column else ""
        return Code(f"np.array([[{helper}(text) for text in {request[0].text}]]){shape}", kind="array")
    if request[0].kind != "str":
        return Code("np.nan")
    if request.name == "str2num" and not (request.facts and request.facts.is_scalar):
        raise UntranslatableError("str2num of a matrix")
    return Code(call(request.context.helper("str2double"), request[0]))


@function("strsplit", "ostrsplit")
def _strsplit(request: Request) -> Code:
    """Split text."""
    delimiter = request[1] if len(request) > 1 else Code('" "', kind="str")
    if delimiter.kind != "str":
        raise UntranslatableError("strsplit at several texts")
    return Code(f"{request[0].at(ATOM)}.split({delimiter.text})", kind="cell", class_="cell")


@function("strjoin")
def _strjoin(request: Request) -> Code:
    """Join the texts of a cell."""
    delimiter = request[1].at(ATOM) if len(request) > 1 else '" "'
    return Code(f"{delimiter}.join({request[0].text})", kind="str", class_="char")


@function("strfind", "findstr")
def _strfind(request: Request) -> Code:
    """Find where a text begins in another, from 1."""
    if request[0].kind == "cell":
        found = call(request.context.helper("strfind"), "text", request[1])
        return Code(f"[{found} for text in {request[0].text}]", kind="cell", class_="cell")
    if request[0].kind == "array":  # codes of characters
        text = call(request.context.helper("text_of"), request[0])
        return Code(call(request.context.helper("strfind"), text, request[1]), kind="array")
    if request[0].kind != "str":
        raise UntranslatableError(f"strfind in a {request[0].kind}")
    return Code(call(request.context.helper("strfind"), request[0], request[1]), kind="array")


@function("regexprep")
def _regexprep(request: Request) -> Code:
    """Replace by a regular expression."""
    request.context.modules.add("re")
    pattern, replacement = request.literal(1), request.literal(2)
    if pattern is None or replacement is None or "(?<" in pattern:
        raise UntranslatableError("regexprep with a pattern that varies")
    new = replacement.replace("$", "\\")
    value = request[0]
    text = f"re.sub({_raw(pattern)}, {_raw(new)}, {value.text if value.kind != 'cell' else 'text'})"
    if value.kind == "cell":
        return Code(f"[{text} for text in {value.text}]", kind="cell", class_="cell")
    return Code(text, kind="str", class_="char")


def _raw(text: str) -> str:
    return f'r"{text}"' if '"' not in text else repr(text)


@function("char")
def _char(request: Request) -> Code:
    """Make text of numbers, or of a cell."""
    value = request[0]
    if len(request) > 1:
        raise UntranslatableError("char of several values")
    if value.kind == "str":
        return value
    if value.kind == "number":
        return Code(call("chr", as_int(value)), kind="str", class_="char")
    if value.kind == "array":
        return Code(call(request.context.helper("text_of"), value), kind="str", class_="char")
    raise UntranslatableError(f"char of a {value.kind}")


@function("dec2bin", "dec2hex", "bin2dec", "hex2dec")
def _bases(request: Request) -> Code:
    """Write and read numbers of other bases."""
    value = request[0]
    if request.name.endswith("2dec"):
        base = 2 if request.name == "bin2dec" else 16
        return Code(f"int({value.text}, {base})", whole=True)
    if value.kind != "number":
        raise UntranslatableError(f"{request.name} of an array")
    form = '"b"' if request.name == "dec2bin" else '"X"'
    text = call("format", as_int(value), form)
    width = f".zfill({as_int(as_number(request[1]))})" if len(request) > 1 else ""
    return Code(f"{text}{width}", kind="str", class_="char")


@several("strtok")
def _strtok(request: Request) -> list[Code]:
    """Split off the first word."""
    text = call(request.context.helper("strtok"), *request.arguments)
    return [Code(f"{text}[{k}]", kind="str", class_="char") for k in range(request.count)]


@function("strtok")
def _first_word(request: Request) -> Code:
    """Return the first word."""
    return _strtok(request)[0]


@function("regexp")
def _regexp(request: Request) -> Code:
    """Translate a search for a regular expression by what is asked for."""
    asked = request.options(("match", "once", "start", "names", "tokens", "split"), first=2)
    request.context.modules.add("re")
    pattern = request.literal(1)
    if pattern is None or request[0].kind != "str":
        raise UntranslatableError(f"{request.name} with these arguments")
    value, found = request[0].text, _raw(pattern.replace("(?<", "(?P<") if "(?<=" not in pattern else pattern)
    each = f"for found in re.finditer({found}, {value})"
    if asked == {"match"}:
        return Code(f"[found[0] {each}]", kind="cell", class_="cell")
    if asked == {"match", "once"}:
        return Code(f'next((found[0] {each}), "")', kind="str", class_="char")
    if asked == {"tokens"}:
        return Code(f"[list(found.groups() or [found[0]]) {each}]", kind="cell", class_="cell")
    if asked == {"tokens", "once"}:
        return Code(f"next((list(found.groups() or [found[0]]) {each}), [])", kind="cell", class_="cell")
    if asked == {"split"}:
        return Code(f"re.split({found}, {value})", kind="cell", class_="cell")
    if not asked or asked == {"start"}:
        text = f"np.array([[found.start() + 1.0 {each}]])"
        return Code(text, kind="array")
    raise UntranslatableError(f"regexp with {', '.join(sorted(asked))}")


@function("strmatch")
def _strmatch(request: Request) -> Code:
    """Find the texts that begin with a text."""
    if len(request) > 2:
        raise UntranslatableError("strmatch with an option")
    return Code(call(request.context.helper("starting_with"), *request.arguments), kind="array")


@function("cellstr")
def _cellstr(request: Request) -> Code:
    """Make a cell of the rows of text."""
    return Code(call(request.context.helper("cell_texts"), request[0]), kind="cell", class_="cell")


@function("strvcat")
def _strvcat(request: Request) -> Code:
    """Put texts below each other."""
    kind: Kind = "str" if request.facts.kind == "str" else "rows"
    return Code(call(request.context.helper("char_rows"), *request.arguments), kind=kind, class_="char")


@function("sscanf")
def _sscanf(request: Request) -> Code:
    """Read numbers from text."""
    text = call(request.context.helper("scanned"), request[0], request[1])
    if request.facts.is_scalar:
        return Code(f"{text}.item()")
    return Code(text, kind="array")
