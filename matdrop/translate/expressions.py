"""Expressions of MATLAB in NumPy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import read
from matdrop.source.matlab_names import base_name, dotted_name
from matdrop.source.matlab_syntax import Expression, walk
from matdrop.translate import handles, operators, options
from matdrop.translate.aliases import held_in, returns_view, shared_places
from matdrop.translate.code import (
    ATOM,
    DTYPES,
    EMPTY,
    LAMBDA,
    SUM,
    TERNARY,
    Code,
    UntranslatableError,
    as_array,
    as_element,
    as_first,
    as_full,
    as_int,
    as_kind,
    call,
    shifted,
)
from matdrop.translate.context import Context, Indexed, Known
from matdrop.translate.evaluated import statements_of, texts_of
from matdrop.translate.facts import INTEGERS, Facts, Kind, Sighting, common_kind
from matdrop.translate.functions import FUNCTIONS, Request, maps, translated
from matdrop.translate.functions.arrays import count, length_along
from matdrop.translate.functions.drawing import QUIET
from matdrop.translate.functions.elementwise import in_class
from matdrop.translate.functions.logic import METHODS_OF_ERRORS
from matdrop.translate.functions.text import WITHOUT_POINT
from matdrop.translate.indexing import element, read_braces, read_index, subscripts
from matdrop.translate.inlined import inlined
from matdrop.translate.joined_cells import joined_cells
from matdrop.translate.refusals import reason_of
from matdrop.translate.scope import Variable, parameter_name, python_name
from matdrop.translate.two_kinds import in_two_ways

MOST_NAMES = 5  # of functions among which a call chooses
_OTHERWISE_CELLS = ("number", "array", "str", "rows")  # what may be a cell or a struct where no case comes


def expression(context: Context, node: Expression) -> Code:
    """Translate an expression.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        With one value.

    Returns
    -------
    Code
        The value.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    translate = _EXPRESSIONS.get(type(node))
    if translate is None:
        raise UntranslatableError(type(node).__name__.lower())
    return translate(context, node)


def if_reached(context: Context, node: Expression) -> Code:
    """Translate an expression that may not be reached: where none of the cases does, it may have no translation.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        A condition, the second side of ``&&`` or ``||``, what an anonymous function returns.

    Returns
    -------
    Code
        The value, or a call that raises an error: all around it is translated.

    Raises
    ------
    UntranslatableError
        If there is no translation, and a case reaches it.
    """
    try:
        return context.code(node)
    except UntranslatableError as error:
        if context.is_reached(node):
            raise
        return Code(call(context.helper("not_translated"), _refused_here(context, node, str(error))), class_="logical")


def _refused_here(context: Context, node: Expression, reason: str) -> str:
    """Return the text of an error, for an expression that has no translation; it is said as for a statement."""
    shown = " ".join(context.file.code(node.span).split())
    context.refused.append((context.line(node), reason))
    return json.dumps(f"{context.line_text(node)}: {shown}", ensure_ascii=False)


# -- constants and names


def _number(_: Context, node: syntax.Number) -> Code:
    text = node.text.lower().replace("d", "e")
    if text[-1] in "ij":
        return Code(f"{text[:-1]}j")
    if text.startswith(("0x", "0b")):
        return Code(text, whole=True)
    if text.isdigit():
        return Code(str(int(text)), whole=True)
    value = float(text)
    if value.is_integer() and "e" not in text and abs(value) < 1e15:
        return Code(text + "0" if text.endswith(".") else text)
    return Code(f"0{text}" if text.startswith(".") else text)


def _text(_: Context, node: syntax.Text) -> Code:
    size = (1, len(node.value)) if node.value else (0, 0)
    facts = Facts({Sighting("char", size, frozenset(), node.value)})
    return Code(json.dumps(node.value, ensure_ascii=False), kind="str", class_="char", facts=facts)


def _name(context: Context, node: syntax.Name) -> Code:
    variable = context.variable(node.name)
    if variable is None:
        return _called(context, node.name, (), context.seen(node))
    seen = context.seen(node)
    kind = seen.kind if variable.kind == "any" and seen else variable.kind
    if variable.kind == "any" and kind in ("number", "array", "sparse"):  # what it is held as is not known
        kind = "any" if kind == "number" or (1, 1) in seen.sizes else kind
    if variable.kind == "number" and seen.kind == "array":  # what a loop leaves that does not run
        whole = ", dtype=float" if variable.facts.class_ == "double" else ""
        text = f"np.array({variable.name}{whole}, ndmin=2)"
        return Code(text, ATOM, "array", variable.facts.class_, facts=seen, base=node.name)
    return Code(
        variable.name,
        ATOM,
        kind,
        (seen.class_ if variable.kind == "any" else "") or variable.facts.class_ or "double",
        variable.whole,
        (seen or variable.facts).as_in(variable.facts),
        base=node.name,
    )


def _end(context: Context, _: syntax.End) -> Code:
    if not context.ends:
        raise UntranslatableError("end outside of an index")
    indexed = context.ends[-1]
    if indexed.count > 1:
        return length_along(indexed.value, indexed.place)
    request = Request(context, "numel", (indexed.value,), (), Facts())
    return count(request)


# -- operators


def _unary(context: Context, node: syntax.Unary) -> Code:
    return operators.unary(context, node.operator, context.code(node.operand))


def _postfix(context: Context, node: syntax.Postfix) -> Code:
    operand = context.code(node.operand)
    if isinstance(node.operand, syntax.Parentheses) and isinstance(node.operand.inner, syntax.Range):
        operand = replace(operand, slice_="")
    found = in_two_ways(operand, context.seen(node), lambda one, _: operators.transpose(node.operator, one))
    found = found or operators.transpose(node.operator, operand)
    if node.operator == "'" and context.may_be_complex and found.text == f"{operand.at(ATOM)}.T":
        return replace(found, text=f"{operand.at(ATOM)}.conj().T")  # complex where the cases were real
    return found


def _binary(context: Context, node: syntax.Binary) -> Code:
    if (known := _without_nargin(context, node)) is not None:
        return known
    left = context.code(node.left)
    right = if_reached(context, node.right) if node.operator in ("&&", "||") else context.code(node.right)
    return operators.binary(context, node.operator, left, right, context.seen(node))


def _without_nargin(context: Context, node: syntax.Binary) -> Code | None:
    """Translate a comparison of ``nargin`` with a number: whether a parameter was given."""
    is_nargin = isinstance(node.left, syntax.Name) and node.left.name == "nargin"
    if not is_nargin or not isinstance(node.right, syntax.Number) or context.function is None:
        return None
    parameters = [p.name for p in context.function.parameters]
    if not node.right.text.isdigit() or "varargin" in parameters:
        return None
    number = int(node.right.text)
    first_missing = {"<": number, "<=": number + 1}.get(node.operator)
    last_given = {">=": number, ">": number + 1}.get(node.operator)

    def named(place: int) -> str:
        return parameter_name(parameters[place - 1], place - 1)

    if first_missing is not None and 0 < first_missing <= len(parameters):
        return Code(f"{named(first_missing)} is None", 5, class_="logical")
    if last_given is not None and 0 < last_given <= len(parameters):
        return Code(f"{named(last_given)} is not None", 5, class_="logical")
    if node.operator == "==":
        given = [f"{named(number)} is not None"] if 0 < number <= len(parameters) else []
        given += [f"{named(number + 1)} is None"] if number < len(parameters) else []
        return Code(" and ".join(given), 3, class_="logical") if given else None
    return None


def _parentheses(context: Context, node: syntax.Parentheses) -> Code:
    return context.code(node.inner)


def _range(context: Context, node: syntax.Range) -> Code:
    bounds = [context.code(node.start), context.code(node.stop)]
    if any(bound.kind == "str" for bound in bounds):
        return _characters(node, *bounds)
    start, stop = map(as_bound, bounds)
    step = as_bound(context.code(node.step)) if node.step else Code("1", whole=True)
    class_ = next((c.class_ for c in (start, step, stop) if c.class_ not in ("double", "logical", "")), "double")
    if class_ in INTEGERS:
        return _range_of_integers(class_, start, step, stop)
    if class_ not in ("double", "single"):
        raise UntranslatableError(f"a range of {class_}")
    if step.is_literal and start.whole and stop.kind == "number" and class_ == "double":
        by = int(step.text)
        limit = shifted(stop, 1 if by > 0 else -1) if stop.whole else ""
        if limit and by:
            inside = f"{start.text}, {limit}" + (f", {by}" if by != 1 else "")
            return Code(f"np.arange({inside}, dtype=float)[None, :]", kind="array", slice_="range")
    return Code(call(context.helper("matlab_range"), start, step, stop), kind="array", class_=class_)


def _characters(node: syntax.Range, start: Code, stop: Code) -> Code:
    """Return the text from one character to another."""
    if node.step is not None:
        raise UntranslatableError("a range of characters with a step")
    if isinstance(node.start, syntax.Text) and isinstance(node.stop, syntax.Text):
        first, last = ord(node.start.value), ord(node.stop.value)
        return Code(json.dumps("".join(map(chr, range(first, last + 1)))), kind="str", class_="char")
    codes = [f"ord({code.text})" if code.kind == "str" else as_int(as_bound(code)) for code in (start, stop)]
    return Code(f'"".join(map(chr, range({codes[0]}, {codes[1]} + 1)))', kind="str", class_="char")


def _range_of_integers(class_: str, start: Code, step: Code, stop: Code) -> Code:
    """Return a row of integers, which no step that is a fraction can have."""
    if not step.is_literal or "array" in (start.kind, stop.kind):
        raise UntranslatableError(f"a range of {class_} with this step, or without bounds in a case")
    by = int(step.text)
    inside = f"{as_int(start)}, {shifted(stop, 1 if by > 0 else -1)}" + (f", {by}" if by != 1 else "")
    return Code(f"np.arange({inside}, dtype={DTYPES[class_]})[None, :]", kind="array", class_=class_)


def as_bound(code: Code) -> Code:
    """Return a bound of a range as a number; as it is where it has no elements in a case, as the range then.

    Parameters
    ----------
    code : Code
        A number or an array.

    Returns
    -------
    Code
        A number, or an array that may be empty.
    """
    return code if code.kind == "array" and code.facts.ever_empty else as_first(code)


# -- brackets


def _matrix(context: Context, node: syntax.Matrix) -> Code:
    if len(node.rows) == 1 and len(node.rows[0]) == 1 and (listed := list_of(context, node.rows[0][0])) is not None:
        return _joined_elements(context, listed, context.seen(node))
    rows = [[as_full(item_of(context, item)) for item in row] for row in node.rows if row]
    items = [item for row in rows for item in row]
    if not items:
        return Code(EMPTY, kind="array", facts=context.seen(node))
    kinds = {item.kind for item in items}
    if "cell" in kinds:
        return joined_cells(context, rows, context.seen(node))
    if kinds & {"struct", "structs"}:
        return _joined_structs([context.independent(item, "") for item in items])
    if kinds == {"map"}:
        return Code(f"{{{', '.join(f'**{item.at(ATOM)}' for item in items)}}}", kind="map", class_=maps.CLASS)
    seen = context.seen(node)
    is_text_in_some = "any" in kinds and kinds <= {"any", "number", "array"} and {"char", "double"} <= seen.classes
    if is_text_in_some or (kinds == {"any"} and not seen):
        inside = ", ".join(f"[{', '.join(item.text for item in row)}]" for row in rows)
        return Code(call(context.helper("joined_any"), f"[{inside}]"), kind="any", class_="")
    if kinds & {"str", "rows"} or context.seen(node).classes == {"char"}:
        return _joined_text(context, rows, context.seen(node))
    if not kinds <= {"number", "array", "any", "sparse"}:
        raise UntranslatableError(f"brackets around a {(kinds - {'number', 'array'}).pop()}")
    return _joined_numbers(context, rows, context.seen(node))


def list_of(context: Context, node: Expression) -> Code | None:
    """Return the list of values that an expression is: elements of a cell, a field of several structs.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        Such as ``c{:}``, ``c{2:end}`` or ``s.x``.

    Returns
    -------
    Code or None
        A list; None if the expression has one value.

    Raises
    ------
    UntranslatableError
        If it is a list that has no translation.
    """
    if isinstance(node, syntax.CellIndex) and any(isinstance(a, syntax.Colon | syntax.Range) for a in node.arguments):
        return _elements(context, node)
    if isinstance(node, syntax.CellIndex) and _has_several_places(context, node):
        # c(places) has the elements of c{places}
        return context.code(syntax.Call(node.span, node.value, node.arguments))
    if isinstance(node, syntax.Field) and _is_of_value(context, node):
        value = context.code(node.value)
        if value.kind == "structs" and not value.is_scalar:
            return Code(f'[element["{node.name}"] for element in {value.text}]', kind="cell", class_="cell")
    return None


def _has_several_places(context: Context, node: syntax.CellIndex) -> bool:
    """Whether one index chose more or fewer elements than one in some case; a mask often is for the one it finds."""
    if len(node.arguments) != 1 or isinstance(node.arguments[0], syntax.Number | syntax.End):
        return False
    facts = context.seen(node.arguments[0])
    is_for_one = facts.class_ == "logical" and bool(context.seen(node))
    return bool(facts) and facts.kind == "array" and not facts.is_scalar and not is_for_one


def _is_of_value(context: Context, node: syntax.Field) -> bool:
    """Whether a field is one of a variable, not a function of a package, nor something of a class."""
    name = dotted_name(node)
    return not name or context.variable(name.partition(".")[0]) is not None


def only_element(context: Context, node: Expression) -> Code | None:
    """Return the element that is stored of all of a cell, ``c{:}``, of which there has to be one.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        What is stored in one variable.

    Returns
    -------
    Code or None
        None if it is something else.
    """
    match node:
        case syntax.CellIndex(arguments=(syntax.Colon(),)):
            context.notes.append("one element in all cases")
            elements = _elements(context, node)
            return element(f"{elements.at(ATOM)}[0]", context.seen(node), elements.base)
    return None


def _held_cell(context: Context, node: Expression) -> Code:
    """Translate what braces stand behind: of a variable that is sometimes a cell, it is one there."""
    value = context.code(node)
    cells = {sighting for sighting in value.facts.sightings if sighting.kind == "cell"}
    return replace(value, kind="cell", class_="cell", facts=Facts(cells)) if value.kind == "any" and cells else value


def _elements(context: Context, node: syntax.CellIndex) -> Code:
    value = _held_cell(context, node.value)
    if value.kind in _OTHERWISE_CELLS and not context.is_reached(node):
        value = replace(value, kind="cell", class_="cell", facts=Facts())
    if value.kind == "cell" and value.facts.is_grid and len(node.arguments) == 2:
        return _elements_of_rows(context, value, node.arguments)
    if value.kind not in ("cell", "any") or len(node.arguments) != 1:
        raise UntranslatableError("a list of values out of a cell with rows and columns")
    (index,) = subscripts(context, value, node.arguments)
    if value.facts.is_grid:
        value = Code(call(context.helper("elements_of"), value), kind="cell", class_="cell")
    if index.kind == "all":
        return value
    if index.kind != "slice":
        raise UntranslatableError("a list of values by this index")
    return Code(f"{value.at(ATOM)}[{index.text}]", kind="cell", class_="cell")


def _elements_of_rows(context: Context, value: Code, arguments: Sequence[Expression]) -> Code:
    """Return elements of one row or one column of a list of rows."""
    rows, columns = subscripts(context, value, arguments)
    text, whole = value.at(ATOM), ("all", "slice")
    if rows.kind == "one" and columns.kind in whole:
        return Code(f"{text}[{rows.text}][{columns.text}]", kind="cell", class_="cell")
    if columns.kind == "one" and rows.kind in whole:
        source = value.text if rows.kind == "all" else f"{text}[{rows.text}]"
        return Code(f"[row[{columns.text}] for row in {source}]", kind="cell", class_="cell")
    raise UntranslatableError("a list of values out of a cell with rows and columns")


def item_of(context: Context, node: Expression) -> Code:
    """Translate an element of brackets or an argument: a list of values is unpacked.

    Parameters
    ----------
    context : Context
        Of the function.
    node : Expression
        What stands in brackets, or between commas.

    Returns
    -------
    Code
        A value, or ``*`` and a list.
    """
    listed = list_of(context, node)
    return context.code(node) if listed is None else Code(f"*{listed.at(ATOM)}", kind="any", class_="")


def _joined_elements(context: Context, listed: Code, facts: Facts) -> Code:
    """Join all elements of a list in a row."""
    if facts.kind == "str" if facts else listed.facts.always("texts"):
        return Code(f'"".join({listed.text})', kind="str", class_="char")
    if facts and facts.kind in ("structs", "struct"):
        return Code(f"[*{listed.at(ATOM)}]", kind="structs", class_="struct")
    if facts and facts.kind == "cell":
        return Code(call("sum", f"map({context.helper('cells_of')}, {listed.text})", "[]"), kind="cell", class_="cell")
    if facts and facts.kind not in ("number", "array"):
        raise UntranslatableError("brackets around a list of values")
    text = call(context.helper("join_blocks"), f"[{listed.text}]")
    if facts and facts.is_scalar:
        return Code(f"{text}.item()")
    return in_class(context, Code(text, kind="array"), facts.class_ or "double")


def _joined_structs(items: Sequence[Code]) -> Code:
    pieces = [item.at(SUM) if item.kind == "structs" else f"[{item.text}]" for item in items if item.text != EMPTY]
    return Code(" + ".join(pieces), SUM if len(pieces) > 1 else ATOM, "structs", "struct")


def _joined_text(context: Context, rows: Sequence[Sequence[Code]], facts: Facts) -> Code:
    """Join text, and the characters of numbers; several rows become a list of as many."""
    items = [item for row in rows for item in row]
    kinds = ("str", "number", "array")  # an array of which nothing is known may be text
    is_simple = all(
        item.kind in kinds and not item.text.startswith("*") and (item.kind != "array" or item.facts) for item in items
    )
    if len(rows) == 1 and is_simple:
        pieces = [_as_text(context, item) for item in items]
        return Code(" + ".join(pieces), SUM if len(pieces) > 1 else ATOM, "str", "char")
    inside = ", ".join(f"[{', '.join(item.text for item in row)}]" for row in rows)
    if (
        all(len(row) == 1 for row in rows)
        and len({_written_length(item) for item in items}) == 1
        and _written_length(items[0])
    ):
        return Code(f"[{', '.join(item.text for item in items)}]", kind="rows", class_="char")
    kind: Kind = facts.kind if facts.kind in ("str", "rows") else "any" if facts else "rows"
    return Code(call(context.helper("joined_text"), f"[{inside}]"), kind=kind, class_="char")


def _written_length(item: Code) -> int:
    """Return the length of text that is written there; 0 of all else."""
    is_written = item.kind == "str" and item.text[:1] == '"' and bool(item.facts) and item.facts.text is not None
    return len(item.facts.text or "") if is_written else 0


def _as_text(context: Context, item: Code) -> str:
    if item.kind == "str":
        return item.at(SUM)
    if item.kind == "number":
        return f"chr({as_int(item)})"
    return call(context.helper("text_of"), item)


def _joined_numbers(context: Context, rows: Sequence[Sequence[Code]], facts: Facts) -> Code:
    items = [item for row in rows for item in row]
    class_ = facts.class_ or operators._result_class(items[0], items[-1], facts)
    if class_ == "logical" or not facts:
        is_logical = all(item.class_ == "logical" for item in items)
        class_ = "logical" if is_logical else "double" if class_ == "logical" else class_
    same_length = len({len(row) for row in rows}) == 1
    if all(item.kind == "number" for item in items) and same_length:
        inside = ", ".join(f"[{', '.join(item.text for item in row)}]" for row in rows)
        if class_ in INTEGERS and any(item.class_ != class_ and not item.whole for item in items):
            return in_class(context, Code(f"np.array([{inside}])", kind="array"), class_)  # fractions are rounded
        dtype = _dtype(items, class_)
        text = f"np.array([{inside}]{dtype})"
        return Code(text, kind="array", class_=class_)
    if len(items) == 1:
        return items[0]
    helper_needed = any(item.kind == "any" or _may_be_nothing(context, item) for item in items)
    helper_needed |= not facts and any(item.is_unseen for item in items)  # where no case has come
    if helper_needed or any(item.text == EMPTY for item in items):
        context.helper("join_blocks")
        inside = ", ".join(f"[{', '.join(item.text for item in row)}]" for row in rows)
        return in_class(context, Code(f"join_blocks([{inside}])", kind="array"), class_)
    arrays = [[as_array(item).text for item in row] for row in rows]
    lines = [f"np.hstack(({', '.join(row)}))" if len(row) > 1 else row[0] for row in arrays]
    text = lines[0] if len(lines) == 1 else f"np.vstack(({', '.join(lines)}))"
    joined = Code(text, kind="array", class_=class_)
    is_mixed = class_ in (*INTEGERS, "single") and any(item.class_ != class_ for item in items)
    return in_class(context, replace(joined, class_="double"), class_) if is_mixed else joined


def _may_be_nothing(context: Context, item: Code) -> bool:
    """Whether an element of brackets has no elements in some case, or in others than these.

    These are what was searched for, and a variable that begins as `[]` and had elements here in all cases.
    """
    variable = context.variable(item.base) if item.base else None
    if variable is None:
        return item.facts.ever_empty
    begins_empty = item.text == variable.name and (0, 0) in variable.facts.sizes
    return item.facts.ever_empty or variable.is_found or begins_empty


def _dtype(items: Sequence[Code], class_: str) -> str:
    if class_ == "double" and all(item.whole or item.class_ == "logical" for item in items):
        return ", dtype=float"
    if class_ in ("double", "logical", ""):
        return ""
    return f", dtype=np.{class_}"


def _cell(context: Context, node: syntax.Cell) -> Code:
    found = [[item_of(context, item) for item in row] for row in node.rows]
    facts = context.seen(node)
    is_grid = facts.is_grid if facts else any(item.text.startswith("*") for row in found for item in row)
    return replace(_listed_cell(context, found, is_grid), facts=_facts_of_cell(found))


def _facts_of_cell(rows: Sequence[Sequence[Code]]) -> Facts:
    """Return what is known of a cell as it is written; nothing where a list of values stands in it."""
    items = [item for row in rows for item in row]
    widths = {len(row) for row in rows}
    if len(widths) != 1 or not items or any(item.text.startswith("*") for item in items):
        return Facts()
    flags = frozenset({"texts"} if all(item.kind == "str" for item in items) else ())
    return Facts({Sighting("cell", (len(rows), widths.pop()), flags)})


def _listed_cell(context: Context, found: Sequence[Sequence[Code]], is_grid: bool) -> Code:
    """Return the elements of a cell as a list, or as a list of rows: each may be written as one list of values."""
    rows = [[_element(context, item) for item in row] for row in found]
    if len(rows) == 1 and len(rows[0]) == 1 and rows[0][0].startswith("*["):
        return Code(rows[0][0].removeprefix("*"), kind="cell", class_="cell")
    if len(rows) <= 1 or (not is_grid and all(len(row) == 1 for row in rows)):
        return Code(f"[{', '.join(item for row in rows for item in row)}]", kind="cell", class_="cell")
    lists = [f"[{', '.join(row)}]" for row in rows]
    return Code(f"[{', '.join(lists)}]", kind="cell", class_="cell")


def _element(context: Context, item: Code) -> str:
    """Return an element of a cell, which shares no memory with what changes; a list of values stays one."""
    return item.text if item.text.startswith("*") else context.independent(context.as_element(item), "").text


# -- calls, indices and fields


def _call(context: Context, node: syntax.Call) -> Code:
    facts = context.seen(node)
    if isinstance(node.function, syntax.Name):
        name = node.function.name
        if context.variable(name) is None:
            return _called(context, name, node.arguments, facts)
    if (package_function := _of_package(context, node.function)) is not None:
        return called_original(context, package_function, node.arguments, 1)
    if maps.is_constructor(node.function):
        return maps.new_map([context.code(argument) for argument in node.arguments], node.arguments)
    if (found := _of_map(context, node.function, node.arguments)) is not None:
        return found
    if (found := _of_error(context, node.function)) is not None:
        return found
    if isinstance(node.function, syntax.Field) and node.function.name in options.METHODS:
        method = _method_of_parser(context, node.function.name, (node.function.value, *node.arguments))
        if method is not None:
            return method
    value = context.code(node.function)
    found = _applied(context, value, node.arguments, facts)
    functions = _anonymous_in(context, node.function) if value.kind == "handle" else []
    given = [*node.arguments] if any(map(returns_view, functions)) else []
    # What an anonymous function holds is there at the next call, too.
    held = [*given, *(one.body for one in functions)]
    names = (name for one in held for name in held_in(one, context.scope.variables, context.known))
    return replace(found, base=next(names, "")) if functions and not found.base else found


def _anonymous_in(context: Context, node: Expression) -> list[syntax.Anonymous]:
    """Return the anonymous functions that are stored in a variable that is called."""
    name = base_name(node)
    stores = [one for one in walk(context.function or node) if isinstance(one, syntax.Assignment)]
    return [
        one.value for one in stores if isinstance(one.value, syntax.Anonymous) and base_name(one.targets[0]) == name
    ]


def _of_class(context: Context, node: syntax.Field) -> Code | None:
    """Translate a property of a class, ``Constants.c``, by its default; None if it is none."""
    if not isinstance(node.value, syntax.Name) or context.variable(node.value.name) is not None:
        return None
    for path in context.observation.files:
        for class_ in read(path).classes if path.stem == node.value.name else ():
            defaults = {one.name: one.default for one in class_.properties if one.default is not None}
            if node.name in defaults:
                there = replace(context, path=path, inlined=inlined(path, context.observation.files))
                return there.code(defaults[node.name])
    return None


def _of_map(context: Context, node: Expression, arguments: Sequence[Expression]) -> Code | None:
    """Translate a method of a map, ``m.keys()``; None if it is none."""
    if not isinstance(node, syntax.Field) or node.name not in maps.METHODS:
        return None
    holder = context.code(node.value)
    if holder.kind == "any" and maps.CLASS in holder.facts.classes and "struct" not in holder.facts.classes:
        holder = replace(holder, kind="map", class_=maps.CLASS)  # a variable that is something else before or after
    if holder.kind != "map":
        return None
    nodes = (node.value, *arguments)
    codes = (holder, *(context.code(argument) for argument in arguments))
    return maps.method_of(Request(context, node.name, codes, nodes, Facts()))


def _of_error(context: Context, node: Expression) -> Code | None:
    """Translate a method of an error that was caught, ``err.rethrow()``; None if it is none."""
    if not isinstance(node, syntax.Field) or node.name not in METHODS_OF_ERRORS:
        return None
    holder = context.code(node.value)
    if holder.kind != "struct":
        return None
    return translated(Request(context, node.name, (holder,), (node.value,), Facts()))


def _of_package(context: Context, node: Expression) -> Known | None:
    """Return the function of a package that is named, ``pkg.f``."""
    name = dotted_name(node) if isinstance(node, syntax.Field) else ""
    return context.known.get(name) if name and context.variable(name.partition(".")[0]) is None else None


def _applied(context: Context, value: Code, arguments: Sequence[Expression], facts: Facts) -> Code:
    """Index a value, or call it."""
    if value.kind == "handle":
        given = [item_of(context, argument) for argument in arguments]
        kind = facts.kind if facts else "any"
        text = call(value.at(ATOM), *given)
        return Code(
            call("np.atleast_2d", text) if kind == "array" and (1, 1) in facts.sizes else text, kind=kind, facts=facts
        )
    if value.kind == "map":
        if len(arguments) != 1:
            raise UntranslatableError("a map with several keys")
        return maps.read_map(value, context.code(arguments[0]), facts)
    if value.kind == "cell" and any(list_of(context, argument) is not None for argument in arguments):
        return Code(f"[{_element_by_list(context, value, arguments)}]", kind="cell", class_="cell")
    if value.kind == "array" and any(list_of(context, argument) is not None for argument in arguments):
        parts = listed_indices(context, value, arguments)
        text = call(context.helper("indexed"), value, call(context.helper("index_of"), value, parts))
        is_number = bool(facts) and facts.is_scalar
        return Code(f"{text}.item()" if is_number else text, kind="number" if is_number else "array")
    return read_index(context, value, arguments, facts)


def listed_indices(context: Context, value: Code, arguments: Sequence[Expression]) -> str:
    """Return the list of indices that are, in part, the elements of a list.

    Parameters
    ----------
    context : Context
        Of the function.
    value : Code
        What is indexed.
    arguments : sequence of Expression
        The indices.

    Returns
    -------
    str
        Code of a list of numbers, arrays and ``":"``.
    """
    parts = []
    for place, argument in enumerate(arguments):
        context.ends.append(Indexed(value, place, max(len(arguments), 2)))
        parts.append('":"' if isinstance(argument, syntax.Colon) else item_of(context, argument).text)
        context.ends.pop()
    return f"[{', '.join(parts)}]" if len(parts) > 1 else parts[0].removeprefix("*")


def _called(context: Context, name: str, arguments: Sequence[Expression], facts: Facts) -> Code:
    """Call a function by its name."""
    if name in context.known:
        return called_original(context, context.known[name], arguments, 1)
    if name in _BY_NAME and (code := _BY_NAME[name](context, arguments)) is not None:
        return code
    if name not in FUNCTIONS:
        raise UntranslatableError(_reason(context, name))
    if name in QUIET and not facts:  # what it shows is not computed
        return Code("None", kind="any")
    arguments = given_arguments(context, arguments)
    if any(list_of(context, argument) is not None for argument in arguments):
        return _with_lists(context, name, arguments, facts)
    codes = tuple(_argument(context, name, argument) for argument in arguments)
    found = translated(Request(context, name, codes, tuple(arguments), facts))
    if facts and facts.class_ and found.class_ != facts.class_ and found.kind in ("number", "array"):
        found = replace(found, class_=facts.class_)
    return found


def _reason(context: Context, name: str) -> str:
    """Say why a function is not translated."""
    if any(path.stem == name and read(path).declares_script for path in context.observation.files):
        return f"{name} is a script that returns early, or has functions of its own: make it a function"
    return reason_of(name, f"the function {name} is not known")


def _method_of_parser(context: Context, name: str, arguments: Sequence[Expression]) -> Code | None:
    """Translate a method of an ``inputParser``; None if the first argument is none."""
    if not arguments or not options.is_parser(context, arguments[0]):
        return None
    last = len(arguments) - 1 if name in options.RULES and len(arguments) > 2 + (name != "addRequired") else None
    codes = [
        options.check_of(context, node) if place == last else item_of(context, node)
        for place, node in enumerate(arguments)
    ]
    return options.method_call(context, name, codes)


def _eval(context: Context, arguments: Sequence[Expression]) -> Code | None:
    """Translate the value of a text that is run as code; None if the cases have not shown what it is."""
    if len(arguments) != 1 or not (texts := evaluated_texts(context, arguments[0])):
        return None
    values = []
    for text in texts:
        match statements_of(text, context.file):
            case (syntax.ExpressionStatement(value=value),):
                values.append(context.code(value))
            case _:
                return None
    if isinstance(arguments[0], syntax.Text):
        return values[0]
    chosen = context.code(arguments[0])
    kind = common_kind(value.kind for value in values)
    pairs = zip((as_kind(value, kind) for value in values), texts, strict=True)
    code = "".join(f"{value.text} if {chosen.text} == {json.dumps(text)} else " for value, text in pairs)
    other = call(context.helper("raise_error"), chosen)  # a text that no case has shown
    classes = {value.class_ for value in values}
    return Code(code + other, TERNARY, kind, classes.pop() if len(classes) == 1 else "")


def evaluated_texts(context: Context, argument: Expression) -> list[str]:
    """Return the texts that ``eval`` was seen to run, and take note of it if they are not written there.

    Parameters
    ----------
    context : Context
        Of the function.
    argument : Expression
        What is run.

    Returns
    -------
    list of str
        Empty if they are not known.
    """
    if isinstance(argument, syntax.Text):
        return [argument.value]
    texts = texts_of(context.seen(argument))
    if texts:
        context.notes.append("this code in all cases" if len(texts) == 1 else "one of these in all cases")
    return texts


def _feval(context: Context, arguments: Sequence[Expression]) -> Code | None:
    name = named_function(context, arguments)
    is_variable = bool(arguments) and isinstance(arguments[0], syntax.Name) and arguments[0].name == name
    if name in context.known and not is_variable:
        return called_original(context, context.known[name], arguments[1:], 1)
    return None if name or not arguments else feval_of_some(context, arguments)


def feval_of_some(context: Context, arguments: Sequence[Expression], count: int = 1) -> Code | None:
    """Translate a call of a function that is named otherwise in each case.

    Parameters
    ----------
    context : Context
        Of the function.
    arguments : sequence of Expression
        Of ``feval``.
    count : int
        How many outputs are asked for.

    Returns
    -------
    Code or None
        None if the names are not known.
    """
    first = context.seen(arguments[0])
    texts = sorted({one.text or "" for one in first.sightings if one.class_ == "char"})
    if (first and not texts) or first.classes - {"char", "function_handle"} or len(texts) > MOST_NAMES:
        return None
    if texts:  # else no case comes: a function that is given itself is called
        context.notes.append("one of these names in all cases")
    functions = [_handle(context, syntax.Handle(arguments[0].span, text)).text for text in texts]
    named = ", ".join(f"{json.dumps(text)}: {function}" for text, function in zip(texts, functions, strict=True))
    given = [item_of(context, argument) for argument in arguments]
    asked = handles.asked(context, count) if count > 1 else ()
    return Code(call(context.helper("called"), f"{{{named}}}", *given, *asked), kind="any", class_="")


def _str2func(context: Context, arguments: Sequence[Expression]) -> Code | None:
    if len(arguments) != 1:
        return None
    (node,) = arguments
    return _function_of_some(context, node, lambda text: _function_of_text(context, node.span, text))


def _function_of_some(context: Context, node: Expression, function_of: Callable[[str], Code | None]) -> Code | None:
    """Return the function that a text is; where the cases have shown a few texts, the port chooses among theirs."""
    if isinstance(node, syntax.Text):
        return function_of(node.value)
    texts = texts_of(context.seen(node))
    found = [function_of(text) for text in texts]
    if not texts or len(texts) > MOST_NAMES or None in found:
        return None
    context.notes.append("one of these functions in all cases")
    named = (f"{json.dumps(text)}: {code.text}" for text, code in zip(texts, found, strict=True) if code is not None)
    return Code(f"{{{', '.join(named)}}}[{context.code(node).text}]", kind="handle", class_="function_handle")


def _function_of_text(context: Context, span: syntax.Span, text: str) -> Code | None:
    """Return the function that a text names, or is; None if it is neither."""
    if text.lstrip().startswith("@"):
        return _function_in(context, text)
    return _handle(context, syntax.Handle(span, text)) if text.isidentifier() else None


def _function_in(context: Context, text: str) -> Code | None:
    """Translate an anonymous function that is written in a text."""
    match statements_of(text, context.file):
        case (syntax.ExpressionStatement(value=syntax.Anonymous() as function_),):
            return context.code(function_)
    return None


def _inline(context: Context, arguments: Sequence[Expression]) -> Code | None:
    """Translate a function of MATLAB's old kind: its parameters are named, or those of the text in their order."""
    return _inline_as(context, arguments, lambda text: text)


def _inline_as(context: Context, arguments: Sequence[Expression], changed: Callable[[str], str]) -> Code | None:
    """Translate the function that `inline` makes of a text, once the text is changed."""
    names = [argument.value for argument in arguments[1:] if isinstance(argument, syntax.Text)]
    if not arguments or len(names) < len(arguments) - 1:
        return None
    return _function_of_some(
        context,
        arguments[0],
        lambda text: _function_in(context, f"@({', '.join(names or _parameters_in(text))}) {changed(text)}"),
    )


def _parameters_in(text: str) -> list[str]:
    """Return the names in the text of `inline` that are its parameters, if these are not named."""
    words = re.findall(r"(?<![\w.])[A-Za-z_]\w*\b(?! *\()", re.sub(r"'[^']*'", "", text))
    return sorted({*words} - _NO_PARAMETERS) or ["x"]


def _vectorize(context: Context, arguments: Sequence[Expression]) -> Code | None:
    """Translate a function made by `inline` that works by elements."""
    match arguments:
        case (syntax.Call(function=syntax.Name(name="inline"), arguments=given),):
            return _inline_as(context, given, lambda text: re.sub(WITHOUT_POINT, r".\g<0>", text))
    return None


def given_arguments(context: Context, arguments: Sequence[Expression]) -> Sequence[Expression]:
    """Return arguments without ``varargin{:}`` where no case gives any.

    Parameters
    ----------
    context : Context
        Of the function.
    arguments : sequence of Expression
        Of a call.

    Returns
    -------
    sequence of Expression
        Those that are given.
    """
    if not any(_is_varargin(argument) for argument in arguments) or context.is_varargin_given:
        return arguments
    context.notes.append("varargin is empty in all cases")
    return [argument for argument in arguments if not _is_varargin(argument)]


def _is_varargin(node: Expression) -> bool:
    match node:
        case syntax.CellIndex(value=syntax.Name(name="varargin"), arguments=arguments):
            return all(isinstance(argument, syntax.Colon) for argument in arguments)
    return False


def _with_lists(context: Context, name: str, arguments: Sequence[Expression], facts: Facts) -> Code:
    """Translate a call among whose arguments is a list of values."""
    if name in QUIET:
        return Code("None", kind="any")
    codes = tuple(item_of(context, argument) for argument in arguments)
    if name in ("sprintf", "fprintf", "error", "fullfile", "char", "strvcat"):
        return FUNCTIONS[name](Request(context, name, codes, tuple(arguments), facts))
    if name == "feval" and (codes[0].kind in ("handle", "any") or not codes[0].facts):
        return Code(call(codes[0].at(ATOM), *codes[1:]), kind="any", class_="")
    if name == "struct" and len(codes) == 1 and facts.kind == "struct":  # names and values by turns
        listed = codes[0].text.removeprefix("*")
        return Code(f"dict(zip({listed}[::2], {listed}[1::2], strict=True))", kind="struct", class_="struct")
    if name not in ("vertcat", "horzcat", "cat") or (facts and facts.kind != "array"):
        return _called(context, name, counted(context, name, arguments), facts)
    along = codes[0].text if name == "cat" else "1" if name == "vertcat" else "2"
    inside = ", ".join(code.text for code in (codes[1:] if name == "cat" else codes))
    if along not in ("1", "2"):
        return Code(f"np.stack([{inside}], axis={along} - 1)", kind="array")
    context.helper("join_blocks")
    inside = f"[{inside}]" if along == "2" else f"*([part] for part in [{inside}])"
    return Code(f"join_blocks([{inside}])", kind="array")


def counted(context: Context, name: str, arguments: Sequence[Expression]) -> list[Expression]:
    """Return arguments with the elements of a list one by one, if there are as many in all cases.

    Parameters
    ----------
    context : Context
        Of the function that calls.
    name : str
        What is called.
    arguments : sequence of Expression
        With what.

    Returns
    -------
    list of Expression
        Without lists.

    Raises
    ------
    UntranslatableError
        If there is a list whose length varies.
    """
    found: list[Expression] = []
    for node in arguments:
        if list_of(context, node) is None:
            found.append(node)
        elif isinstance(node, syntax.CellIndex) and isinstance(node.arguments[0], syntax.Colon):
            found += _elements_one_by_one(context, name, node)
        else:
            raise UntranslatableError(f"{name} with a list of values")
    return found


def _elements_one_by_one(context: Context, name: str, node: syntax.CellIndex) -> Iterator[Expression]:
    sizes = _held_cell(context, node.value).facts.sizes
    if len(sizes) != 1 or not all(1 in size or 0 in size for size in sizes):
        raise UntranslatableError(f"{name} with a list of values")
    (size,) = sizes
    number = 0 if 0 in size else max(size)
    context.notes.append(f"a list of {number} in all cases")
    for place in range(1, number + 1):
        yield syntax.CellIndex(node.span, node.value, (syntax.Number(node.span, str(place)),))


def named_function(context: Context, arguments: Sequence[Expression]) -> str:
    """Return the function that the first argument names: as text, also that of all cases, or as a handle.

    Parameters
    ----------
    context : Context
        Of the function.
    arguments : sequence of Expression
        Those of ``feval``, ``cellfun`` and the like.

    Returns
    -------
    str
        A function of MATLAB or of the original, or a variable that holds one; empty if it is not known.
    """
    first = arguments[0] if arguments else None
    match first:
        case syntax.Text(value=value):
            return value
        case syntax.Handle(name=name):
            return name
        case syntax.Name(name=name) if (variable := context.variable(name)) is not None and variable.kind == "handle":
            return name
        case syntax.Name() if context.seen(first).kind == "str" and (text := context.seen(first).text) is not None:
            context.notes.append(f"{text!r} in all cases")
            return text
    return ""


def _argument(context: Context, name: str, node: Expression) -> Code:
    """Translate an argument; a handle of a known function is translated by what calls it, for each element."""
    by_element = name in ("cellfun", "arrayfun", "bsxfun") and isinstance(node, syntax.Handle)
    if by_element and isinstance(node, syntax.Handle) and node.name in FUNCTIONS and node.name not in context.known:
        return Code("", kind="handle", class_="function_handle")
    return context.code(node)


def _nargin(context: Context, arguments: Sequence[Expression]) -> Code:
    """Translate the number of arguments that were given, or that a function has."""
    if arguments:
        name = named_function(context, arguments)
        known = None if context.variable(name) else context.known.get(name)
        if known is not None:
            names = [parameter.name for parameter in known.function.parameters]
            return Code(str(-len(names) if "varargin" in names else len(names)), whole=True)
        handle = context.code(arguments[0])
        if handle.kind != "handle":
            raise UntranslatableError("nargin of this")
        return Code(call(context.helper("parameter_count"), handle), whole=True)
    if context.function is None:
        raise UntranslatableError("nargin of a script")
    parameters = enumerate(context.function.parameters)
    names = [parameter_name(p.name, place) for place, p in parameters if p.name != "varargin"]
    given = f"sum(a is not None for a in ({', '.join(names)}{',' if len(names) == 1 else ''}))" if names else ""
    rest = "len(varargin)" if any(p.name == "varargin" for p in context.function.parameters) else ""
    return Code(" + ".join(filter(None, (given, rest))) or "0", SUM if given and rest else ATOM, whole=True)


def called_original(context: Context, known: Known, arguments: Sequence[Expression], wanted: int | str) -> Code:
    """Translate a call of a function that is translated, too.

    Parameters
    ----------
    context : Context
        Of the function that calls.
    known : Known
        What is called.
    arguments : sequence of Expression
        With what.
    wanted : int or str
        How many outputs are asked for, or the code of that.

    Returns
    -------
    Code
        The first output, if one is asked for; else a tuple, unless the function has one alone.

    Raises
    ------
    UntranslatableError
        If an argument is a list of values that cannot be passed.
    """
    parameters = [p.name for p in known.function.parameters]
    texts = []
    for place, argument in enumerate(arguments):
        if (listed := list_of(context, argument)) is not None:
            texts.append(f"*{listed.at(ATOM)}")
            continue
        given = context.code(argument)
        name = parameters[place] if place < len(parameters) else ""
        variable = known.scope.variables.get(name) if name != "varargin" else None
        texts.append((as_kind(given, variable.kind) if variable is not None else as_element(given)).text)
    outputs = known.function.outputs
    text = call(known.name, *texts)
    if known.has_varargout or (known.asks_nargout and wanted != max(len(outputs), 1)):
        text = call(known.name, *texts, f"nargout={wanted}")
    if wanted == 1 and (len(outputs) > 1 or known.has_varargout):
        text += "[0]"
    output = known.scope.variables.get(outputs[0]) if outputs and wanted == 1 else None
    if output is None or outputs[0] == "varargout":
        return Code(text, kind="any", class_="")
    base = shared_base(context, known, outputs[0], arguments)
    return Code(text, kind=output.kind, class_=output.facts.class_ or "double", facts=output.facts, base=base)


def shared_base(context: Context, known: Known, output: str, arguments: Sequence[Expression]) -> str:
    """Return a variable with which an output of a call may share memory, as it is an argument or a part of one.

    Parameters
    ----------
    context : Context
        Of the function that calls.
    known : Known
        What is called.
    output : str
        One of its outputs.
    arguments : sequence of Expression
        With what it is called.

    Returns
    -------
    str
        Its name in MATLAB; empty if there is none.
    """
    places = shared_places(known.function, output, context.known)
    if known.function.parameters and known.function.parameters[-1].name == "varargin":
        last = len(known.function.parameters) - 1
        places += range(last + 1, len(arguments)) if last in places else ()
    given = [argument for place, argument in enumerate(arguments) if place in places]
    return next((name for one in given for name in held_in(one, context.scope.variables, context.known)), "")


def _cell_index(context: Context, node: syntax.CellIndex) -> Code:
    value = _of_any_kind(context, node.value, context.seen(node))
    if value.kind not in ("cell", "any"):
        raise UntranslatableError(f"braces behind a {value.kind}")
    if any(list_of(context, argument) is not None for argument in node.arguments):
        return element(_element_by_list(context, value, node.arguments), context.seen(node), value.base)
    return read_braces(context, value, node.arguments, context.seen(node))


def _element_by_list(context: Context, value: Code, arguments: Sequence[Expression]) -> str:
    """Return the element of a cell by indices that are, in part, the elements of a list."""
    parts = listed_indices(context, value, arguments)
    return call(context.helper("element_of"), value, parts if parts.startswith("[") else f"[*{parts}]")


def _field(context: Context, node: syntax.Field) -> Code:
    if (package_function := _of_package(context, node)) is not None:
        return called_original(context, package_function, (), 1)
    if maps.is_constructor(node):
        return maps.new_map((), ())
    if (found := _of_class(context, node) or _of_map(context, node, ())) is not None:
        return found
    found = _field_of(context, node.value, f'"{node.name}"', context.seen(node))
    return replace(found, kind="structs", class_="struct") if context.lists_structs(node) else found


def _dynamic_field(context: Context, node: syntax.DynamicField) -> Code:
    return _field_of(context, node.value, context.code(node.name).text, context.seen(node))


def _of_any_kind(context: Context, node: Expression, facts: Facts) -> Code:
    """Translate what braces or a field stand behind; where no case has come, it may have been something else."""
    value = context.code(node)
    return replace(value, kind="any", facts=Facts()) if not facts and value.kind in _OTHERWISE_CELLS else value


def _field_of(context: Context, holder: Expression, name: str, facts: Facts) -> Code:
    value = _of_any_kind(context, holder, facts)
    if value.kind == "structs":
        if value.facts and not value.facts.is_scalar:
            raise UntranslatableError("a field of several structs")
        value = replace(value, text=f"{value.at(ATOM)}[0]")
    if value.kind not in ("structs", "struct", "any"):
        raise UntranslatableError(f"a field of a {value.kind}")
    return element(f"{value.at(ATOM)}[{name}]", facts, value.base)


# -- functions


def _anonymous(context: Context, node: syntax.Anonymous) -> Code:
    if context.gives_several and (body_of := _several_of(context, node, node.body)) is not None:
        return anonymous_function(context, node, body_of, more=("nargout=1",))
    return anonymous_function(context, node, lambda: if_reached(context, node.body).text)


def _several_of(context: Context, node: syntax.Anonymous, body: Expression) -> Callable[[], str] | None:
    """Return what writes the outputs of an anonymous function that are asked for; None if it has one alone."""
    if isinstance(body, syntax.Parentheses):
        return _several_of(context, node, body.inner)
    if not isinstance(body, syntax.Call) or not isinstance(body.function, syntax.Name):
        return None
    name, arguments = body.function.name, given_arguments(context, body.arguments)
    variable, known = context.variable(name), context.known.get(name)
    if name in node.parameters:
        return None
    if variable is not None:
        return (lambda: _passed_on(context, body)) if variable.kind == "handle" else None
    if known is not None:
        if not known.has_several:
            return None
        return lambda: handles.as_asked(context, called_original(context, known, arguments, "nargout").text)
    if name == "deal" and len(arguments) > 1:
        return lambda: handles.as_asked(context, f"({', '.join(item_of(context, one).text for one in arguments)})")
    count = handles.asked_by_name(context, node)
    return (lambda: _of_table(context, body, count)) if count else None


def _passed_on(context: Context, body: syntax.Call) -> str:
    """Return the call of a handle for as many outputs as are asked for."""
    text = context.code(body.function).text
    given = [item_of(context, argument).text for argument in body.arguments]
    return f"{call(text, *given)} if nargout == 1 else {call(text, *given, 'nargout=nargout')}"


def _of_table(context: Context, body: syntax.Call, count: int) -> str:
    """Return one or several outputs of a function of MATLAB."""
    from matdrop.translate.several import several_outputs

    outputs = ", ".join(code.text for code in several_outputs(context, body, count))
    return f"({outputs}) if nargout == {count} else {context.code(body).text}"


def anonymous_function(
    context: Context, node: syntax.Anonymous, body_of: Callable[[], str], more: Sequence[str] = ()
) -> Code:
    """Translate an anonymous function.

    Parameters
    ----------
    context : Context
        Of the function in which it stands.
    node : Anonymous
        The function.
    body_of : callable
        Returns the code of its body, once its parameters are variables.
    more : sequence of str
        Further parameters.

    Returns
    -------
    Code
        A lambda.
    """
    names = [name for name in node.parameters if name != "~"]
    outer = {name: context.scope.variables.get(name) for name in names}
    found = {name: _parameter(context, name, node) for name in names}
    context.scope.variables.update(found)
    around = context.is_blind
    if context.observation.has_calls and any(map(_is_loose, found.values())):
        context.is_blind = True
        for parameter in found.values():
            parameter.facts, parameter.guess = Facts(), "any"
    try:
        body = body_of()
    finally:
        context.is_blind = around
        for name, variable in outer.items():
            if variable is None:
                del context.scope.variables[name]
            else:
                context.scope.variables[name] = variable
    parameters = [python_name(name) if name not in ("~",) else "_" for name in node.parameters if name != "varargin"]
    if "varargin" in node.parameters:
        parameters.append("*varargin")
    captured = [*_captured(context, node, set(node.parameters)), *more]
    head = f"lambda {', '.join([*parameters, *captured])}".rstrip()
    return Code(f"{head}: {body}", LAMBDA, "handle", "function_handle")


def _is_loose(variable: Variable) -> bool:
    """Whether a parameter is now a number and now an array."""
    return variable.facts.kind == "array" and (1, 1) in variable.facts.sizes if variable.facts else False


def _captured(context: Context, node: syntax.Anonymous, own: set[str]) -> list[str]:
    """Return the variables whose present value the function keeps, as far as they change later."""
    names = {inner.name for inner in syntax.walk(node.body) if isinstance(inner, syntax.Name)} - own
    found = []
    for name in sorted(names):
        variable = context.variable(name)
        if variable is not None and "varargin" not in own and _is_stored_later(context, name, node):
            value = Code(variable.name, kind=variable.kind, facts=variable.facts, base=name)
            found.append(f"{variable.name}={context.independent(value, name).text}")
    return found


def _is_stored_later(context: Context, name: str, node: syntax.Anonymous) -> bool:
    from matdrop.source.matlab_names import base_name

    body = context.function.body.statements if context.function else context.file.statements
    stores = [
        inner
        for statement in body
        for inner in syntax.walk(statement)
        if isinstance(inner, (syntax.Assignment, syntax.For))
    ]
    for store in stores:
        targets = store.targets if isinstance(store, syntax.Assignment) else (store.variable,)
        holds_node = isinstance(store, syntax.Assignment) and store.span.start <= node.span.start < store.span.end
        is_later = store.span.end > node.span.start and not holds_node
        if is_later and any(base_name(target) == name for target in targets):
            return True
    return False


def _parameter(context: Context, name: str, node: syntax.Anonymous) -> Variable:
    """Return the parameter of an anonymous function, by what was seen where it is read."""
    facts = Facts()
    if name == "varargin":
        return Variable(name, facts, guess="cell")
    for inner in syntax.walk(node.body):
        if isinstance(inner, syntax.Name) and inner.name == name:
            facts.sightings.update(context.observation.at(context.path, inner).sightings)
    return Variable(python_name(name), facts, guess="any" if not facts else "array")


def _handle(context: Context, node: syntax.Handle) -> Code:
    if node.name in context.known:
        known = context.known[node.name]
        if known.has_several and context.gives_several:
            asked = ["nargout=nargout"] if known.asks_nargout else []
            outputs = handles.as_asked(context, call(known.name, "*a", *asked))
            return Code(f"lambda *a, nargout=1: {outputs}", LAMBDA, "handle", "function_handle")
        if known.has_several:
            text = call(known.name, "*a", *(["nargout=1"] if known.asks_nargout else []))
            return Code(f"lambda *a: {text}[0]", LAMBDA, "handle", "function_handle")
        return Code(known.name, kind="handle", class_="function_handle")
    if node.name not in FUNCTIONS:  # an error only where it is called
        text = _refused_here(context, node, _reason(context, node.name))
        made = call(context.helper("missing_function"), json.dumps(node.name), text)
        return Code(made, kind="handle", class_="function_handle")
    return _handle_of_table(context, node)


def _handle_of_table(context: Context, node: syntax.Handle) -> Code:
    """Translate a handle of a function of MATLAB."""
    argument = Code("x", kind="any", class_="double")
    request = Request(context, node.name, (argument,), (), Facts())
    if context.gives_several and (count := handles.asked_by_name(context, node)):
        from matdrop.translate.several import outputs_of

        outputs = ", ".join(code.text for code in outputs_of(replace(request, count=count)))
        text = f"({outputs}) if nargout == {count} else {FUNCTIONS[node.name](request).text}"
        return Code(f"lambda x, nargout=1: {text}", LAMBDA, "handle", "function_handle")
    try:
        body = FUNCTIONS[node.name](request)
        return Code(f"lambda x: {body.text}", LAMBDA, "handle", "function_handle")
    except UntranslatableError:
        other = Code("y", kind="any", class_="double")
        body = FUNCTIONS[node.name](replace(request, arguments=(argument, other)))
        return Code(f"lambda x, y: {body.text}", LAMBDA, "handle", "function_handle")


def _parser_method(name: str) -> Callable[[Context, Sequence[Expression]], Code | None]:
    return lambda context, arguments: _method_of_parser(context, name, arguments)


# Names in the text of `inline` that are none of its parameters.
_NO_PARAMETERS = {"i", "j", "NaN", "nan", "Inf", "inf", "NA", "pi", "e", "eps"}
# What is decided by the names of functions, before the arguments are translated.
_BY_NAME: dict[str, Callable[[Context, Sequence[Expression]], Code | None]] = {
    "eval": _eval,
    "feval": _feval,
    "inline": _inline,
    "str2func": _str2func,
    "vectorize": _vectorize,
    "nargin": _nargin,
    "nargout": lambda _context, _: Code("nargout", whole=True),
    options.CLASS: lambda _context, _: options.new_parser(),
    **{name: _parser_method(name) for name in options.METHODS},
}
_EXPRESSIONS: dict[type, Callable[[Context, Any], Code]] = {
    syntax.Number: _number,
    syntax.Text: _text,
    syntax.Name: _name,
    syntax.End: _end,
    syntax.Unary: _unary,
    syntax.Postfix: _postfix,
    syntax.Binary: _binary,
    syntax.Parentheses: _parentheses,
    syntax.Range: _range,
    syntax.Matrix: _matrix,
    syntax.Cell: _cell,
    syntax.Call: _call,
    syntax.CellIndex: _cell_index,
    syntax.Field: _field,
    syntax.DynamicField: _dynamic_field,
    syntax.Anonymous: _anonymous,
    syntax.Handle: _handle,
}
