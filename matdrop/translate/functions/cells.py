"""Functions of cells, structs and function handles."""

from __future__ import annotations

import itertools
from dataclasses import replace

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.aliases import returns_view
from matdrop.translate.code import ATOM, EMPTY, Code, UntranslatableError, as_array, call
from matdrop.translate.facts import INTEGERS, Facts, Kind
from matdrop.translate.functions.registry import FUNCTIONS, Request, function, several, size_as_shape


@function("cell")
def _cell(request: Request) -> Code:
    """Make a cell of empty matrices."""
    if not len(request):
        return Code("[]", kind="cell", class_="cell")
    facts, empty = request.facts, EMPTY
    lengths = request.lengths() or _lengths_of(request[0])
    if len(lengths) > 2:
        raise UntranslatableError("a cell of more than two dimensions")
    height, width = lengths
    if facts.is_vector or "1" in (height, width):
        length = width if height == "1" or (facts.is_row and not facts.is_column) else height
        return Code(f"[{empty} for _ in range({length})]", kind="cell", class_="cell")
    return Code(f"[[{empty} for _ in range({width})] for _ in range({height})]", kind="cell", class_="cell")


def _lengths_of(size: Code) -> list[str]:
    """Return the numbers of rows and columns that a size has."""
    shape = size_as_shape(size)
    if shape.startswith("("):
        return shape[1:-1].split(", ")
    shape = shape or f"{size.raveled}.astype(int)"
    return [f"{shape}[0]", f"{shape}[1]"]


@function("struct")
def _struct(request: Request) -> Code:
    """Make a struct, or of cells as values a struct for each of their elements; of ``[]`` none."""
    if len(request) == 1 and (request[0].text == EMPTY or request[0].kind in ("struct", "structs")):
        empty = Code("[]", kind="structs", class_="struct")
        return empty if request[0].text == EMPTY else request[0]
    names = [_field_name(request, place) for place in range(0, len(request), 2)]
    values = [request[place + 1] for place in range(0, len(request), 2)]
    several = [value for value in values if value.kind == "cell" and not value.facts.is_scalar]
    if any(not value.facts and not value.text.startswith("[") for value in several):
        raise UntranslatableError("struct of a cell that no case has shown")
    if any(value.text == "[]" for value in several):
        return Code("[]", kind="structs", class_="struct")
    elements = [f"value{k}" if k else "value" for k in range(len(several))]
    texts = []
    for value in values:
        if value in several:
            texts.append(elements[several.index(value)])
        else:
            own = request.context.independent(value, "")
            texts.append(f"{own.at(ATOM)}[0]" if value.kind == "cell" else own.text)
    fields = ", ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True))
    if not several:
        return Code(f"{{{fields}}}", kind="struct", class_="struct")
    lists = ", ".join(value.text for value in several)
    source = lists if len(several) == 1 else f"zip({lists}, strict=True)"
    text = f"[{{{fields}}} for {', '.join(elements)} in {source}]"
    return Code(text, kind="structs", class_="struct")


def _field_name(request: Request, place: int) -> str:
    """Return the code of the name of a field: as it is written, or a text that varies."""
    node = request.nodes[place]
    if isinstance(node, syntax.Text):
        return f'"{node.value}"'
    if request[place].kind != "str":
        raise UntranslatableError("struct of this form")
    return request[place].text


@function("optimset")
def _options(request: Request) -> Code:
    """Make a struct of options, of others if the first argument is one."""
    first = len(request) % 2
    names = [request.literal(place) for place in range(first, len(request), 2)]
    if None in names or (first and request[0].kind != "struct"):
        raise UntranslatableError(f"{request.name} of this form")
    fields = [f"**{request[0].at(ATOM)}"] if first else []
    fields += [f'"{name}": {value.text}' for name, value in zip(names, request.arguments[first + 1 :: 2], strict=True)]
    return Code(f"{{{', '.join(fields)}}}", kind="struct", class_="struct")


@function("optimget")
def _optimget(request: Request) -> Code:
    """Read an option; one that is not there, or has nothing in it, is what is given instead."""
    request.at_most(3)
    if request[0].kind not in ("struct", "any") or request[1].kind != "str":
        raise UntranslatableError("optimget of this form")
    text = call(request.context.helper("option_of"), *request.arguments)
    kind: Kind = request.facts.kind if request.facts else "any"
    return Code(text, kind=kind, class_=request.facts.class_)


@function("isfield")
def _isfield(request: Request) -> Code:
    """Ask whether a struct has a field."""
    value = request[0]
    if value.kind == "structs":
        value = replace(value, text=f"{value.at(ATOM)}[0]")
    if request[1].kind == "cell" and request[1].facts.is_grid:
        text = f"np.array([[name in {value.at(6)} for name in row] for row in {request[1].text}])"
        return Code(text, kind="array", class_="logical")
    if request[1].kind == "cell":
        text = f"np.array([[name in {value.at(6)} for name in {request[1].text}]])"
        if value.kind not in ("struct", "structs", "any") and value.facts:
            return Code("False", class_="logical")  # one answer, however many fields are asked for
        if value.kind not in ("struct", "structs"):
            text = (
                f"np.array([[isinstance({value.text}, dict) and name in {value.at(6)} for name in {request[1].text}]])"
            )
        is_column = request[1].facts.is_column and not request[1].facts.is_row
        return Code(f"{text}.T" if is_column else text, kind="array", class_="logical")
    if value.kind != "struct":
        return Code(f"isinstance({value.text}, dict) and {request[1].text} in {value.at(6)}", 3, class_="logical")
    return Code(f"{request[1].text} in {value.at(6)}", 5, class_="logical")


@function("fieldnames")
def _fieldnames(request: Request) -> Code:
    """List the fields of a struct."""
    value = request[0].at(ATOM) + ("[0]" if request[0].kind == "structs" else "")
    return Code(f"list({value})", kind="cell", class_="cell")


@function("numfields")
def _numfields(request: Request) -> Code:
    """Count the fields of a struct; what is none has none."""
    if request[0].kind not in ("struct", "structs"):
        raise UntranslatableError(f"numfields of a {request[0].kind}")
    return Code(call("len", f"{request[0].at(ATOM)}[0]" if request[0].kind == "structs" else request[0]), whole=True)


@function("setfield", "struct2cell")
def _fields(request: Request) -> Code:
    """Change or list the values of a struct."""
    request.at_most({"setfield": 3}.get(request.name, 1))
    if request[0].kind not in ("struct", "any") and not _is_nothing_with_field(request):
        raise UntranslatableError(f"{request.name} of a {request[0].kind}")
    if request.name == "struct2cell":
        return Code(f"list({request[0].at(ATOM)}.values())", kind="cell", class_="cell")
    if request[0].kind != "struct":  # it may be [], which becomes a struct
        text = call(request.context.helper("with_field"), *request.arguments)
        return Code(text, kind="struct", class_="struct")
    return Code(f"{request[0].at(6)} | {{{request[1].text}: {request[2].text}}}", 6, "struct", "struct")


def _is_nothing_with_field(request: Request) -> bool:
    """Whether a field is set of what was an empty array in all cases."""
    sizes = request[0].facts.sizes
    return request.name == "setfield" and request[0].kind == "array" and all(0 in size for size in sizes)


@function("getfield")
def _getfield(request: Request) -> Code:
    """Read a field of a struct, or one of a field."""
    if any(code.kind == "cell" for code in request.arguments[1:]):
        return _part_of_field(request)
    kind: Kind = request.facts.kind if request.facts else "any"
    path = "".join(f"[{code.text}]" for code in request.arguments[1:])
    return Code(f"{request[0].at(ATOM)}{path}", kind=kind, class_=request.facts.class_)


def _part_of_field(request: Request) -> Code:
    """Read an element of a field, by indices that are in a cell."""
    node = request.nodes[-1]
    if len(request) != 3 or not isinstance(node, syntax.Cell) or request[1].kind != "str":
        raise UntranslatableError("getfield with a cell")
    from matdrop.translate.indexing import read_index

    value = Code(f"{request[0].at(ATOM)}[{request[1].text}]", kind="array")
    return read_index(request.context, value, [item for row in node.rows for item in row], request.facts)


@function("rmfield")
def _rmfield(request: Request) -> Code:
    """Leave out a field of a struct, or several, in each of several structs."""
    request.at_most(2)
    asked = "not in" if request[1].kind == "cell" else "!="
    value = request[0]
    one = f"{{key: value for key, value in {'one' if value.kind == 'structs' else value.at(ATOM)}.items()"
    one += f" if key {asked} {request[1].at(6)}}}"
    if value.kind == "structs":
        return Code(f"[{one} for one in {value.text}]", kind="structs", class_="struct")
    return Code(one, kind="struct", class_="struct")


@function("orderfields")
def _orderfields(request: Request) -> Code:
    """Put the fields of a struct in the order of their names, or in one that is given."""
    return _ordered_fields(request)[0]


@several("orderfields")
def _ordered_fields(request: Request) -> list[Code]:
    """Put the fields of a struct in an order, and return the places that they had."""
    value = request[0]
    if value.kind == "structs" and len(request) == request.count == 1:
        return [Code(f"[dict(sorted(one.items())) for one in {value.text}]", kind="structs", class_="struct")]
    if value.kind != "struct":
        raise UntranslatableError(f"orderfields of a {value.kind}")
    names = call("sorted", value)
    if len(request) > 1 and request[1].kind == "array":
        names = call(request.context.helper("pick_at"), f"[*{value.at(ATOM)}]", request[1])
    elif len(request) > 1:
        names = request[1].text
    text = f"{{name: {value.at(ATOM)}[name] for name in {names}}}"
    if len(request) == 1:
        text = f"dict(sorted({value.at(ATOM)}.items()))"
    places = f"np.array([[[*{value.at(ATOM)}].index(name) + 1.0] for name in {names}])"
    return [Code(text, kind="struct", class_="struct"), Code(places, kind="array")]


@function("cell2struct")
def _cell2struct(request: Request) -> Code:
    """Make a struct of values and the names of its fields, or several of a cell with rows and columns."""
    values, names = request[0], request[1]
    request.pass_over(2)  # a list has no dimensions
    if values.kind != "cell" or names.kind != "cell":
        raise UntranslatableError("cell2struct of this form")
    if not values.facts.is_grid and request.facts.kind == "struct":
        return Code(f"dict(zip({names.text}, {values.text}, strict=True))", kind="struct", class_="struct")
    if not values.facts.is_grid or request.facts.kind != "structs":
        raise UntranslatableError("cell2struct of this form")
    axis = request.axis(2) if len(request) > 2 else "0"
    if axis not in ("0", "1"):
        raise UntranslatableError("cell2struct along a dimension that varies")
    rows = values.text if axis == "1" else f"zip(*{values.text}, strict=True)"
    return Code(f"[dict(zip({names.text}, row, strict=True)) for row in {rows}]", kind="structs", class_="struct")


@function("num2cell")
def _num2cell(request: Request) -> Code:
    """Put each number into a cell, or each column or row."""
    if len(request) == 2 and request[0].kind in ("number", "array"):
        value = as_array(request[0])
        axis = request.axis(1)
        if axis not in ("0", "1"):
            raise UntranslatableError("num2cell along a dimension that varies")
        parts = (f"{value.at(ATOM)}[:, [k]]", "1") if axis == "0" else (f"{value.at(ATOM)}[[k], :]", "0")
        text = f"[{parts[0]} for k in range({value.at(ATOM)}.shape[{parts[1]}])]"
        return Code(text, kind="cell", class_="cell")
    request.at_most(1)
    if request[0].kind == "str":
        return Code(call("list", request[0]), kind="cell", class_="cell")
    if request[0].kind == "rows":
        is_column = request[0].facts.is_column
        text = request[0].text if is_column else f"[[*row] for row in {request[0].text}]"
        return Code(text, kind="cell", class_="cell")
    value, is_vector = as_array(request[0]), request[0].facts.is_vector
    if value.class_ in (*INTEGERS, "single"):  # of which `tolist` would make Python's numbers
        text = f"[*{value.raveled}]" if is_vector else f"[[*row] for row in {value.text}]"
        return Code(text, kind="cell", class_="cell")
    return Code(f"{value.at(ATOM)}{'.ravel()' if is_vector else ''}.tolist()", kind="cell", class_="cell")


@function("cell2mat")
def _cell2mat(request: Request) -> Code:
    """Join the elements of a cell."""
    value = request[0]
    others = {sighting.size for sighting in request.facts.sightings if sighting.class_ != "char"}
    if value.facts.is_vector and "char" in request.facts.classes and all(0 in size for size in others):
        return Code(f'"".join({value.text})', kind="str", class_="char")
    if value.facts.ever_empty and request.facts.kind == "array":
        axis = "1" if value.facts.is_row else "0"
        return Code(call(request.context.helper("joined"), axis, f"*map(np.atleast_2d, {value.text})"), kind="array")
    if not value.facts.is_vector:
        return Code(call("np.block", value), kind="array")
    axis = "1" if value.facts.is_row else "0"
    return Code(f"np.concatenate([np.atleast_2d(part) for part in {value.text}], axis={axis})", kind="array")


@function("cellfun", "arrayfun", "structfun")
def _mapped(request: Request) -> Code:
    """Call a function on each element."""
    if request.name == "structfun":
        return _of_fields(request)
    if isinstance(request.nodes[0], syntax.Text) and request.nodes[0].value in ("isclass", "size"):
        return _by_old_name(request, request.nodes[0].value)
    uniform, handler = True, ""
    arguments, nodes = list(request.arguments), list(request.nodes)
    while len(arguments) > 3 and request.literal(len(arguments) - 2) is not None:
        option = (request.literal(len(arguments) - 2) or "").lower()
        if "uniformoutput".startswith(option):  # it may be abbreviated
            uniform = arguments[-1].text not in ("False", "0")
        elif option == "errorhandler" and arguments[-1].kind == "handle":
            handler = arguments[-1].text
        else:
            raise UntranslatableError(f"{request.name} with {option}")
        arguments, nodes = arguments[:-2], nodes[:-2]
    if handler:
        text = call(request.context.helper("with_handler"), request.context.code(nodes[0]), handler)
        arguments[0], nodes[0] = Code(text, kind="handle", class_="function_handle"), nodes[1]
    values = [as_array(code) if request.name == "arrayfun" else code for code in arguments[1:]]
    called = _calls(
        request,
        nodes[0],
        arguments[0],
        ["element"] if len(values) == 1 else [f"element{k}" for k in range(len(values))],
        values,
        uniform,
    )
    element = called if uniform else _as_held(request, called)
    facts, shaped = request.facts, values[0]
    has_rows = (request.name == "cellfun" or not uniform) and any(value.facts.is_grid for value in values)
    if has_rows and len(values) > 1 and not all(value.kind == "cell" for value in values):
        raise UntranslatableError(f"{request.name} of several values with rows and columns")
    listed = _by_rows(element, values) if has_rows else f"[{element} for {_source(request, values)}]"
    if not uniform:
        return Code(listed, kind="cell", class_="cell", base=_base_of_results(request, nodes[0], values))
    class_ = facts.class_ if facts else "double"
    dtype = ", dtype=bool" if class_ == "logical" else ", dtype=float" if class_ == "double" else ""
    if class_ == "char":
        return Code(f'"".join({listed})', kind="str", class_="char")
    text = f"np.array({listed}{dtype})" if has_rows else _shaped(shaped, listed, dtype)
    return Code(text, kind="array", class_=class_)


def _as_held(request: Request, called: str) -> str:
    """Return what a call gives as an element of a cell, where one that is read has been a number in all cases."""
    return call(request.context.helper("as_held"), called) if request.context.reads_numbers else called


def _base_of_results(request: Request, function_: syntax.Expression, values: list[Code]) -> str:
    """Return the variable that holds what an anonymous function returns as it was given."""
    is_view = isinstance(function_, syntax.Anonymous) and returns_view(function_)
    return next((value.base for value in values if value.base), "") if is_view else ""


def _by_rows(element: str, values: list[Code]) -> str:
    """Return a call on each element of cells with rows and columns, or on those at the same places of several."""
    if len(values) == 1:
        return f"[[{element} for element in row] for row in {values[0].text}]"
    rows = ", ".join(f"row{k}" for k in range(len(values)))
    elements = ", ".join(f"element{k}" for k in range(len(values)))
    lists = ", ".join(value.text for value in values)
    beside = f"[{element} for {elements} in zip({rows}, strict=True)]"
    return f"[{beside} for {rows} in zip({lists}, strict=True)]"


def _of_fields(request: Request) -> Code:
    """Call a function on each field of a struct: the results are a column, or a struct with the same fields."""
    if request[1].kind != "struct" or len(request) not in (2, 4):
        raise UntranslatableError("structfun of this form")
    if len(request) == 4 and not "uniformoutput".startswith((request.literal(2) or "").lower()):
        raise UntranslatableError("structfun with options")
    called = call(request[0].at(ATOM), "value")
    if len(request) == 4 and request[3].text in ("False", "0"):
        text = f"{{name: {called} for name, value in {request[1].text}.items()}}"
        base = _base_of_results(request, request.nodes[0], [request[1]])
        return Code(text, kind="struct", class_="struct", base=base)
    class_ = request.facts.class_ or "double"
    dtype = "bool" if class_ == "logical" else "float"
    return Code(f"np.array([[{called}] for value in {request[1].text}.values()], dtype={dtype})", kind="array",
                class_=class_)  # fmt: skip


def _by_old_name(request: Request, name: str) -> Code:
    """Translate the forms of cellfun that its first versions had: of what class elements are, or how long a side is."""
    value = request[1]
    if value.kind != "cell" or value.facts.is_grid or len(request) != 3:
        raise UntranslatableError(f"cellfun of {name} of this form")
    if name == "isclass":
        asked = f"{request.context.helper('class_of')}(element) == {request[2].text}"
    else:
        asked = call(request.context.helper("length_along"), "element", request[2])
    dtype = ", dtype=bool" if name == "isclass" else ", dtype=float"
    text = _shaped(value, f"[{asked} for element in {value.text}]", dtype)
    return Code(text, kind="array", class_="logical" if name == "isclass" else "double")


def _shaped(shaped: Code, listed: str, dtype: str) -> str:
    """Return an array of a list that was made of the elements of a value, in the value's shape."""
    if shaped.kind == "cell" and (0, 0) in shaped.facts.sizes:
        is_column = shaped.facts.is_column and not shaped.facts.is_row
        count = call("len", shaped)
        shape = f"{count}, min({count}, 1)" if is_column else f"min({count}, 1), {count}"
        return f"np.array({listed}{dtype}).reshape({shape})"
    if shaped.kind == "array" and not shaped.facts.is_vector:
        return f'np.array({listed}{dtype}).reshape({shaped.at(ATOM)}.shape, order="F")'
    if shaped.kind == "array" and (shaped.facts.is_turned or (0, 0) in shaped.facts.sizes):
        return f"np.array({listed}{dtype}).reshape({shaped.at(ATOM)}.shape)"
    is_column = shaped.facts.is_column and not shaped.facts.is_row
    return f"np.array([{listed}]{dtype}){'.T' if is_column else ''}"


def _source(request: Request, values: list[Code]) -> str:
    lists = [value.text if value.kind in ("cell", "structs") else value.column_major for value in values]
    if any(value.kind not in ("cell", "structs", "array") for value in values):
        if values[0].kind == "str":
            lists = [value.text for value in values]
        else:
            raise UntranslatableError(f"{request.name} of a {values[0].kind}")
    if len(lists) == 1:
        return f"element in {lists[0]}"
    names = ", ".join(f"element{k}" for k in range(len(lists)))
    return f"{names} in zip({', '.join(lists)}, strict=True)"


def _calls(
    request: Request, node: syntax.Expression, handle: Code, names: list[str], values: list[Code], uniform: bool
) -> str:
    """Return the call of the function on one element; if the results are uniform, each is one number."""
    name = node.name if isinstance(node, syntax.Handle) else node.value if isinstance(node, syntax.Text) else ""
    name = "numel" if name == "prodofsize" else name
    known = {"length": "np.size({0})", "numel": "np.size({0})", "ndims": "max(np.ndim({0}), 2)",
             "isempty": "np.size({0}) == 0 or {0} == ''",
             "ischar": "isinstance({0}, str)"}  # fmt: skip
    if request.name == "cellfun" and name in ("length", "numel", "isempty"):
        if all("texts" in s.flags for s in values[0].facts.sightings) and values[0].facts:
            return {"isempty": "len({0}) == 0"}.get(name, "len({0})").format(*names)
        return call(request.context.helper("is_empty" if name == "isempty" else "element_count"), *names)
    if name in known:
        return known[name].format(*names)
    if name and name in FUNCTIONS and name not in request.context.known:
        inner = tuple(_element(request, n, value) for n, value in zip(names, values, strict=True))
        found = FUNCTIONS[name](Request(request.context, name, inner, (), Facts() if uniform else request.facts))
        return f"{found.at(ATOM)}.item()" if uniform and found.kind == "array" else found.text
    if isinstance(node, syntax.Text) and name in request.context.known:
        handle = request.context.code(syntax.Handle(node.span, name))
    elif isinstance(node, syntax.Text):
        raise UntranslatableError(f"{request.name} of the function {name}")
    if isinstance(node, syntax.Anonymous) and request.name == "cellfun":
        pairs = itertools.zip_longest(names, node.parameters[: len(names)], fillvalue="varargin")
        names = [_as_seen(request, node, *pair) for pair in pairs]
    return call(handle.at(ATOM), *names)


def _as_seen(request: Request, node: syntax.Anonymous, name: str, parameter: str) -> str:
    """Return an element as an anonymous function expects it: what is a number in one element alone is an array."""
    seen = [one for one in syntax.walk(node.body) if isinstance(one, syntax.Name) and one.name == parameter]
    facts = Facts({sighting for one in seen for sighting in request.context.seen(one).sightings})
    is_mixed = facts.kind == "array" and (1, 1) in facts.sizes and len(facts.sizes) > 1
    return call("np.atleast_2d", name) if is_mixed else name


def _element(request: Request, name: str, value: Code) -> Code:
    """Return an element of a value as the function gets it."""
    if request.name == "arrayfun":
        return Code(name)
    is_text = bool(value.facts) and all("texts" in sighting.flags for sighting in value.facts.sightings)
    return Code(name, kind="str" if is_text else "any", class_="char" if is_text else "double")


@function("feval")
def _feval(request: Request) -> Code:
    """Call a function."""
    name = request.literal(0)
    if name is not None and name in FUNCTIONS:
        return FUNCTIONS[name](Request(request.context, name, request.arguments[1:], request.nodes[1:], request.facts))
    kind = request.facts.kind if request.facts else "any"
    if request[0].kind != "handle" and (request[0].kind not in ("array", "any") or request[0].facts):
        raise UntranslatableError("feval of a name that varies")
    text = call(request[0].at(ATOM), *request.arguments[1:])
    is_number_once = kind == "array" and (1, 1) in request.facts.sizes
    return Code(call("np.atleast_2d", text) if is_number_once else text, kind=kind)


@function("func2str", "str2func", ignoring=True)
def _func2str(request: Request) -> Code:
    """Take the name that a function had in all cases; else refuse: its text is another one in Python."""
    if request.name == "func2str" and (request.facts.text or "").isidentifier():
        from matdrop.translate.functions.environment import answer_of

        return answer_of(request, "the name of the function in all cases")
    raise UntranslatableError(f"{request.name}, for a function has another text in Python")


@function("deal")
def _deal(request: Request) -> Code:
    """Return the argument."""
    return request[0]


@function("iscellstr")
def _iscellstr(request: Request) -> Code:
    """Ask whether a value is a cell of text."""
    if request[0].kind == "any":
        return Code(call(request.context.helper("is_cell_of_text"), request[0]), class_="logical")
    if request[0].kind != "cell":
        return Code("False", class_="logical")
    return Code(f"all(isinstance(element, str) for element in {request[0].text})", class_="logical")


@function("mat2cell")
def _mat2cell(request: Request) -> Code:
    """Cut a matrix into pieces."""
    return Code(
        call(request.context.helper("pieces_of"), *map(as_array, request.arguments)), kind="cell", class_="cell"
    )
