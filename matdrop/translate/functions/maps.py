"""Maps of keys to values, ``containers.Map``: a dict, of which MATLAB lists the keys in their order."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import dotted_name
from matdrop.translate.code import ATOM, COMPARE, Code, UntranslatableError, as_element, as_number, call
from matdrop.translate.facts import Facts
from matdrop.translate.functions.registry import Request, function

CLASS = "containers.Map"
METHODS = {"keys", "values", "isKey", "remove", "length", "Count"}


def is_constructor(node: syntax.Expression) -> bool:
    """Return whether an expression is the class of maps.

    Parameters
    ----------
    node : Expression
        What is called.

    Returns
    -------
    bool
        True for ``containers.Map``.
    """
    return isinstance(node, syntax.Field) and dotted_name(node) == CLASS


def new_map(arguments: Sequence[Code], nodes: Sequence[syntax.Expression]) -> Code:
    """Translate the construction of a map.

    Parameters
    ----------
    arguments : sequence of Code
        Translated.
    nodes : sequence of Expression
        As they stand.

    Returns
    -------
    Code
        A dict.

    Raises
    ------
    UntranslatableError
        If it is of another form.
    """
    words = [node.value.lower() if isinstance(node, syntax.Text) else "" for node in nodes]
    if "uniformvalues" in words[-2:-1]:
        arguments, nodes, words = arguments[:-2], nodes[:-2], words[:-2]
    if not arguments or (words[0] in ("keytype", "valuetype") and len(words) in (2, 4)):
        return Code("{}", kind="map", class_=CLASS)
    if len(arguments) != 2:
        raise UntranslatableError("containers.Map of this form")
    keys, values = arguments
    if keys.kind in ("str", "number"):
        return Code(f"{{{keys.text}: {as_element(values).text}}}", kind="map", class_=CLASS)
    if pairs := _pairs(keys.text, values.text):
        return Code(f"{{{pairs}}}", kind="map", class_=CLASS)
    return Code(f"dict(zip({_listed(keys)}, {_listed(values)}, strict=True))", kind="map", class_=CLASS)


def _pairs(keys: str, values: str) -> str:
    """Return keys and values that are written there, pair by pair; empty if they are not."""
    sides = [_elements(keys), _elements(values)]
    if not sides[0] or len(sides[0]) != len(sides[1]):
        return ""
    return ", ".join(f"{key}: {value}" for key, value in zip(*sides, strict=True))


def _elements(text: str) -> list[str]:
    """Return the elements of a list, or of an array of one row, as they are written."""
    text = text.removeprefix("np.array([").removesuffix("], dtype=float)").removesuffix("])")
    node = ast.parse(text, mode="eval").body if text.startswith("[") else None
    if not isinstance(node, ast.List) or any(isinstance(one, ast.Starred) for one in node.elts):
        return []
    return [ast.get_source_segment(text, one) or "" for one in node.elts]


def _listed(code: Code) -> str:
    """Return a cell or an array as what its elements are taken from."""
    if code.kind == "cell":
        return call("sum", code, "[]") if code.facts.is_grid else code.text
    if code.kind == "array":
        return f"{code.column_major}.tolist()"
    raise UntranslatableError(f"containers.Map of a {code.kind}")


def key_of(code: Code) -> str:
    """Return the code of a key.

    Parameters
    ----------
    code : Code
        Text or a number.

    Returns
    -------
    str
        Code.
    """
    return as_number(code).text if code.kind == "array" else code.text


def method_of(request: Request) -> Code:
    """Translate a method of a map, or one of its properties.

    Parameters
    ----------
    request : Request
        The name, and the map before the other arguments.

    Returns
    -------
    Code
        A value; that of ``remove`` is the map.

    Raises
    ------
    UntranslatableError
        If the method is not known.
    """
    value, others = request[0], request.arguments[1:]
    if request.name == "Count":
        return Code(call("np.uint64", call("len", value)), class_="uint64")
    if request.name == "length":
        return Code(call("len", value), whole=True)
    if request.name == "keys":
        return Code(call("sorted", value), kind="cell", class_="cell")
    if request.name == "values":
        keys = others[0].text if others else call("sorted", value)
        return Code(f"[{value.at(ATOM)}[key] for key in {keys}]", kind="cell", class_="cell")
    if request.name == "isKey" and others:
        if others[0].kind == "cell":
            return Code(
                f"np.array([[key in {value.at(ATOM)} for key in {others[0].text}]])", kind="array", class_="logical"
            )
        return Code(f"{key_of(others[0])} in {value.at(ATOM)}", COMPARE, class_="logical")
    if request.name == "remove" and others:
        return _removed(value, others[0])
    raise UntranslatableError(f"{request.name} of a map")


def _removed(value: Code, key: Code) -> Code:
    """Take away a key, or several of them; one that is not there is an error."""
    if key.kind == "cell":
        return Code(f"[{value.at(ATOM)}.pop(key) for key in {key.text}]", kind="any")
    return Code(f"{value.at(ATOM)}.pop({key_of(key)})", kind="any")


@function("keys", "values", "isKey", "remove")
def _method(request: Request) -> Code:
    """Translate a function of a map."""
    if request[0].kind != "map" and (request[0].facts or request[0].kind != "any"):
        raise UntranslatableError(f"{request.name} of a {request[0].kind}")
    return method_of(request)


def read_map(value: Code, key: Code, facts: Facts) -> Code:
    """Translate the reading of a value by its key.

    Parameters
    ----------
    value : Code
        A map.
    key : Code
        The key.
    facts : Facts
        What was seen of the value.

    Returns
    -------
    Code
        The value.
    """
    from matdrop.translate.indexing import element

    return element(f"{value.at(ATOM)}[{key_of(key)}]", facts, value.base)
