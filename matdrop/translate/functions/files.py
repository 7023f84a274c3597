"""Files and folders: what is read and written, and questions about paths."""

from __future__ import annotations

import json
from collections.abc import Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.code import ATOM, PRODUCT, Code, UntranslatableError, as_array, as_number, call
from matdrop.translate.facts import Kind
from matdrop.translate.functions.registry import Request, function, several

# Questions about a path.
PATHS = {"isfolder": "os.path.isdir", "isdir": "os.path.isdir", "isfile": "os.path.isfile"}
MODES = {"r", "w", "a", "r+", "w+", "a+"}
# The classes that files hold, by the names that MATLAB has for them.
PRECISIONS = {
    "uchar": "u1", "uint8": "u1", "char": "u1", "schar": "i1", "int8": "i1", "uint16": "u2", "int16": "i2",
    "ushort": "u2", "short": "i2", "uint32": "u4", "int32": "i4", "uint": "u4", "int": "i4", "uint64": "u8",
    "int64": "i8", "float32": "f4", "single": "f4", "float": "f4", "float64": "f8", "double": "f8",
}  # fmt: skip
# The names of orders of bytes, and how NumPy writes them.
ORDERS = {"n": "", "native": "", "l": "<", "ieee-le": "<", "b": ">", "ieee-be": ">"}
SCAN_OPTIONS = {"delimiter": "delimiter", "headerlines": "skipped"}
SAVE_OPTIONS = {"-v7", "-v6", "-v7.3", "-v4", "-mat", "-mat-binary", "-binary", "-text", "-z", "-zip", "-nocompression"}


def _text(text: str) -> Code:
    return Code(text, kind="str", class_="char")


@function("pwd")
def _pwd(request: Request) -> Code:
    """Return the folder in which it runs."""
    request.context.modules.add("os")
    return _text("os.getcwd()")


@function("cd", "chdir")
def _cd(request: Request) -> Code:
    """Work in another folder, or say which one it is."""
    request.context.modules.add("os")
    if request.facts.kind == "str" or not len(request):
        return _text("os.getcwd()")
    return Code(call("os.chdir", request[0]), kind="any")


@function(*PATHS)
def _of_path(request: Request) -> Code:
    """Ask whether a path is that of a folder, or of a file."""
    if request[0].kind != "str":
        raise UntranslatableError(f"{request.name} of several paths")
    request.context.modules.add("os")
    return Code(call(PATHS[request.name], request[0]), class_="logical")


def exists(request: Request) -> Code | None:
    """Ask what there is at a path, if that is what ``exist`` does.

    Parameters
    ----------
    request : Request
        A call of ``exist``.

    Returns
    -------
    Code or None
        A number; None if it asks for a name: of a variable, or of a function.
    """
    node, kind = request.nodes[0], request.literal(1)
    is_written = isinstance(node, syntax.Text)
    is_name = isinstance(node, syntax.Text) and not set("./") & set(node.value)
    was_path = is_written or {"2", "7"} & {sighting.text for sighting in request.facts.sightings}
    is_text = request[0].kind == "str" or (not request[0].facts and request[0].kind in ("any", "array"))
    if not is_text or kind not in (None, "file", "dir") or (kind is None and (is_name or not was_path)):
        return None
    if is_name and kind == "file" and request.facts.text not in ("0", "7"):  # it may be a function
        return None
    if kind == "dir":
        request.context.modules.add("os")
        return Code(f"7 * {call('os.path.isdir', request[0])}", PRODUCT, whole=True)
    return Code(call(request.context.helper("found_at"), request[0]), whole=True)


@function("filesep", "pathsep")
def _separator(request: Request) -> Code:
    """Return the sign between folders, or between paths."""
    return _text('"/"' if request.name == "filesep" else '":"')


@function("fullfile")
def _fullfile(request: Request) -> Code:
    """Join the parts of a path."""
    return _text(call(request.context.helper("joined_path"), *request.arguments))


@several("fileparts")
def _fileparts(request: Request) -> list[Code]:
    """Split a path into folder, name and extension."""
    text = call(request.context.helper("file_parts"), request[0])
    return [_text(f"{text}[{place}]") for place in range(request.count)]


@function("fileparts")
def _folder(request: Request) -> Code:
    """Return the folder of a path."""
    return _fileparts(request)[0]


@function("tempdir", "tempname")
def _temporary(request: Request) -> Code:
    """Return the folder for files that are not kept, or a name in it that is not taken."""
    request.context.modules.add("tempfile")
    if len(request):
        raise UntranslatableError(f"{request.name} with arguments")
    if request.name == "tempdir":
        return _text("tempfile.gettempdir()")
    request.context.modules.add("os")
    return _text('f"{tempfile.gettempdir()}/{os.urandom(8).hex()}"')


# -- folders


@several("mkdir", "rmdir")
def _folders(request: Request) -> list[Code]:
    """Make or remove a folder; say whether it is there, and what was in the way."""
    if request.name == "mkdir":
        text = call(request.context.helper("made_folder"), *request.arguments)
    else:
        more = ["with_files=True"] if len(request) > 1 else []
        text = call(request.context.helper("removed_folder"), request[0], *more)
    return [Code(f"{text}[0]", class_="logical"), _text(f"{text}[1]"), _text(f"{text}[2]")]


@function("mkdir", "rmdir")
def _folder_made(request: Request) -> Code:
    """Make or remove a folder."""
    return _folders(request)[0]


@function("delete", "unlink")
def _delete(request: Request) -> Code:
    """Remove files; what is no text is a figure or a timer, which a port does not have."""
    if request[0].kind != "str":
        return Code("None", kind="any")
    return Code(call(request.context.helper("deleted"), *request.arguments), kind="any")


@function("dir")
def _dir(request: Request) -> Code:
    """List what is in a folder."""
    return Code(call(request.context.helper("folder_entries"), *request.arguments), kind="structs", class_="struct")


@function("copyfile", "movefile", "rename")
def _copied(request: Request) -> Code:
    """Copy or move a file."""
    request.context.modules.add("shutil")
    way = "shutil.copy" if request.name == "copyfile" else "shutil.move"
    if request.facts or len(request) > 2:
        raise UntranslatableError(f"{request.name} of this form")
    return Code(call(way, *request.arguments), kind="any")


# -- files that are open


@several("fopen")
def _fopen_and_message(request: Request) -> list[Code]:
    """Open a file, and say why it cannot be opened."""
    text = _opened(request, "opening")
    return [Code(f"{text}[0]", whole=True), _text(f"{text}[1]")]


@function("fopen")
def _fopen(request: Request) -> Code:
    """Open a file."""
    return Code(_opened(request, "opened"), whole=True)


def _opened(request: Request, helper: str) -> str:
    """Return the code that opens a file by a helper."""
    mode = (request.literal(1) if len(request) > 1 else "r") or ""
    known = mode.lower().replace("b", "").replace("t", "")
    if request[0].kind != "str" or known not in MODES or not _has_own_bytes(request):
        raise UntranslatableError("fopen of this form")
    given = [request[0].text, *([json.dumps(known)] if known != "r" else [])]
    return call(request.context.helper(helper), *given)


def _has_own_bytes(request: Request) -> bool:
    """Whether a file is opened with the order of bytes that this machine has."""
    if len(request) < 3:
        return True
    return len(request) == 3 and ORDERS.get((request.literal(2) or "").lower(), ">") != ">"


def _words(request: Request) -> set[str]:
    """Return the words among the arguments, in small letters."""
    return {(request.literal(place) or "").lower() for place in range(len(request))}


@function("fclose")
def _fclose(request: Request) -> Code:
    """Close a file."""
    if request[0].kind == "str":
        raise UntranslatableError("fclose of all files")
    return Code(call(request.context.helper("closed"), as_number(request[0])), whole=True)


@function("fgetl", "fgets")
def _next_line(request: Request) -> Code:
    """Read the next line of a file."""
    request.at_most(1)
    more = ["keeps_end=True"] if request.name == "fgets" else []
    return Code(call(request.context.helper("next_line"), as_number(request[0]), *more), kind="any")


@function("feof")
def _feof(request: Request) -> Code:
    """Ask whether a file has been read to its end."""
    return Code(call(request.context.helper("is_at_end"), as_number(request[0])), class_="logical")


@function("ftell")
def _ftell(request: Request) -> Code:
    """Return the place in an open file."""
    request.context.modules.add("os")
    return Code(call("os.lseek", f"int({as_number(request[0]).text})", "0", "os.SEEK_CUR"), whole=True)


@function("frewind")
def _frewind(request: Request) -> Code:
    """Go back to the start of a file."""
    return Code(call(request.context.helper("moved_to"), as_number(request[0]), "0", '"bof"'), kind="any")


@function("fseek")
def _fseek(request: Request) -> Code:
    """Move to a place of a file; which names of Octave the origin has is not known."""
    origin = request[2] if len(request) > 2 else '"bof"'
    return Code(call(request.context.helper("moved_to"), *map(as_number, request.arguments[:2]), origin), whole=True)


@function("fscanf")
def _fscanf(request: Request) -> Code:
    """Read numbers from a file by a format."""
    request.at_most(3)
    if request.literal(2) == "C":
        raise UntranslatableError("fscanf with C")
    text = call(request.context.helper("scanned_file"), as_number(request[0]), *request.arguments[1:])
    return as_scanned(request, text)


def as_scanned(request: Request, text: str) -> Code:
    """Return what a format has read as what it was in the cases: text, a number or an array.

    Parameters
    ----------
    request : Request
        The call.
    text : str
        The code that reads.

    Returns
    -------
    Code
        The value.
    """
    if request.facts.kind == "str":
        return _text(text)
    return Code(f"{text}.item()") if request.facts.is_scalar else Code(text, kind="array")


@function("fread")
def _fread(request: Request) -> Code:
    """Read numbers, or characters, that a file holds as bytes."""
    request.at_most(5)
    words = [request.literal(place) for place in range(1, len(request))]
    precision = next(filter(None, words[:2]), "uint8")
    order = ORDERS.get((words[-1] or "").lower()) if len(words) > 2 else ""
    if order is None or (len(request) > 3 and request[3].kind != "str" and request[3].text != "0"):
        raise UntranslatableError("fread that skips, or with an order of bytes that is not known")
    source, _, target = precision.removeprefix("*").partition("=>")
    if source not in PRECISIONS:
        raise UntranslatableError(f"fread of {precision}")
    sizes = [code for code in request.arguments[1:3] if code.kind != "str"]
    dtype = [f'dtype="{order}{PRECISIONS[source]}"'] if PRECISIONS[source] != "u1" else []
    text = call(request.context.helper("numbers_of_file"), as_number(request[0]), *sizes, *dtype)
    kept = target or (source if precision.startswith("*") else "double")
    if kept in ("char", "uchar") and request.facts.kind in ("str", "rows"):
        found = call(request.context.helper("text_of"), text)
        return _text(found) if request.facts.kind == "str" else Code(f"[*{found}]", kind="rows", class_="char")
    class_ = request.facts.class_ or "double"
    return Code(f"{text}.astype({'float' if class_ == 'double' else f'np.{class_}'})", kind="array", class_=class_)


@function("fwrite")
def _fwrite(request: Request) -> Code:
    """Write the bytes of numbers, or of text, to a file."""
    request.at_most(3)
    precision = request.literal(2) if len(request) > 2 else "uint8"
    if precision not in PRECISIONS:
        raise UntranslatableError(f"fwrite of {precision}")
    request.context.modules.add("os")
    number = f"int({as_number(request[0]).text})"
    if request[1].kind == "str":
        return Code(call("os.write", number, f"{request[1].at(ATOM)}.encode()"), whole=True)
    values = f'{as_array(request[1]).at(ATOM)}.astype("{PRECISIONS[precision]}").tobytes(order="F")'
    return Code(call("os.write", number, values), kind="any")


# -- whole files


@function("fileread")
def _fileread(request: Request) -> Code:
    """Read a file as text."""
    request.at_most(1)
    return _text(call(request.context.helper("text_of_file"), request[0]))


@function("textscan")
def _textscan(request: Request) -> Code:
    """Read columns from a file, or from text, by a format."""
    if request[0].kind == "str":
        source = request[0].text
    else:
        source = f"{call(request.context.helper('rest_of_file'), as_number(request[0]))}.decode()"
    return Code(_columns(request, source), kind="cell", class_="cell")


@several("textread")
def _textread(request: Request) -> list[Code]:
    """Read columns from a file that is named."""
    text = _columns(request, call(request.context.helper("text_of_file"), request[0]))
    template = request.literal(1) or ""
    kinds: list[Kind] = [
        "cell" if letter in "sq" else "array"
        for letter in template.replace("%*", "").split("%")[1:]
        for letter in letter[:1]
    ]
    return [Code(f"{text}[{k}]", kind=kinds[k]) for k in range(request.count)]


def _columns(request: Request, source: str) -> str:
    """Return the code that reads columns, with its options."""
    has_format = len(request) > 1 and "%" in (request.literal(1) or "%")
    options = range(2 if has_format else 1, len(request), 2)
    given = [request[1].text] if has_format else []
    for place in options:
        name = SCAN_OPTIONS.get((request.literal(place) or "").lower())
        if name is None:
            raise UntranslatableError(f"{request.name} with {request.literal(place)}")
        given.append(f"{name}={request[place + 1].text}")
    return call(request.context.helper("scanned_columns"), source, *given)


@function("csvread", "dlmread")
def _dlmread(request: Request) -> Code:
    """Read a table of numbers."""
    request.at_most(4)
    rest = list(request.arguments[1:])
    if request.name == "csvread":
        rest = [Code('","', kind="str"), *rest]
    elif rest and rest[0].kind != "str":
        rest = [Code("None", kind="str"), *rest]
    if any(not code.is_scalar for code in rest[1:]):
        raise UntranslatableError(f"{request.name} of a range")
    return Code(call(request.context.helper("delimited_numbers"), request[0], *rest), kind="array")


@function("csvwrite", "dlmwrite")
def _dlmwrite(request: Request) -> Code:
    """Write a table of numbers."""
    given = [request[0].text, request[1].text]
    options = list(range(2, len(request), 2))
    if len(request) == 3 and request.name == "dlmwrite":
        given.append(request[2].text)
        options = []
    for place in options:
        name = {"delimiter": "separator", "precision": "precision"}.get((request.literal(place) or "").lower())
        if name is None or place + 1 == len(request):
            raise UntranslatableError(f"{request.name} of this form")
        given.append(f"{name}={request[place + 1].text}")
    return Code(call(request.context.helper("write_delimited"), *given), kind="any")


@function("importdata")
def _importdata(request: Request) -> Code:
    """Read a table of numbers."""
    if request.facts.kind != "array" or len(request) > 2:
        raise UntranslatableError("importdata of this form")
    return Code(call(request.context.helper("delimited_numbers"), *request.arguments), kind="array")


@function("load")
def _load(request: Request) -> Code:
    """Read the variables of a file, or the numbers of one that is text."""
    names = [
        code
        for place, code in enumerate(request.arguments[1:], 1)
        if not (request.literal(place) or "").startswith("-")
    ]
    text = call(request.context.helper("loaded"), request[0], *names)
    if request.facts.kind in ("number", "array"):
        return Code(text, kind="array")
    return Code(text, kind="struct", class_="struct")


@function("save")
def _save(request: Request) -> Code:
    """Write variables into a file."""
    words = [request.literal(place) for place in range(1, len(request))]
    options = {word for word in words if word is not None and word.startswith("-")}
    names = [word for word in words if word is not None and not word.startswith("-")]
    if None in words or options - SAVE_OPTIONS - {"-struct"} or any(set("*?") & set(name) for name in names):
        raise UntranslatableError("save of this form")
    path = request[0].text
    if "-struct" in options:
        if len(names) != 1:
            raise UntranslatableError("save of some fields")
        return Code(call(request.context.helper("saved"), path, _variables(request, names)[0]), kind="any")
    pairs = [f"{json.dumps(name)}: {text}" for name, text in zip(names, _variables(request, names), strict=True)]
    given = f"{{{', '.join(pairs)}}}" if names else "locals()"
    return Code(call(request.context.helper("saved"), path, given), kind="any")


def _variables(request: Request, names: Sequence[str]) -> list[str]:
    """Return the names in Python of variables."""
    variables = [request.context.variable(name) for name in names]
    if any(variable is None for variable in variables):
        raise UntranslatableError("save of what is no variable")
    return [variable.name for variable in variables if variable is not None]
