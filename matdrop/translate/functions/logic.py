"""Questions about the class of a value, about arguments, and errors."""

from __future__ import annotations

import json
import re

from matdrop.translate.code import ATOM, COMPARE, EMPTY, Code, UntranslatableError, as_array, call
from matdrop.translate.facts import INTEGERS
from matdrop.translate.functions.environment import answer_of
from matdrop.translate.functions.files import exists
from matdrop.translate.functions.printing import formatted
from matdrop.translate.functions.registry import FUNCTIONS, Request, function

# The kinds for which the answer is yes.
KINDS = {
    "ischar": ("str", "rows"), "isstr": ("str", "rows"), "iscell": ("cell",), "isstruct": ("struct", "structs"),
    "is_function_handle": ("handle",), "isnumeric": ("number", "array", "sparse"), "isobject": ("map",),
    "isstring": (),
}  # fmt: skip
AT_RUN_TIME = {
    "ischar": "isinstance({0}, str)", "isstr": "isinstance({0}, str)",
    "iscell": "isinstance({0}, list)", "isstruct": "isinstance({0}, dict)",
    "is_function_handle": "callable({0})",
}  # fmt: skip
SHAPES = {
    "isscalar": "{0}.size == 1", "isvector": "{0}.ndim == 2 and 1 in {0}.shape",
    "isrow": "{0}.ndim == 2 and {0}.shape[0] == 1", "iscolumn": "{0}.ndim == 2 and {0}.shape[1] == 1",
    "ismatrix": "{0}.ndim == 2", "issquare": "{0}.ndim == 2 and {0}.shape[0] == {0}.shape[1]",
}  # fmt: skip
METHODS_OF_ERRORS = ("getReport", "rethrow", "throw", "throwAsCaller")
NO_MESSAGES = ("None", '""', EMPTY)  # of which error does nothing
# The same of what may be text or a list, by its size.
SHAPES_AT_RUN_TIME = {
    "isscalar": "{0} == (1, 1)", "isrow": "{0}[0] == 1", "iscolumn": "{0}[1:] == (1,)", "ismatrix": "len({0}) == 2",
}  # fmt: skip


def _logical(value: bool) -> Code:
    return Code(str(value), class_="logical")


@function(*KINDS)
def _kinds(request: Request) -> Code:
    """Ask of what kind a value is: known here, unless it varies."""
    value = request[0]
    if value.kind in ("rows", "structs"):  # lists, as cells are
        return _logical(value.kind in KINDS[request.name])
    if request.name == "isnumeric":
        return _numeric_or_not(request, value)
    if value.kind == "map":
        return _logical(request.name == "isobject")
    if request.name == "isobject":
        request.context.notes.append("the class in all cases")
        return _logical(False)
    if value.kind == "any" or not value.facts:
        if request.name not in AT_RUN_TIME:
            raise UntranslatableError(request.name)
        return Code(AT_RUN_TIME[request.name].format(value.text), class_="logical")
    return (
        Code(AT_RUN_TIME[request.name].format(value.text), class_="logical")
        if request.name in AT_RUN_TIME
        else _logical(False)
    )


def _numeric_or_not(request: Request, value: Code) -> Code:
    """Ask whether a value is of numbers, which truth values are not; another caller may give another one."""
    if value.kind in ("cell", "struct", "structs", "handle", "map") and value.facts:
        return _logical(False)
    return Code(call(request.context.helper("is_numeric"), value), class_="logical")


@function("islogical", "isfloat", "isinteger", "isa", "isbool")
def _classes(request: Request) -> Code:
    """Ask for a class of numbers."""
    wanted = {
        "islogical": {"logical"},
        "isbool": {"logical"},
        "isfloat": {"double", "single"},
        "isinteger": set(INTEGERS),
    }
    name = request.name
    names = wanted.get(name)
    if names is None:
        asked = request.literal(1) or ""
        names = {
            "numeric": {"double", "single", *INTEGERS},
            "float": {"double", "single"},
            "integer": set(INTEGERS),
        }.get(asked, {asked})
    found = request[0].facts.classes
    if not found or (found & names and found - names):
        helper, choices = request.context.helper("class_of"), sorted(names)
        asked = f"== {json.dumps(choices[0])}" if len(names) == 1 else f"in {json.dumps(choices)}"
        return Code(f"{call(helper, request[0])} {asked}", COMPARE, class_="logical")
    request.context.notes.append("the class in all cases")
    return _logical(found <= names)


@function("class")
def _class(request: Request) -> Code:
    """Ask for the class."""
    if not request[0].facts.class_ or len(request[0].facts.classes) > 1:
        return Code(call(request.context.helper("class_of"), request[0]), kind="str", class_="char")
    request.context.notes.append("the class in all cases")
    return Code(f'"{request[0].facts.class_}"', kind="str", class_="char")


@function(*SHAPES)
def _shapes(request: Request) -> Code:
    """Ask for a form of the size."""
    value = request[0]
    if value.kind == "number" and request.name == "isscalar":  # a check of arguments, which another caller may need
        return Code(f"np.size({value.text}) == 1", 5, class_="logical")
    if value.kind in ("number", "struct", "handle"):
        return _logical(True)
    if value.kind in ("array", "sparse"):
        text = SHAPES[request.name].format(value.at(12))
        return Code(text, 3 if " and " in text else 5, class_="logical")
    if value.kind == "cell" and request.name in ("isrow", "iscolumn") and value.facts:
        return _direction_of_cell(request, value)
    if request.name == "isscalar" and value.kind != "any":
        return Code(f"len({value.text}) == 1", 5, class_="logical")
    shape = call(request.context.helper("shape_of"), value)
    if request.name in ("isvector", "issquare"):
        return Code(call(request.context.helper(f"is_{request.name[2:]}"), shape), class_="logical")
    return Code(SHAPES_AT_RUN_TIME[request.name].format(shape), COMPARE, class_="logical")


def _direction_of_cell(request: Request, value: Code) -> Code:
    """Ask whether a cell is a row or a column: a list does not tell, so that it has to be the same in all cases."""
    place = 0 if request.name == "isrow" else 1
    answers = {size[place] == 1 for size in value.facts.sizes}
    if len(answers) > 1:
        raise UntranslatableError(f"{request.name} of a cell that is one in some cases")
    request.context.notes.append("the direction of the cell in all cases")
    return _logical(answers.pop())


@function("exist")
def _exist(request: Request) -> Code:
    """Ask whether a variable has a value: a parameter that is not given is None, another one may not be there."""
    if (found := exists(request)) is not None:
        return found
    name = request.literal(0) or ""
    variable = request.context.variable(name)
    function_ = request.context.function
    parameters = [parameter.name for parameter in function_.parameters] if function_ else []
    if variable is not None and name not in parameters and request.facts.number is None:
        return Code(f'locals().get("{variable.name}") is not None', 5, class_="logical")
    if (variable is None or name not in parameters) and name and not request.facts:
        return _known_or_not(request, name)
    if variable is None or name not in parameters:
        return answer_of(request, f"exist of {name or 'this'} in all cases")
    return Code(f"{variable.name} is not None", 5, class_="logical")


def _known_or_not(request: Request, name: str) -> Code:
    """Answer for a function of which no case asks: it exists for a port if it is part of it, or has a translation."""
    request.pass_over(1)
    request.context.notes.append(f"whether {name} exists, as the port knows it")
    is_known = name in request.context.known or name in FUNCTIONS
    return Code("2" if is_known else "0", whole=True)


@function("error", "usage")
def _error(request: Request) -> Code:
    """Raise an error."""
    if not len(request):
        raise UntranslatableError("error without a message")
    if len(request) == 1 and request[0].text in NO_MESSAGES:  # of what checks arguments, and finds nothing
        return Code("None", kind="any")
    if len(request) == 1 and request[0].facts and request[0].facts.ever_empty:
        return Code(call(request.context.helper("raise_message"), request[0]), kind="any")
    if request[0].kind in ("struct", "structs"):
        return _again(request)
    if identifier := _identifier(request):
        message = _message(request.without_first())
        return Code(call(request.context.helper("raise_with_identifier"), *identifier, message), kind="any")
    return Code(call(request.context.helper("raise_error"), _message(request)), kind="any")


def _identifier(request: Request) -> list[str]:
    """Return the code of the identifier that stands before the message of an error; none if there is none."""
    first = request.literal(0)
    is_there = first is not None and len(request) > 1 and ":" in first and not re.search(r"\s", first)
    return [request[0].text] if is_there else []


def _message(request: Request) -> str:
    """Return the message of an error: a text, or a format and its values."""
    return request[0].text if len(request) == 1 else formatted(request)


@function("MException")
def _exception(request: Request) -> Code:
    """Make what an error holds, by its identifier and its message; it has no stack before it is thrown."""
    message = _message(request.without_first())
    text = f'{{"message": {message}, "identifier": {request[0].text}}}'
    return Code(text, kind="struct", class_="struct")


@function("rethrow", "throw", "throwAsCaller")
def _rethrow(request: Request) -> Code:
    """Raise an error that was caught, or made."""
    request.at_most(1)
    return _again(request)


def _again(request: Request) -> Code:
    """Raise an error by the struct that holds it; the one that is handled is raised as it is."""
    return Code(call(request.context.helper("raise_again"), request[0]), kind="any")


@function("getReport", ignoring=True)
def _report(request: Request) -> Code:
    """Return the report of an error: its message, where MATLAB says also in which lines it arose."""
    request.context.notes.append("without the lines of the original")
    return Code(f"f\"Error: {{{request[0].at(ATOM)}['message']}}\"", kind="str", class_="char")


@function("lasterr", "lasterror")
def _last_error(request: Request) -> Code:
    """Return the message, or all, of the error that is handled; Octave keeps it also behind the ``catch``."""
    if len(request) or not request.context.handles_error:
        raise UntranslatableError(f"{request.name} where no error is handled")
    text = call(request.context.helper("last_error"))
    if request.name == "lasterror":
        return Code(text, kind="struct", class_="struct")
    return Code(f'{text}["message"]', kind="str", class_="char")


@function("validatestring", ignoring=True)
def _validatestring(request: Request) -> Code:
    """Complete a word to the choice that begins with it."""
    helper = request.context.helper("chosen_word")
    return Code(call(helper, request[0], request[1]), kind="str", class_="char")


@function("assert")
def _assert(request: Request) -> Code:
    """Raise an error if a condition does not hold."""
    from matdrop.translate.operators import truth

    condition = truth(request.context, request[0])
    said = [request.without_first()] if len(request) > 1 else []
    identifier = [text for one in said for text in _identifier(one)]
    message = [_message(one.without_first() if identifier else one) for one in said]
    return Code(call(request.context.helper("assert_true"), condition, *message, *identifier), kind="any")


@function("nargchk", ignoring=True)
def _nargchk(request: Request) -> Code:
    """Return no message: how many arguments there are is asked by Python itself."""
    if request.facts.kind == "struct" and request.facts:
        raise UntranslatableError("nargchk that returns a struct")
    return Code('""', kind="str", class_="char") if request.facts.kind == "str" else Code(EMPTY, kind="array")


# Forms of a matrix: what is compared with the matrix.
FORMS = {"issymmetric": "{0}.T", "ishermitian": "{0}.conj().T", "isdiag": "np.diag(np.diag({0}))",
         "istriu": "np.triu({0})", "istril": "np.tril({0})"}  # fmt: skip


@function(*FORMS)
def _forms(request: Request) -> Code:
    """Ask whether a matrix has a form."""
    request.at_most(1)
    value = as_array(request[0])
    return Code(call("np.array_equal", value, FORMS[request.name].format(value.at(ATOM))), class_="logical")


@function("ifelse", "merge")
def _merge(request: Request) -> Code:
    """Choose by a mask."""
    return Code(call("np.where", *request.arguments), kind="array")


@function("isvarname")
def _isvarname(request: Request) -> Code:
    """Ask whether a text is a name."""
    return Code(f"{request[0].at(12)}.isidentifier()", class_="logical")
