"""Assignments to parts of variables: elements, fields, what grows and what is deleted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import base_name
from matdrop.source.matlab_syntax import Expression, Matrix, Number, walk
from matdrop.translate.code import (
    ATOM,
    DTYPES,
    EMPTY,
    SUM,
    Code,
    UntranslatableError,
    as_element,
    as_full,
    as_int,
    as_kind,
    as_number,
    call,
    shifted,
)
from matdrop.translate.context import Context
from matdrop.translate.facts import INTEGERS, Facts, Kind
from matdrop.translate.fractions import values_of
from matdrop.translate.functions.maps import key_of
from matdrop.translate.indexing import Subscript, as_long, in_rows, only_one, subscripts, within

_CALL = re.compile(r"(?<!np\.array)(?<=\w)\(")  # of a function that computes something
_IMAGINARY = re.compile(r"\d+j\b")  # a number of them
_ONE_BY_ONE = re.compile(r"np\.array\(\[\[(.*)\]\]\)")


@dataclass(frozen=True)
class Place:
    """What a part is stored in.

    Attributes
    ----------
    holder : Code
        The array, list or dict, as code to which can be assigned.
    before, after : Facts
        What was seen of it before and after the statement.
    """

    holder: Code
    before: Facts
    after: Facts

    @property
    def grows(self) -> bool:
        """Whether it gets larger in some case; of a list where none has come, too: an index beyond it raises."""
        return self.after.ever("grown") or (self.holder.kind in ("cell", "structs") and not self.after)


def store(context: Context, target: Expression, value: Code) -> list[str]:
    """Translate an assignment to a part of a variable.

    Parameters
    ----------
    context : Context
        Of the function.
    target : Expression
        The part.
    value : Code
        What is stored.

    Returns
    -------
    list of str
        Lines of code.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    if not isinstance(target, syntax.Call) or value.kind not in ("array", "number"):
        value = context.independent(value, base_name(target) or "")
    if not isinstance(target, syntax.Call):
        value = context.as_element(value) if isinstance(target, syntax.CellIndex) else as_element(value)
    match target:
        case syntax.Field(value=inner, name=name):
            lines, holder = _struct_at(context, inner, name)
            value = as_kind(value, "structs") if context.lists_structs(target) else value
            return [*lines, f'{holder}["{name}"] = {value.text}']
        case syntax.DynamicField(value=inner, name=name_node):
            lines, holder = _struct_at(context, inner)
            return [*lines, f"{holder}[{context.code(name_node).text}] = {value.text}"]
        case syntax.CellIndex(value=inner, arguments=arguments):
            lines, place = place_of(context, inner, target)
            return [*lines, *_store_in_list(context, place, arguments, value)]
        case syntax.Call(function=inner, arguments=arguments):
            lines, place = place_of(context, inner, target)
            return [*lines, *_store_by_index(context, place, arguments, value)]
    raise UntranslatableError("an assignment to this")


def place_of(context: Context, inner: Expression, target: Expression) -> tuple[list[str], Place]:
    """Return what an index is applied to, and lines that make it exist.

    Parameters
    ----------
    context : Context
        Of the function.
    inner : Expression
        What stands before the index.
    target : Expression
        With the index.

    Returns
    -------
    lines : list of str
        Code.
    place : Place
        What the index is applied to.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    role_node = target if isinstance(inner, syntax.Name) else inner
    before = context.observation.at(context.path, role_node, "before")
    after = context.observation.at(context.path, role_node, "after")
    if isinstance(inner, syntax.Name):
        variable = context.variable(inner.name)
        if variable is None:
            raise UntranslatableError(f"an assignment to {inner.name}")
        before, after = before.as_in(variable.facts), after.as_in(variable.facts)
        if variable.kind == "any" and before:
            return _place_of_any(variable.name, before, after)
        facts_class = variable.facts.class_
        holder = Code(variable.name, kind=variable.kind, class_=facts_class, facts=before, base=inner.name)
        return _made_if_not_given(context, inner.name, holder, before), Place(holder, before, after)
    if context.lists_structs(inner):
        lines, text = _container_at(context, inner, False, "structs", Facts())
        return lines, Place(Code(text, kind="structs", class_="struct"), Facts(), Facts())
    kind = after.kind if after else _written_kind(context, inner, target)
    lines, text = _container_at(context, inner, bool(before), kind if kind != "any" else "struct", after)
    is_field = isinstance(inner, syntax.Field | syntax.DynamicField)
    if kind in ("cell", "struct") and before.kind != kind and not is_field:  # it has been empty, or was not there
        class_, empty = ("list", "[]") if kind == "cell" else ("dict", "{}")
        lines = [*lines, f"{text} = {text} if isinstance({text}, {class_}) else {empty}"]
    return lines, Place(Code(text, kind=kind, class_=after.class_, facts=before), before, after)


# Python's class of what holds others, and how it is held where nothing is in it.
_CONTAINERS: dict[Kind, tuple[str, str]] = {"cell": ("list", "[]"), "struct": ("dict", "{}"), "structs": ("list", "[]")}
_NOTHING: dict[Kind, str] = {"array": EMPTY, "str": '""', **{kind: empty for kind, (_, empty) in _CONTAINERS.items()}}


def _made_if_not_given(context: Context, name: str, holder: Code, before: Facts) -> list[str]:
    """Return the line by which a parameter that was not given is nothing yet, of which parts are stored."""
    if before or holder.kind not in _NOTHING or not context.may_be_missing(name):
        return []
    return [f"{holder.text} = {_NOTHING[holder.kind]} if {holder.text} is None else {holder.text}"]


def _written_kind(context: Context, inner: Expression, target: Expression) -> Kind:
    """Return how a part is held that no case has shown, by the index behind it, where nothing was stored before."""
    if context.is_reached(inner):
        return "any"
    match target:
        case syntax.CellIndex():
            return "cell"
        case syntax.Call():
            return "array"
    return "any"


def _place_of_any(name: str, before: Facts, after: Facts) -> tuple[list[str], Place]:
    """Return a variable that holds one thing here and another elsewhere, as what it holds here."""
    kind, lines = before.kind, list[str]()
    if kind in ("number", "array"):
        lines = [f"{name} = np.array({name}, ndmin=2)"] if (1, 1) in before.sizes else []
        kind = "array"
    return lines, Place(Code(name, kind=kind, class_=before.class_, facts=before), before, after)


def _container_at(
    context: Context, node: Expression, exists: bool, kind: Kind, after: Facts, field: str = ""
) -> tuple[list[str], str]:
    """Return the code of a part that holds others, as something to which can be assigned: a struct with a field."""
    match node:
        case syntax.Field(value=inner) | syntax.DynamicField(value=inner):
            name = node.name if isinstance(node, syntax.Field) else ""
            lines, holder = _struct_at(context, inner, name)
            key = f'"{name}"' if isinstance(node, syntax.Field) else context.code(node.name).text
            if not exists or after.ever("grown"):  # in a loop it is there from the second time on
                lines = [*lines, _line_of_field(holder, key, kind, is_filled=isinstance(inner, syntax.Call))]
            return lines, f"{holder}[{key}]"
        case syntax.CellIndex(value=inner, arguments=arguments) | syntax.Call(function=inner, arguments=arguments):
            return _element_at(context, node, (inner, arguments), field)
        case syntax.Name(name=name):
            variable = context.variable(name)
            return [], variable.name if variable else name
    raise UntranslatableError("an assignment to this")


def _line_of_field(holder: str, key: str, kind: Kind, is_filled: bool) -> str:
    """Return the line that makes a field; in one of several structs it is there, as what another one got as well."""
    class_, empty = _CONTAINERS.get(kind, ("", EMPTY))
    if is_filled and class_:
        return f"{holder}[{key}] = {holder}[{key}] if isinstance({holder}.get({key}), {class_}) else {empty}"
    return f"{holder}.setdefault({key}, {empty})"


def _element_at(
    context: Context, node: Expression, parts: tuple[Expression, Sequence[Expression]], field: str
) -> tuple[list[str], str]:
    """Return the code of an element that holds others, such as ``c{k}``, by what is indexed and the indices."""
    inner, arguments = parts
    lines, place = place_of(context, inner, node)
    if place.holder.kind in ("structs", "cell") and _appends(arguments, place.holder.base) is not None:
        return [*lines, *_one_more(context, place, field)], f"{place.holder.text}[-1]"
    if place.holder.kind == "map":
        return lines, f"{place.holder.text}[{key_of(context.code(arguments[0]))}]"
    found = subscripts(context, place.holder, arguments)
    if place.holder.kind == "struct" and all(s.kind == "one" for s in found):
        return lines, place.holder.text
    variable = context.variable(inner.name) if isinstance(inner, syntax.Name) else None
    is_grid = variable.facts.is_grid if variable is not None else place.after.is_grid
    if len(found) == 2 and is_grid:
        return lines, f"{place.holder.text}[{found[0].text}][{found[1].text}]"
    index = along_list(found)
    if index.kind == "many" and index.code is not None and not index.code.facts:  # where no case comes
        index = only_one(index)
    if index.kind == "mask" and index.code is not None and not place.grows:  # which has to choose one element alone
        index = Subscript("one", f"np.flatnonzero({index.code.text}).item()")
    if index.kind != "one":
        raise UntranslatableError("an assignment to parts of several elements")
    if is_grid and place.holder.kind == "cell":
        return lines, in_rows(place.holder.text, index)
    lines, text = [*lines, *_longer(context, place, _count_of(index), field)], f"{place.holder.text}[{index.text}]"
    if field and place.holder.kind == "cell" and place.grows:  # it has been empty, or was not there
        lines.append(f"{text} = {text} if isinstance({text}, dict) else {{}}")
    return lines, text


def _longer(context: Context, place: Place, count: str, field: str) -> list[str]:
    """Return the line that makes a list long enough, if it grows in some case, and gives all structs a new field."""
    holder = place.holder.text
    if place.grows and place.holder.kind == "cell":
        return [f"{holder} = {call(context.helper('grown_list'), holder, count)}"]
    if place.holder.kind == "structs" and (place.grows or (field and not _has_field(place.before, field))):
        named = [f'"{field}"'] if field else []
        return [f"{holder} = {call(context.helper('grown_structs'), holder, count, *named)}"]
    return []


def _one_more(context: Context, place: Place, field: str) -> list[str]:
    """Return the line that adds an element to a list of structs, or to a cell, to store a part of it."""
    name = place.holder.text
    if place.holder.kind == "cell":
        return [f"{name}.append({'{}' if field else EMPTY})"]
    named = [f'"{field}"'] if field else []
    return [f"{name} = {call(context.helper('grown_structs'), name, f'len({name}) + 1', *named)}"]


def _has_field(facts: Facts, field: str) -> bool:
    """Whether each struct that was seen has a field."""
    return all(field in (sighting.text or "").split() for sighting in facts.sightings)


def _struct_at(context: Context, node: Expression, field: str = "") -> tuple[list[str], str]:
    """Return the code of a struct whose field is stored."""
    if isinstance(node, syntax.Name):
        variable = context.variable(node.name)
        if variable is None:
            raise UntranslatableError(f"an assignment to {node.name}")
        parameters = [p.name for p in context.function.parameters] if context.function else []
        if variable.kind == "structs":
            is_new = node.name not in parameters and not variable.is_global
            return [f"{variable.name} = {variable.name} or [{{}}]"] if is_new else [], f"{variable.name}[0]"
        if variable.kind == "any" and (0, 0) in variable.facts.sizes:  # [] before
            return [f"{variable.name} = {variable.name} if isinstance({variable.name}, dict) else {{}}"], variable.name
        if context.may_be_missing(node.name):
            return [f"{variable.name} = {{}} if {variable.name} is None else {variable.name}"], variable.name
        if variable.is_global:
            return [f"{variable.name} = {variable.name} if isinstance({variable.name}, dict) else {{}}"], variable.name
        return [], variable.name
    before = context.observation.at(context.path, node, "before")
    after = context.observation.at(context.path, node, "after")
    kind: Kind = after.kind if after else "struct"
    is_container = kind not in _CONTAINERS or before.kind in ("struct", "structs", "cell")
    exists = (bool(before) and is_container) or (not after and context.is_reached(node))
    return _container_at(context, node, exists, kind, after, field)


def along_list(found: Sequence[Subscript]) -> Subscript:
    """Return the index along a list, of one or of two indices.

    Parameters
    ----------
    found : sequence of Subscript
        The indices.

    Returns
    -------
    Subscript
        That which is not 1.
    """
    if len(found) == 1 or (len(found) == 2 and found[1].text == "0"):
        return found[0]
    if len(found) == 2 and found[0].text == "0":
        return found[1]
    if len(found) == 2 and found[0].kind == "all":
        return found[1]
    return found[0]


def _count_of(index: Subscript) -> str:
    """Return the number of elements that a list must have for an index from 0."""
    if index.code is not None:
        return as_int(index.code)
    return f"{index.text} + 1"


def _appends(arguments: Sequence[Expression], holder: str = "") -> int | None:
    """Return which of the indices is ``end + 1``, or alone ``length(c) + 1`` of the holder; None if none is."""
    for place, node in enumerate(arguments):
        match node:
            case syntax.Binary(operator="+", left=syntax.End(), right=syntax.Number(text="1")):
                return place
            case syntax.Binary(
                operator="+",
                left=syntax.Call(function=syntax.Name(name="length" | "numel"), arguments=(syntax.Name(name=name),)),
                right=syntax.Number(text="1"),
            ) if name == holder and len(arguments) == 1:
                return place
    return None


def _store_in_list(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    holder = place.holder.text
    if place.holder.kind in ("number", "array", "str", "rows") and not place.after:  # where no case comes
        cell = Place(replace(place.holder, kind="cell", class_="cell", facts=Facts()), Facts(), Facts())
        made = f"{holder} = {holder} if isinstance({holder}, list) else []"
        return [made, *_store_in_list(context, cell, arguments, value)]
    if place.holder.kind not in ("cell", "any"):
        raise UntranslatableError(f"braces behind a {place.holder.kind}")
    is_grid = len(arguments) == 2 and place.after.is_grid
    if _appends(arguments, place.holder.base) is not None and not is_grid:
        return [f"{holder}.append({value.text})"]
    found = subscripts(context, place.holder, arguments)
    if is_grid:
        return _store_in_rows(context, place, found, value)
    if len(found) == 2 and not place.after and not any(index.text == "0" for index in found):
        raise UntranslatableError("rows and columns of a cell that no case has shown")
    index = along_list(found)
    if index.kind in ("all", "slice"):
        return [f"{holder}[{index.text}] = [{value.text}] * len({holder}[{index.text}])"]
    index = only_one(index)
    if place.after.is_grid and place.before.is_grid and not place.grows:
        return [f"{in_rows(holder, index)} = {value.text}"]
    if not place.grows:
        return [f"{holder}[{index.text}] = {value.text}"]
    lines = []
    if any(
        isinstance(node, syntax.End) or _is_named(node, place.holder.base)
        for argument in arguments
        for node in walk(argument)
    ):
        lines = [f"{base_name_of(holder)}_at = {index.text}"]
        index = Subscript("one", f"{base_name_of(holder)}_at")
    lines.append(f"{holder} = {call(context.helper('grown_list'), holder, _count_of(index))}")
    return [*lines, f"{holder}[{index.text}] = {value.text}"]


def _store_in_rows(context: Context, place: Place, found: Sequence[Subscript], value: Code) -> list[str]:
    """Store an element of a cell that is a list of rows."""
    holder = place.holder.text
    if not all(s.kind == "one" for s in found):
        raise UntranslatableError("an assignment to several elements of a cell")
    if not place.grows:
        return [f"{holder}[{found[0].text}][{found[1].text}] = {value.text}"]
    counts = [*map(_count_of, found)]
    lines, texts = [], []
    for number, index in enumerate(found, 1):
        text = index.text
        if holder in text:  # it counts from the end, which moves
            text = f"{base_name_of(holder)}_at{number}"
            lines.append(f"{text} = {index.text}")
        texts.append(text)
    lines.append(f"{holder} = {call(context.helper('grown_rows'), holder, *counts)}")
    return [*lines, f"{holder}[{texts[0]}][{texts[1]}] = {value.text}"]


def _store_by_index(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    holder = place.holder
    if holder.kind == "map":
        (key,) = map(context.code, arguments)
        return [f"{holder.text}[{key_of(key)}] = {context.independent(as_element(value), holder.base).text}"]
    if holder.kind == "array" and any(map(_is_list, arguments)):
        return _store_by_list(context, place, arguments, value)
    if (value.text == EMPTY and value.kind == "array") or value.text == '""':
        return _delete(context, place, arguments)
    if holder.kind in ("cell", "structs"):
        return _store_element(context, place, arguments, value)
    if holder.kind == "struct":
        return [f"{holder.text} = {value.text}"]
    if holder.kind == "str":
        return _store_character(context, place, arguments, value)
    if holder.kind == "number":
        return [f"{holder.text} = {as_number(value).text}{_condition(context, holder, arguments)}"]
    if holder.kind == "sparse":
        return _store_in_sparse(context, place, arguments, value)
    if holder.kind not in ("array", "any"):
        raise UntranslatableError(f"an assignment to a part of a {holder.kind}")
    return _store_numbers(context, place, arguments, value)


def _is_list(node: Expression) -> bool:
    return isinstance(node, syntax.CellIndex) and any(isinstance(a, syntax.Colon) for a in node.arguments)


def _store_by_list(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    """Translate an assignment by indices that are the elements of a list."""
    if value.text == EMPTY or value.kind not in ("number", "array"):
        raise UntranslatableError("an assignment of this by a list of indices")
    from matdrop.translate.expressions import listed_indices

    name, parts = place.holder.text, listed_indices(context, place.holder, arguments)
    lines = [f"{name} = {call(context.helper('grown_to'), name, parts)}"] if place.grows else []
    index = call(context.helper("index_of"), place.holder, parts)
    return [*lines, f"{name}[{index}] = {value.text}"]


def _condition(context: Context, holder: Code, arguments: Sequence[Expression]) -> str:
    """Return the condition under which a number is stored in a number: a mask may be false, an index empty."""
    conditions = []
    for index in subscripts(context, holder, arguments):
        if index.kind == "mask" and index.code is not None:
            number = _ONE_BY_ONE.fullmatch(index.text)
            loose = number is not None and re.search(r" (or|if) ", number[1])
            text = number[1] if number else call("np.any", index.code)
            conditions.append(f"({text})" if loose else text)
        elif index.kind in ("many", "slice") and index.code is not None:
            conditions.append(f"{index.code.at(ATOM)}.size")
    return f" if {' and '.join(conditions)} else {holder.text}" if conditions else ""


def _store_element(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    holder = place.holder.text
    text = value.text
    is_same = _appends(arguments, place.holder.base) is None and value.kind == place.holder.kind
    if is_same and (lines := _store_elements(context, place, arguments, value)):
        return lines
    if place.holder.kind == "cell":
        if value.kind != "cell":
            raise UntranslatableError("a value that is no cell in a part of a cell")
        if lines := _row_stored(context, place, arguments, value):
            return lines
        text = (
            text[1:-1]
            if text.startswith("[") and text.endswith("]") and value.facts.is_scalar
            else f"{value.at(ATOM)}[0]"
        )
    elif value.kind == "structs":
        text = f"{value.at(ATOM)}[0]"
    if _appends(arguments, place.holder.base) is not None:
        return [f"{holder}.append({text})"]
    index = along_list(subscripts(context, place.holder, arguments))
    if index.kind != "one":
        raise UntranslatableError("an assignment to several elements of a list")
    lines = [f"{holder}[{index.text}] = {text}"]
    if place.grows:
        empty = EMPTY if place.holder.kind == "cell" else "{}"
        lines.insert(0, f"{holder} += [{empty} for _ in range({_count_of(index)} - len({holder}))]")
    return lines


def _store_elements(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    """Store several elements of a list, or one in several places; no lines for a single place, or some of rows."""
    holder, index = place.holder.text, along_list(subscripts(context, place.holder, arguments))
    is_written = value.text.startswith("[") and value.facts.is_scalar and not value.base
    if place.after.is_grid and len(arguments) == 1 and index.kind == "all" and is_written:
        return [f"{holder} = [[{value.text[1:-1]} for _ in row] for row in {holder}]"]
    if index.kind == "one" or place.after.is_grid:
        return []
    is_one = (1, 1) in value.facts.sizes or not value.facts
    if index.kind in ("all", "slice") and not is_one and not place.grows and not context.changes_elements:
        return [f"{holder}[{index.text}] = {value.text}"]
    if index.kind != "all" and index.code is None:
        return []
    places = f"np.arange(len({holder})) + 1" if index.kind == "all" or index.code is None else index.code.text
    return [f"{holder} = {call(context.helper('with_elements'), holder, places, value)}"]


def _row_stored(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    """Return the lines that store a row of a cell that is a list of rows; none if it is something else."""
    if len(arguments) != 2 or not place.after.is_grid or value.facts.is_grid or value.facts.is_scalar:
        return []
    holder = place.holder.text
    row, columns = subscripts(context, place.holder, arguments)
    if row.kind == "all" and columns.kind == "one" and not place.grows:
        base = base_name_of(holder)  # names of their own: a loop leaves its variables behind
        stored = f"    {base}_row[{columns.text}] = {base}_element"
        return [f"for {base}_row, {base}_element in zip({holder}, {value.text}, strict=True):", stored]
    if row.kind != "one" or columns.kind not in ("all", "slice"):
        return []
    widths = {size[1] for size in place.after.sizes}
    is_whole = columns.kind == "all" or {columns.text} == {f":{width}" for width in widths}
    if _appends(arguments) == 0 and is_whole:
        return [f"{holder}.append({value.text})"]
    if columns.kind == "slice":
        return [] if place.grows else [f"{holder}[{row.text}][{columns.text}] = {value.text}"]
    lines = [f"{holder}[{row.text}] = {value.text}"]
    if place.grows:
        count = call("len", value)
        lines.insert(0, f"{holder} = {call(context.helper('grown_rows'), holder, _count_of(row), count)}")
    return lines


def _store_character(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    holder = place.holder.text
    text = value.text if value.kind == "str" else f"chr(int({as_number(value).text}))"
    if _appends(arguments, place.holder.base) is not None:
        return [f"{holder} += {text}"]
    index = along_list(subscripts(context, place.holder, arguments))
    may_grow = index.kind == "one" and (place.grows or not place.after)
    if (may_grow or index.kind in ("mask", "many", "slice")) and index.code is not None:
        new = value.text if value.kind == "str" else call(context.helper("text_of"), value)
        return [f"{holder} = {call(context.helper('with_characters'), holder, index.code, new)}"]
    if index.kind != "one":
        raise UntranslatableError("an assignment to several characters")
    shown = f"({index.text})" if " " in index.text else index.text
    return [f"{holder} = {holder}[:{index.text}] + {text} + {holder}[{shown} + 1:]"]


# -- numbers


def _store_in_sparse(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    """Translate an assignment to parts of a sparse matrix, which may grow."""
    found = subscripts(context, place.holder, arguments)
    is_mixed = place.after.ever("complex") and not place.after.always("complex")
    if len(found) > 2 or value.kind not in ("number", "array", "sparse") or is_mixed:
        raise UntranslatableError("an assignment to these parts of a sparse")
    name, value, lines = place.holder.text, as_full(value), _converted(place, value)
    if place.grows:
        before_it_grows, found = _from_its_end(place, found, arguments)
        own, value = _computed_before(place, found, value)
        lines += [*before_it_grows, *own, f"{name}.resize(({', '.join(_lengths(place, found, value))}))"]
    if len(found) == 1:
        return [*lines, _store_along_sparse(place, found[0], value)]
    found = [as_long(place.after or place.before, axis, index) for axis, index in enumerate(found)]
    if all(index.kind == "one" for index in found):
        return [*lines, f"{name}[{', '.join(index.text for index in found)}] = {as_number(value).text}"]
    is_slice = any(index.kind in ("all", "slice") for index in found)
    kept = [index.kept for index in found]
    return [*lines, f"{name}[{', '.join(kept) if is_slice else call('np.ix_', *kept)}] = {value.text}"]


def _lengths(place: Place, found: Sequence[Subscript], value: Code) -> list[str]:
    """Return the rows and columns that a sparse matrix has behind an assignment."""
    name = place.holder.text
    if len(found) == 2:
        left = sum(index.kind != "one" for index in found)
        sizes = [_needed(index, value, axis, left) for axis, index in enumerate(found)]
    elif place.after.is_row == place.after.is_column:
        raise UntranslatableError("a sparse that grows along no single dimension")
    else:
        needed = _needed(found[0], value, 0, 1)
        sizes = ["1", needed] if place.after.is_row else [needed, "1"]
    return [f"max({name}.shape[{axis}], {size})" for axis, size in enumerate(sizes)]


def _store_along_sparse(place: Place, index: Subscript, value: Code) -> str:
    """Translate an assignment to a sparse matrix by one index, which counts down the columns."""
    name, shape, many = place.holder.text, place.after or place.before, _in_order(value)
    if index.kind == "all":
        text = value.text if value.kind == "number" else f'{many}.reshape({name}.shape, order="F")'
        return f"{name}[:, :] = {text}"
    if index.kind == "mask" and index.code is not None:
        if index.code.facts.sizes == place.before.sizes:
            is_number = value.kind == "number"
            places = index.text if is_number else f"np.nonzero({index.code.at(ATOM)}.T)[::-1]"
            return f"{name}[{places}] = {many}"
        index = Subscript("many", f"np.flatnonzero({index.code.at(ATOM)}.T)")
    if index.kind == "one":
        many = as_number(value).text
    if shape.is_row != shape.is_column:
        return f"{name}[{f'0, {index.flat}' if shape.is_row else f'{index.flat}, 0'}] = {many}"
    places = f"np.arange({name}.shape[0] * {name}.shape[1])[{index.text}]" if index.kind == "slice" else index.text
    if index.kind == "many" and index.code is not None:
        places = f'({index.text}).ravel(order="F")'
    along = call("np.unravel_index", places, f"{name}.shape", 'order="F"')
    return f"{name}[{along}] = {many}"


def _store_numbers(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> list[str]:
    value = as_full(value)
    if value.kind not in ("number", "array", "any", "str", "rows"):
        raise UntranslatableError(f"a {value.kind} in a part of an array")
    if value.kind == "str" and (value.is_scalar or not value.facts):
        value = Code(call("ord", value), whole=True)
    elif value.kind in ("str", "rows") or (value.kind == "any" and "char" in value.facts.classes):
        value = context.codes_of(value)
    lines = _converted(place, value)
    if context.may_leave_reals(value.text) and not place.after.ever("complex"):
        context.notes.append("real in all cases")  # an array of real numbers keeps the real part alone
        context.unsure.add(base_name_of(place.holder.text))
    is_unseen = _is_unseen(place)
    is_begun = is_unseen and _begins_empty(context, place)
    if (place.grows or is_begun) and (appended := _appended(context, place, arguments, value)):
        return [*lines, appended]
    found = subscripts(context, place.holder, arguments)
    if place.grows or is_begun or (is_unseen and _may_grow(found)):
        before_it_grows, found = _from_its_end(place, found, arguments)
        own, value = _computed_before(place, found, value)
        lines += _as_array_held(place)
        lines += [*before_it_grows, *own, _growth(context, place, found, value)]
    if value.class_ != place.after.class_ and place.after.class_ in INTEGERS:
        value = replace(value, text=call(context.helper("saturate"), value, DTYPES[place.after.class_]), level=ATOM)
    found = within(place.after or place.before, found)
    if len(found) == 1:
        stored = [_store_linear(context, place, found[0], value)]
    else:
        stored = _store_by_dimensions(context, place, found, value)
    if place.after.ever("complex") and not place.after.always("complex"):
        narrowed = call(context.helper("narrowed"), place.holder.text)
        return [*lines, *stored, f"{place.holder.text} = {narrowed}"]
    return [*lines, *stored]


def _as_array_held(place: Place) -> list[str]:
    """Return the line that makes an array of what grows in a cell or a struct, which hold one element as a number."""
    name, may_be_one = place.holder.text, not place.before or (1, 1) in place.before.sizes
    is_held = not name.isidentifier() and place.holder.kind == "array"
    return [f"{name} = np.atleast_2d({name})"] if is_held and may_be_one else []


def _is_unseen(place: Place) -> bool:
    """Whether no case has stored in an array here, so that it may have to grow."""
    return not (place.after or place.before) and place.holder.kind == "array"


def _may_grow(found: Sequence[Subscript]) -> bool:
    """Whether it can be said how long an array must be for indices, and one of them may be beyond it."""
    kinds = {index.kind for index in found}
    counts_from_end = any(index.text.lstrip("[").startswith("-") for index in found)
    ends = all(_ends(index.text) for index in found if index.kind == "slice")
    return bool(kinds & {"one", "slice"}) and kinds <= {"one", "all", "slice"} and not counts_from_end and ends


def _ends(slice_: str) -> bool:
    """Whether a slice says itself where it ends, and goes up by ones."""
    _, stop, *step = (side.strip() for side in slice_.split(":"))
    return bool(stop) and not stop.startswith("-") and not step


def _begins_empty(context: Context, place: Place) -> bool:
    """Whether an array that no case has shown begins with no elements, or with one, as it is written."""
    name = place.holder.base
    if not name or context.function is None:
        return False
    values = values_of(context, name)
    is_parameter = any(parameter.name == name for parameter in context.function.parameters)
    is_empty = any(isinstance(value, Matrix) and not any(value.rows) for value in values)
    return is_empty or any(isinstance(value, Number) for value in values) or not (values or is_parameter)


def _computed_before(place: Place, found: Sequence[Subscript], value: Code) -> tuple[list[str], Code]:
    """Return the line that computes a value before an array grows, if the growth would change it, and the value."""
    name = place.holder.text
    is_own = re.search(rf"\b{re.escape(name)}\b", value.text)  # which is what it was before it grows
    is_asked = any(s.kind == "all" for s in found) and value.kind != "number"  # for its size
    if not is_own and not (is_asked and _CALL.search(value.text)):  # which may draw random numbers
        return [], value
    return _named(name, value)


def _named(holder: str, value: Code) -> tuple[list[str], Code]:
    """Return the line that gives what is stored in a holder a name of its own, and the value by that name."""
    part = f"{base_name_of(holder)}_part"
    return [f"{part} = {value.text}"], replace(value, text=part, level=ATOM)


def _with_pages(text: str, count: int) -> str:
    """Return a variable with so many dimensions: those of 1 at the end are not there."""
    return f"{text}.reshape({text}.shape + (1,) * ({count} - {text}.ndim))"


def _from_its_end(
    place: Place, found: Sequence[Subscript], arguments: Sequence[Expression]
) -> tuple[list[str], list[Subscript]]:
    """Return lines that compute the indices that depend on the array, such as those from its end, before it grows."""
    lines, indices = [], []
    for axis, (index, argument) in enumerate(zip(found, arguments, strict=True)):
        is_counted = any(isinstance(node, syntax.End) or _is_named(node, place.holder.base) for node in walk(argument))
        if not is_counted or index.kind == "all" or index.text.startswith("-"):
            indices.append(index)
            continue
        name = f"{base_name_of(place.holder.text)}_at{axis + 1 if len(found) > 1 else ''}"
        length = f"{place.holder.text}.{'size' if len(found) == 1 else f'shape[{axis}]'}"
        text = _slice_of(index.text, length) if index.kind == "slice" else index.text
        lines.append(f"{name} = {' '.join(text.replace(' ,', ',').split())}")
        code = Code(f"{name} + 1", SUM, "number" if index.kind == "one" else "array", whole=index.kind == "one")
        facts = index.code.facts if index.code is not None else Facts()
        indices.append(Subscript(index.kind, name, replace(code, facts=facts)))
    return lines, indices


def _slice_of(text: str, length: str) -> str:
    """Return the object for a slice as it is written, of an array that will be longer: from its length, not its end."""
    start, stop, *step = (side.strip() for side in text.split(":"))
    if not stop or stop.startswith("-"):
        stop = f"{length} - {stop[1:]}" if stop else length
    return call("slice", start or "0", stop, *step)


def _is_named(node: syntax.Node, name: str) -> bool:
    return isinstance(node, syntax.Name) and node.name == name


def base_name_of(holder: str) -> str:
    """Return the variable that a holder is a part of.

    Parameters
    ----------
    holder : str
        Code, such as ``s["a"][0]``.

    Returns
    -------
    str
        A name.

    Examples
    --------
    >>> base_name_of('s["a"][0]')
    's'
    """
    return re.split(r"\W", holder)[0]


def _converted(place: Place, value: Code) -> list[str]:
    """Return the line that gives an array the class that it has after the statement."""
    before, after, name = place.before, place.after, place.holder.text
    if not before and not after and _IMAGINARY.search(value.text):
        return [f"{name} = {name}.astype(complex)"]
    if not before or not after:
        return []
    is_real = value.is_literal or (bool(value.facts) and not value.facts.ever("complex"))
    if after.ever("complex") and not before.always("complex") and not is_real:
        return [f"{name} = {name}.astype(complex)"]
    if after.class_ and before.classes != after.classes and after.class_ in DTYPES:
        return [f"{name} = {name}.astype({DTYPES[after.class_]})"]
    return []


def _appended(context: Context, place: Place, arguments: Sequence[Expression], value: Code) -> str:
    """Return the line for an index of ``end + 1``; empty if there is none."""
    which = _appends(arguments, place.holder.base)
    if place.after.class_ in INTEGERS:  # beside which numbers are of that class, too
        return ""
    if len(arguments) == 1 and place.after.is_turned:  # a row in some cases, a column in others
        return ""
    if which is None or (len(arguments) == 2 and not _spans(context, place, arguments[1 - which], 1 - which)):
        return ""
    lengths = {size[1 - which] for size in place.before.sizes if len(arguments) == 2 and len(size) == 2}
    if value.kind == "number" and not lengths <= {0, 1}:  # one number for a whole row or column
        return ""
    name = place.holder.text
    if len(arguments) == 1:
        below = place.after.is_column and not place.after.is_row
    elif len(arguments) == 2:
        below = which == 0
    else:
        return ""
    context.helper("join_blocks")
    inside = f"[{name}], [{value.text}]" if below else f"[{name}, {value.text}]"
    return f"{name} = join_blocks([{inside}])"


def _spans(context: Context, place: Place, argument: Expression, axis: int) -> bool:
    """Whether an index that stands beside ``end + 1`` takes all that there is along its dimension."""
    (index,) = subscripts(context, place.holder, [argument])
    lengths = {size[axis] for size in place.before.sizes if len(size) == 2}
    return index.kind != "one" or (index.text == "0" and lengths <= {0, 1})


def _growth(context: Context, place: Place, found: Sequence[Subscript], value: Code) -> str:
    name, after = place.holder.text, place.after
    if len(found) == 1:
        needed = _needed(found[0], value, 0, 1)
        if found[0].kind == "mask" and (0, 0) in after.sizes:  # where nothing is stored in nothing, that it stays
            return f"{name} = {call(context.helper('grown_linear'), name, needed)}"
        if after.is_row and not after.is_column:
            return f"{name} = {call(context.helper('grown'), name, '1', needed)}"
        if after.is_column and not after.is_row:
            return f"{name} = {call(context.helper('grown'), name, needed, '1')}"
        return f"{name} = {call(context.helper('grown_linear'), name, needed)}"
    found = within(after, found)
    left = sum(index.kind != "one" for index in found)  # along a single dimension goes what has another direction, too
    sizes = [_needed(index, value, axis, left) for axis, index in enumerate(found)]
    return f"{name} = {call(context.helper('grown'), name, *sizes)}"


def _needed(index: Subscript, value: Code, axis: int, count: int) -> str:
    """Return how many elements there must be along a dimension."""
    if index.kind == "one":
        return _count_of(index)
    if index.kind == "slice" and index.text.isidentifier():
        return f"{index.text}.stop"
    if index.kind == "slice":
        stop = index.text.split(":")[1].strip()
        if stop and not stop.startswith("-") and index.text.count(":") == 1:
            return stop
    if index.kind == "all":
        if value.kind == "number":
            return "1"
        return f"{value.at(ATOM)}.shape[{axis}]" if count > 1 else f"{value.at(ATOM)}.size"
    if index.kind in ("many", "slice") and index.code is not None:
        return f"int(np.max({index.code.text}, initial=0))"  # there may be none
    if index.kind == "mask" and index.code is not None:
        return f"int(np.max(np.flatnonzero({index.code.at(ATOM)}.T) + 1, initial=0))"
    raise UntranslatableError("an array that grows by this index")


def _store_linear(context: Context, place: Place, index: Subscript, value: Code) -> str:
    name = place.holder.text
    shape = place.after or place.holder.facts
    row, column = shape.is_row, shape.is_column
    if index.kind == "all":
        flat = value.text if value.kind == "number" else value.column_major
        return f"{name}[:] = {flat}" if value.kind == "number" else f"{name}.T.flat = {flat}"
    if index.kind == "one":
        number = as_number(value).text
        if row and column and not place.grows and index.text != "0":  # of one element in all cases
            return f"{name}.T.flat[{index.text}] = {number}"
        if row:
            return f"{name}[0, {index.text}] = {number}"
        if column:
            return f"{name}[{index.text}, 0] = {number}"
        return f"{name}.T.flat[{index.text}] = {number}"
    many = _in_order(value)
    if index.kind == "mask" and index.code is not None:
        return _store_masked(place, index.code, index.text, value, many)
    if row and not column:
        return f"{name}[0, {index.flat}] = {many}"
    if column and not row:
        return f"{name}[{index.flat}, 0] = {many}"
    flat_index = index.flat if index.kind == "slice" else f'({index.text}).ravel(order="F")'
    return f"{name}.T.flat[{flat_index}] = {many}"


def _in_order(value: Code) -> str:
    """Return the elements of a value, column by column; of a number the number."""
    if value.kind == "any":
        return f"np.ravel({value.text})"
    return value.text if value.kind == "number" else value.column_major


def _store_masked(place: Place, mask: Code, text: str, value: Code, many: str) -> str:
    name = place.holder.text
    if mask.facts and mask.facts.sizes != place.before.sizes:
        return f"{name}.T.flat[np.flatnonzero({mask.at(ATOM)}.T)] = {many}"
    if value.kind == "number":
        return f"{name}[{text}] = {many}"
    return f"{name}.T[{mask.at(ATOM)}.T] = {many}"


def _store_by_dimensions(context: Context, place: Place, found: Sequence[Subscript], value: Code) -> list[str]:
    name = place.holder.text
    if len(found) > 2 and any(len(size) < len(found) for size in place.after.sizes):
        name = _with_pages(name, len(found))
    if all(s.kind == "one" for s in found):
        return [f"{name}[{', '.join(s.text for s in found)}] = {as_number(value).text}"]
    found = [as_long(place.after or place.before, axis, s) for axis, s in enumerate(found)]
    if len(found) > 2:
        return _store_beyond_two(context, name, found, value)
    arrays = [s for s in found if s.kind in ("many", "mask")]
    text = value.text
    if len(arrays) == 2:
        return [f"{name}[{call('np.ix_', *(s.flat for s in found))}] = {text}"]
    if any(s.kind == "one" for s in found) and value.kind != "number":
        facts = value.facts
        if found[1].kind == "one" or not (facts and facts.is_row):
            text = value.raveled if value.kind == "array" else f"np.ravel({value.text})"
    return [f"{name}[{', '.join(s.flat for s in found)}] = {text}"]


def _store_beyond_two(context: Context, name: str, found: Sequence[Subscript], value: Code) -> list[str]:
    """Translate an assignment in more than two dimensions."""
    text, lines = value.text, list[str]()
    if any(s.kind in ("many", "mask") for s in found):
        return _store_in_pages(context, name, found, value)
    ones = [s for s in found if s.kind == "one"]
    left = len(found) - len(ones)
    trailing = all(s.kind == "one" for s in found[left:])
    if value.kind != "number" and ones and not (left == 2 and trailing):
        text = value.raveled if left == 1 else f"np.squeeze({value.text})"
    elif value.kind == "array" and not ones and any(len(size) < len(found) for size in value.facts.sizes):
        if not value.text.isidentifier():  # it may draw random numbers: once
            lines, value = _named(name, value)
        text = _with_pages(value.text, len(found))
    return [*lines, f"{name}[{', '.join(s.flat for s in found)}] = {text}"]


def _store_in_pages(context: Context, name: str, found: Sequence[Subscript], value: Code) -> list[str]:
    """Translate an assignment by arrays along some of more than two dimensions."""
    axes = [
        f"np.arange({name}.shape[{axis}])" + (f"[{index.text}]" if index.kind == "slice" else "")
        if index.kind in ("all", "slice")
        else index.kept
        for axis, index in enumerate(found)
    ]
    index = call("np.ix_", *axes)
    if value.kind == "number":
        return [f"{name}[{index}] = {value.text}"]
    at = f"{base_name_of(name)}_at"
    return [f"{at} = {index}", f"{name}[{at}] = {call(context.helper('fitting'), value, at)}"]


def _delete(context: Context, place: Place, arguments: Sequence[Expression]) -> list[str]:
    name = place.holder.text
    found = subscripts(context, place.holder, arguments)
    if place.holder.kind in ("cell", "structs", "str", "rows"):
        return _delete_from_list(place, found)
    if place.holder.kind == "sparse" and len(found) == 2 and "all" in (found[0].kind, found[1].kind):
        axis = 1 if found[0].kind == "all" else 0
        kept = f"np.delete(np.arange({name}.shape[{axis}]), {_deleted(found[axis])})"
        return [f"{name} = {name}[:, {kept}]" if axis else f"{name} = {name}[{kept}]"]
    if place.holder.kind == "any" and len(found) == 1:
        return [f"{name} = {call(context.helper('without'), name, _deleted(found[0]))}"]
    is_part_of_one = place.holder.kind == "number" and not name.isidentifier()  # a field that may be empty afterwards
    if place.holder.kind != "array" and not is_part_of_one:
        raise UntranslatableError(f"deleting parts of a {place.holder.kind}")
    # What a cell or a struct holds is a number where it has one element.
    value = f"np.atleast_2d({name})" if "[" in name and (1, 1) in place.before.sizes else name
    if len(found) > 1:
        return [f"{name} = {_without_slices(place, value, found)}"]
    if found[0].kind == "all":
        return [f"{name} = {EMPTY}"]
    facts = place.before
    if facts.is_row or facts.is_column:
        axis = 1 if facts.is_row else 0
        return [f"{name} = np.delete({value}, {_deleted(as_long(facts, axis, found[0]))}, axis={axis})"]
    shape = []
    if found[0].kind in ("many", "mask") and any(1 not in size for size in facts.sizes) and not place.after.is_row:
        context.notes.append("a row in MATLAB, a column in Octave")
        shape = ["is_row=False"]
    return [f"{name} = {call(context.helper('left_of'), value, _deleted(found[0]), *shape)}"]


def _without_slices(place: Place, value: str, found: Sequence[Subscript]) -> str:
    """Return an array without rows, columns or pages; a last dimension that becomes 1 is not there in MATLAB."""
    axes = [axis for axis, index in enumerate(found) if index.kind != "all"] or [0]
    if len(axes) > 1:
        raise UntranslatableError("deleting along several dimensions")
    index = as_long(place.before, axes[0], found[axes[0]])
    text = f"np.delete({value}, {_deleted(index)}, axis={axes[0]})"
    depths, depth = {len(size) for size in place.after.sizes}, max(map(len, place.before.sizes), default=2)
    if len(depths) > 1 or (depths and depth - min(depths) > 1):
        raise UntranslatableError("deleting what leaves fewer dimensions in some cases")
    return f"{text}[..., 0]" if depths and min(depths) < depth else text


def _delete_from_list(place: Place, found: Sequence[Subscript]) -> list[str]:
    """Delete elements of a list, characters of text, or rows or columns of what is held as a list of rows."""
    name = place.holder.text
    if len(found) == 2 and found[0].kind == "all" and (place.holder.kind == "rows" or place.before.is_grid):
        row = f"np.delete(np.arange(len(row)), {_deleted(found[1])})"
        part = f'"".join(row[k] for k in {row})' if place.holder.kind == "rows" else f"[row[k] for k in {row}]"
        return [f"{name} = [{part} for row in {name}]"]
    if place.holder.kind == "rows" and len(found) != 2:
        raise UntranslatableError("deleting parts of a rows")
    is_row = place.holder.kind == "rows" or (place.before.is_grid and len(found) == 2)
    index = found[0] if is_row else along_list(found)
    if place.holder.kind == "str" and index.kind == "one":
        after = shifted(Code(index.text, SUM if " " in index.text else ATOM, whole=True), 1)
        behind = "" if after == "0" else f" + {name}[{after}:]"  # of the last one nothing follows
        return [f"{name} = {name}[:{index.text}]{behind}"]
    if place.holder.kind == "str":
        return [f'{name} = "".join(np.delete(list({name}), {_deleted(index)}))']
    if index.kind in ("one", "slice"):
        return [f"del {name}[{index.text}]"]
    gone = f"np.flatnonzero({index.code.text})" if index.kind == "mask" and index.code is not None else index.flat
    return [f"{name} = [value for place, value in enumerate({name}) if place not in {gone}]"]


def _deleted(index: Subscript) -> str:
    if index.kind == "all":
        return "slice(None)"
    if index.kind == "slice":
        return f"np.s_[{index.text}]"
    is_long = index.code is not None and index.code.facts.is_vector and not index.code.is_scalar
    if index.kind == "mask" and index.code is not None and not is_long:
        return f"np.flatnonzero({index.code.at(ATOM)}.T)"  # it may be longer
    return index.flat
