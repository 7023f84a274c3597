"""How a variable is held that no case has stored, by what the source alone says of the values it is assigned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import dotted_name
from matdrop.source.matlab_syntax import Expression
from matdrop.translate.facts import Kind

_WRITTEN: dict[type, Kind] = {
    syntax.Number: "number",
    syntax.Text: "str",
    syntax.Cell: "cell",
    syntax.Anonymous: "handle",
    syntax.Handle: "handle",
}
# What functions return, whatever they are given.
_RETURNED: dict[str, Kind] = {
    **dict.fromkeys(("sprintf", "num2str", "int2str", "mat2str", "fullfile", "func2str", "datestr"), "str"),
    **dict.fromkeys(("cell", "fieldnames", "strsplit", "ostrsplit", "num2cell", "mat2cell", "cellstr"), "cell"),
    **dict.fromkeys(("optimset", "setfield"), "struct"),
    **dict.fromkeys(("inline", "str2func"), "handle"),
}
# What functions return in the kind of their first argument, by what that may be.
_AS_GIVEN: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(("strtrim", "upper", "lower", "strrep", "regexprep", "deblank", "strcat"), ("cell", "str")),
    **dict.fromkeys(("rmfield", "orderfields"), ("struct", "structs")),
    **dict.fromkeys(("unique", "sort", "fliplr", "flipud", "reshape"), ("cell",)),
}
_MAP_LISTS = {"keys", "values"}
_KEPT: tuple[Kind, ...] = ("str", "cell", "struct", "structs", "handle", "map")  # by a variable that takes another one


def kind_of(value: Expression | None, kinds: Mapping[str, Kind]) -> Kind | None:
    """Return how a value is held that no case has shown.

    Parameters
    ----------
    value : Expression or None
        What a variable is assigned.
    kinds : mapping of str to str
        How the variables are held, by their names in MATLAB.

    Returns
    -------
    str or None
        None if the source does not say it.

    Examples
    --------
    >>> span = syntax.Span(0, 1, 1, 1, 1)
    >>> kind_of(syntax.Text(span, "'a'", "a"), {})
    'str'
    """
    match value:
        case syntax.Parentheses(inner=inner):
            return kind_of(inner, kinds)
        case syntax.Unary(operand=syntax.Number()):
            return "number"
        case syntax.Postfix(operand=operand):
            kind = kind_of(operand, kinds)
            return kind if kind in ("cell", "structs") else None
        case syntax.Matrix(rows=rows):
            return _kind_of_brackets([item for row in rows for item in row], kinds, len(rows))
        case syntax.Name(name=name):
            return kinds[name] if kinds.get(name) in _KEPT else None
        case syntax.Call(function=syntax.Name(name=name), arguments=arguments):
            is_variable = name in kinds
            return _kind_of_part(kinds[name], arguments) if is_variable else _kind_of_result(name, arguments, kinds)
        case syntax.Field() | syntax.Call(function=syntax.Field()):
            return _kind_of_map(value.function if isinstance(value, syntax.Call) else value, kinds)
    return _WRITTEN.get(type(value))


def _kind_of_map(value: Expression, kinds: Mapping[str, Kind]) -> Kind | None:
    """Return how a new map is held, or what its methods list."""
    if dotted_name(value) == "containers.Map":
        return "map"
    match value:
        case syntax.Field(value=syntax.Name(name=name), name=method) if kinds.get(name) == "map":
            return "cell" if method in _MAP_LISTS else None
    return None


def _kind_of_brackets(items: Sequence[Expression], kinds: Mapping[str, Kind], rows: int) -> Kind | None:
    """Return how is held what brackets join."""
    if rows == 1 and any(isinstance(item, syntax.Text) for item in items):
        return "cell" if any(kind_of(item, kinds) == "cell" for item in items) else "str"
    found = {kind_of(item, kinds) for item in items}
    if "cell" in found:
        return "cell"
    if found == {"str"}:
        return "str" if rows == 1 else "rows"
    return "structs" if found & {"struct", "structs"} else None


def _kind_of_part(kind: Kind, arguments: Sequence[Expression]) -> Kind | None:
    """Return how is held what parentheses take of a cell, a text or several structs."""
    if kind in ("cell", "str"):
        return kind
    if kind == "structs" and len(arguments) == 1:
        if isinstance(arguments[0], syntax.Number | syntax.End):
            return "struct"
        return "structs" if isinstance(arguments[0], syntax.Range | syntax.Colon | syntax.Matrix) else None
    return None


def _kind_of_result(name: str, arguments: Sequence[Expression], kinds: Mapping[str, Kind]) -> Kind | None:
    """Return how is held what a function returns."""
    first = kind_of(arguments[0], kinds) if arguments else None
    if name in _RETURNED:
        return _RETURNED[name]
    if name in _AS_GIVEN:
        return first if first in _AS_GIVEN[name] else "str" if first is None and "str" in _AS_GIVEN[name] else None
    if name == "char" and len(arguments) == 1:
        return "rows" if first == "cell" else "str"
    if name in _MAP_LISTS and first == "map":
        return "cell"
    if name == "struct" and len(arguments) == 1:
        return "structs"  # of [], or as many as there were
    if name == "struct":
        return "structs" if any(_is_of_several(one, kinds) for one in arguments[1::2]) else "struct"
    if name == "repmat" and first in ("cell", "struct", "structs"):
        return "cell" if first == "cell" else "structs"
    if name == "regexp" and len(arguments) > 2:
        return _kind_of_matches([one.value for one in arguments[2:] if isinstance(one, syntax.Text)])
    if name in ("cellfun", "arrayfun") and len(arguments) > 3 and _is_false(arguments[-1]):
        return "cell"
    return None


def _kind_of_matches(words: Sequence[str]) -> Kind | None:
    """Return how is held what a regular expression finds, by the options."""
    if words[:1] in (["match"], ["tokens"], ["split"]):
        return "cell" if "once" not in words else "str" if words[0] == "match" else None
    return "struct" if words[:1] == ["names"] else None


def kinds_of_outputs(value: Expression | None, count: int, kinds: Mapping[str, Kind]) -> list[Kind | None]:
    """Return how several outputs of a call are held that no case has shown.

    Parameters
    ----------
    value : Expression or None
        The call.
    count : int
        How many outputs it has.
    kinds : mapping of str to str
        How the variables are held, by their names in MATLAB.

    Returns
    -------
    list of str or None
        One for each output; None where the source does not say it.

    Examples
    --------
    >>> kinds_of_outputs(None, 2, {})
    [None, None]
    """
    match value:
        case syntax.Call(function=syntax.Name(name="deal"), arguments=arguments) if "deal" not in kinds:
            found = [kind_of(argument, kinds) for argument in arguments]
            return found * count if len(found) == 1 else (found + [None] * count)[:count]
        case syntax.Call(function=syntax.Name(name="strtok" | "fileparts" as name)) if name not in kinds:
            return ["str"] * count
        case syntax.Call(function=syntax.Name(name="cellfun" | "arrayfun")):
            return [kind_of(value, kinds)] * count
    return [None] * count


def _is_of_several(value: Expression, kinds: Mapping[str, Kind]) -> bool:
    """Whether a value that ``struct`` is given may be a cell of no or several elements: there is a struct for each."""
    match value:
        case syntax.Cell(rows=rows):
            return sum(map(len, rows)) != 1
    return kind_of(value, kinds) == "cell"


def _is_false(value: Expression) -> bool:
    match value:
        case syntax.Name(name="false") | syntax.Number(text="0"):
            return True
        case syntax.Call(function=syntax.Name(name="false")):
            return True
    return False
