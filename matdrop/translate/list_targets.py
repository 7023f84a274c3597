"""Several elements of a cell, or a field of several structs, that a statement stores at once: each gets an output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_names import base_name
from matdrop.source.matlab_syntax import Expression
from matdrop.translate.code import ATOM, SUM, Code, UntranslatableError, as_element, call
from matdrop.translate.context import Context, Known
from matdrop.translate.expressions import called_original
from matdrop.translate.handles import asked
from matdrop.translate.indexing import Subscript, subscripts
from matdrop.translate.several import dealt_list, several_outputs
from matdrop.translate.stores import Place, along_list, place_of


@dataclass(frozen=True)
class Elements:
    """The elements that a target names.

    Attributes
    ----------
    part : str
        Code to which is assigned: a part of a list, or of ``one`` of `source`.
    each : str
        Code of something that has as many elements.
    count : str
        Code of how many there are.
    source : str
        Code of the rows, structs or places, each of which has an element; empty for a part of a list.
    one : str
        The name of one of these.
    before : str
        A line that makes a list long enough; empty if it is.
    """

    part: str
    each: str
    count: str
    source: str = ""
    one: str = ""
    before: str = ""


def stored_list(context: Context, statement: syntax.Assignment) -> list[str]:
    """Translate a statement whose only target is several elements.

    Parameters
    ----------
    context : Context
        Of the function.
    statement : Assignment
        Such as ``[c{1:2}] = f(x)`` or ``[s.a] = deal(0)``.

    Returns
    -------
    list of str
        Lines of code; empty if the target is one element.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    (target,) = statement.targets
    elements = _elements(context, target)
    if elements is None:
        return []
    assert statement.value is not None
    name = base_name(target) or ""
    values = _values(context, statement.value, elements, target)
    before = [elements.before] if elements.before else []
    if not elements.source:
        return [*before, f"{elements.part} = {values}"]
    value = f"{name}_part"
    loop = f"for {elements.one}, {value} in zip({elements.source}, {values}, strict=True):"
    return [*before, loop, f"    {elements.part} = {value}"]


# -- what is stored to


def _elements(context: Context, target: Expression) -> Elements | None:
    """Return the elements of a target; None if it is one."""
    match target:
        case syntax.CellIndex(value=inner, arguments=arguments):
            lines, place = place_of(context, inner, target)
            if lines or place.holder.kind not in ("cell", "any"):
                raise UntranslatableError("an assignment to several elements of this")
            found = subscripts(context, place.holder, arguments)
            if all(index.kind == "one" for index in found):
                return None
            is_grid = place.after.is_grid or place.before.is_grid
            return _in_rows(place, found, base_name(target) or "") if is_grid else _in_list(context, place, found)
        case syntax.Field(value=inner, name=field):
            value = context.code(inner)
            if value.kind != "structs":
                return None
            one = f"{base_name(target)}_struct"
            return Elements(f'{one}["{field}"]', value.text, call("len", value), value.text, one)
    raise UntranslatableError("an assignment to several elements of this")


def _in_rows(place: Place, found: Sequence[Subscript], name: str) -> Elements:
    """Return a row or a column of a cell that is a list of rows."""
    rows, columns = found if len(found) == 2 else (found[0], found[0])
    whole = ("all", "slice")
    if place.grows or len(found) != 2 or {rows.kind, columns.kind} not in [{"one", kind} for kind in whole]:
        raise UntranslatableError("an assignment to several rows and columns of a cell")
    text = place.holder.text
    if rows.kind == "one":
        part = f"{text}[{rows.text}][{columns.text}]"
        return Elements(part, part, f"len({part})")
    source = text if rows.kind == "all" else f"{text}[{rows.text}]"
    return Elements(f"{name}_row[{columns.text}]", source, f"len({source})", source, f"{name}_row")


def _in_list(context: Context, place: Place, found: Sequence[Subscript]) -> Elements:
    """Return elements of a list."""
    index, text = along_list(found), place.holder.text
    if index.kind == "all":
        return Elements(f"{text}[:]", text, f"len({text})")
    if index.kind == "slice":
        part = f"{text}[{index.text}]"
        start, stop, *step = (side.strip() for side in index.text.split(":"))
        if step or not stop or start.startswith("-") or stop.startswith("-"):
            return Elements(part, part, f"len({part})")
        grown = f"{text} = {call(context.helper('grown_list'), text, start)}" if place.grows and start else ""
        count = f"{stop} - ({start})" if " " in start else f"{stop} - {start}" if start else stop
        return Elements(part, f"range({start}, {stop})" if start else f"range({stop})", count, before=grown)
    if index.code is None:
        raise UntranslatableError("an assignment to several elements of a cell")
    places = f"np.flatnonzero({index.code.text})" if index.kind == "mask" else index.flat
    grown = call(context.helper("grown_list"), text, f"int(np.max({index.code.text}, initial=0))")
    before = f"{text} = {grown}" if place.grows and index.kind == "many" else ""
    one = f"{text}_at" if text.isidentifier() else "at"
    return Elements(f"{text}[{one}]", places, f"len({places})", places, one, before)


# -- what is stored


def _values(context: Context, value: Expression, elements: Elements, target: Expression) -> str:
    """Return the code of the list of the values, one for each element."""
    name = base_name(target) or ""
    if (listed := dealt_list(context, value)) is not None:
        return context.independent(listed, name).text
    match value:
        case syntax.Call(function=syntax.Name(name="deal"), arguments=arguments):
            return _dealt([context.independent(as_element(context.code(one)), name) for one in arguments], elements)
        case syntax.Call(function=syntax.Name(name=called), arguments=arguments):
            return _outputs(context, value, (called, arguments), elements, target)
        case syntax.Name(name=called):
            return _outputs(context, value, (called, ()), elements, target)
    raise UntranslatableError("several values of what is no call")


def _dealt(codes: Sequence[Code], elements: Elements) -> str:
    """Return a list of values; of one value it is in each element, which share no memory."""
    if len(codes) > 1:
        return _listed(codes)
    (code,) = codes
    if code.kind in ("number", "str") and "(" not in code.text:
        return f"[{code.text}] * {Code(elements.count, SUM if ' ' in elements.count else ATOM).at(ATOM)}"
    return f"[{code.text} for _ in {elements.each}]"


def _outputs(
    context: Context,
    value: Expression,
    called: tuple[str, Sequence[Expression]],
    elements: Elements,
    target: Expression,
) -> str:
    """Return the list of the outputs of a call."""
    name, arguments = called
    variable = context.variable(name)
    if variable is None and (known := context.known.get(name)) is not None:
        return _of_original(context, known, arguments, elements.count)
    count = _count_in_all_cases(context, target)
    if count == 1:
        return _listed([as_element(context.code(value))])
    if variable is None:
        return _listed(map(as_element, several_outputs(context, value, count)))
    if variable.kind != "handle":
        raise UntranslatableError("several values of what is no call")
    return call(variable.name, *map(context.code, arguments), *asked(context, count))


def _listed(codes: Iterable[Code]) -> str:
    return f"[{', '.join(code.text for code in codes)}]"


def _of_original(context: Context, known: Known, arguments: Sequence[Expression], count: str) -> str:
    """Return the first outputs of a function that is translated, too."""
    text = called_original(context, known, arguments, count).text
    if not known.has_varargout and len(known.function.outputs) == 1:
        return f"[{text}]"
    return f"{text}[:{count}]"


def _count_in_all_cases(context: Context, target: Expression) -> int:
    """Return how many elements a target had in all cases.

    Raises
    ------
    UntranslatableError
        If it is not known, or varies.
    """
    sizes = {size for facts in _sizes_of(context, target) for size in facts}
    if len(sizes) != 1:
        raise UntranslatableError("as many outputs as elements, which vary")
    (size,) = sizes
    count = 0 if 0 in size else max(size)
    context.notes.append(f"{count} outputs in all cases")
    return count


def _sizes_of(context: Context, target: Expression) -> Iterable[frozenset[tuple[int, ...]]]:
    """Yield the sizes of what says how many elements there are: an index, or the container itself."""
    if isinstance(target, syntax.Field):
        yield context.code(target.value).facts.sizes
    for argument in target.arguments if isinstance(target, syntax.CellIndex) else ():
        if isinstance(argument, syntax.Colon):
            yield context.observation.at(context.path, target, "before").sizes
        elif isinstance(argument, syntax.Range | syntax.Matrix):
            yield context.seen(argument).sizes
