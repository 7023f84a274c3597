"""Indices: reading elements, storing them, growing and deleting; counted from 1 there, from 0 here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression
from matdrop.translate.code import (
    ATOM,
    IN_A_COLUMN,
    SUM,
    Code,
    UntranslatableError,
    as_first,
    as_full,
    as_int,
    as_number,
    call,
    shifted,
)
from matdrop.translate.context import Context, Indexed
from matdrop.translate.facts import Facts, Kind
from matdrop.translate.fractions import note_whole
from matdrop.translate.two_kinds import in_two_ways

ALL = ":"
# Places that were counted from 0 before one was added, as `find` returns them.
_COUNTED = re.compile(
    r"\((?P<places>(?:[^()]|\([^()]*\)|\((?:[^()]|\([^()]*\))*\))*) \+ 1\.0\)(?P<shape>\[None, :\]|\[:, None\])"
)
_WRITTEN = re.compile(r"np\.array\(\[\[(\d+(?:, \d+)*)\]\](?:, dtype=float)?\)")  # a row of numbers as they are written
_SHAPED = re.compile(r"(?P<places>.*)(?:\[None, :\]|\[:, None\])")


@dataclass(frozen=True)
class Subscript:
    """An index from 0.

    Attributes
    ----------
    kind : str
        ``all``, ``one`` (an int), ``slice``, ``many`` (an array of ints) or ``mask``.
    text : str
        As it stands in brackets; of an array in its own form.
    code : Code or None
        As MATLAB has it.
    """

    kind: str
    text: str
    code: Code | None = None

    @property
    def flat(self) -> str:
        """The text for one dimension: an array of ints or a mask without orientation."""
        if self.kind not in ("many", "mask") or self.code is None:
            return self.text
        facts = self.code.facts
        if found := _WRITTEN.fullmatch(self.text):
            return f"[{found[1]}]"
        if self.code.kind == "any":
            return f"np.ravel({self.text})"
        if found := _SHAPED.fullmatch(self.text):
            return found["places"]
        if facts and facts.is_row and (0, 0) not in facts.sizes and self.text.isidentifier():
            return f"{self.text}[0]"
        order = "" if not facts or facts.is_vector else 'order="F"'
        return f"{Code(self.text, 0 if ' ' in self.text else ATOM).at(ATOM)}.ravel({order})"

    @property
    def kept(self) -> str:
        """The text that keeps the dimension."""
        if self.kind != "one":
            return self.flat
        return f"[{self.text}]"


def subscripts(context: Context, value: Code, arguments: Sequence[Expression]) -> list[Subscript]:
    """Translate the indices into a value.

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
    list of Subscript
        One for each.
    """
    found = []
    for place, argument in enumerate(arguments):
        context.ends.append(Indexed(value, place, len(arguments)))
        try:
            found.append(_subscript(context, argument))
        finally:
            context.ends.pop()
    return found


def _subscript(context: Context, argument: Expression) -> Subscript:
    if isinstance(argument, syntax.Colon):
        return Subscript("all", ALL)
    if isinstance(argument, syntax.Text) and argument.value == ":":
        return Subscript("all", ALL)
    if (last := _from_end(argument)) is not None:
        return Subscript("one", f"-{last + 1}")
    if isinstance(argument, syntax.Parentheses):
        return _subscript(context, argument.inner)
    if isinstance(argument, syntax.Range) and (text := _slice(context, argument)):
        return Subscript("slice", text, context.code(argument))
    if (condition := _found_in(context, argument)) is not None:
        return Subscript("mask", condition.text, condition)
    note_whole(context, argument)
    code = context.code(argument)
    if code.kind == "array" and code.is_unseen:  # where no case has come it may be a mask
        return Subscript("many", call(context.helper("places_of"), code), code)
    return subscript_of(code)


def _found_in(context: Context, argument: Expression) -> Code | None:
    """Return the condition of which ``find`` gives the places: as an index it says the same; None if there is none."""
    match argument:
        case syntax.Call(function=syntax.Name(name="find"), arguments=(condition,)) if context.variable("find") is None:
            code = context.code(condition)
            return code if code.class_ == "logical" and code.kind == "array" else None
    return None


def subscript_of(code: Code) -> Subscript:
    """Return the index from 0 that a value is.

    Parameters
    ----------
    code : Code
        From 1, or logical.

    Returns
    -------
    Subscript
        The index.
    """
    code = as_full(code)
    if code.kind == "number":
        if code.class_ == "logical":
            text = f"np.array([[{code.text}]])"
            return Subscript("mask", text, replace(code, text=text, kind="array", level=ATOM))
        return Subscript("one", shifted(code, -1), code)
    if code.kind == "str":  # the codes of its characters
        codes = as_number(code) if code.is_scalar else Code(f"char_codes({code.text})", kind="array", facts=code.facts)
        return subscript_of(codes)
    if code.class_ == "logical":
        return Subscript("mask", code.text, code)
    if code.facts and code.facts.is_scalar and code.kind == "array":
        return Subscript("one", shifted(as_number(code), -1), as_number(code))
    if found := _COUNTED.fullmatch(code.text):
        return Subscript("many", f"{found['places']}{found['shape']}", code)  # it was counted from 0 before
    if (found := _WRITTEN.fullmatch(code.text)) and "0" not in found[1].split(", "):
        return Subscript("many", f"np.array([[{', '.join(str(int(one) - 1) for one in found[1].split(', '))}]])", code)
    return Subscript("many", f"{code.at(ATOM)}.astype(int) - 1", code)


def _from_end(argument: Expression) -> int | None:
    """Return how far before the last element an index is: 0 for ``end``, 1 for ``end-1``."""
    if isinstance(argument, syntax.Parentheses):
        return _from_end(argument.inner)
    if isinstance(argument, syntax.End):
        return 0
    if (
        isinstance(argument, syntax.Binary)
        and argument.operator == "-"
        and isinstance(argument.left, syntax.End)
        and isinstance(argument.right, syntax.Number)
        and argument.right.text.isdigit()
    ):
        return int(argument.right.text)
    return None


def _slice(context: Context, argument: syntax.Range) -> str:
    """Return a range as a slice; empty if it is none."""
    step = 1
    if isinstance(argument.start, syntax.Text) or isinstance(argument.stop, syntax.Text):  # codes of characters
        return ""
    if argument.step is not None:
        code = context.code(argument.step)
        if not code.is_literal or int(code.text) == 0:
            return ""
        step = int(code.text)
    bounds = [context.code(one) for one in (argument.start, argument.stop) if _from_end(one) is None]
    if any(code.facts.ever_empty for code in bounds):  # of nothing there is no range
        return ""
    first, last = _from_end(argument.start), _from_end(argument.stop)
    start = f"-{first + 1}" if first is not None else shifted(_first_whole(context.code(argument.start)), -1)
    if step < 0:
        stop = context.code(argument.stop)
        if not (stop.is_literal and int(stop.text) == 1):
            return ""
        return _sliced("" if first == 0 else start, "", str(step))
    stop_text = (
        _stop(last) if last is not None else _stop_of(_whole(context.code(argument.stop)), context.seen(argument))
    )
    return _sliced("" if start == "0" else start, stop_text, str(step) if step != 1 else "")


def _sliced(start: str, stop: str, step: str) -> str:
    """Return a slice, with spaces around its colons where a side is more than a name or a number."""
    if all(re.fullmatch(r"-?[\w.]*", side) for side in (start, stop, step)):
        return f"{start}:{stop}{':' + step if step else ''}"
    return (
        f"{start} :{' ' if stop else ''}{stop}{f' : {step}' if stop and step else f': {step}' if step else ''}".strip()
    )


def _stop(before_end: int) -> str:
    return f"-{before_end}" if before_end else ""


def _stop_of(code: Code, seen: Facts) -> str:
    """Return the stop of a slice: one below 0 would count from the end, where MATLAB's range is empty."""
    text = as_int(code)
    may_be_negative = " - " in text and not text.endswith(" - 1")
    return f"max({text}, 0)" if may_be_negative or (seen.ever_empty and not text.isidentifier()) else text


def _whole(code: Code) -> Code:
    if code.kind not in ("number", "array", "any"):
        raise UntranslatableError("an index that is no number")
    return as_first(code)


def _first_whole(code: Code) -> Code:
    """Return the start of a range as a number; with a fraction MATLAB takes it only if there is nothing behind it."""
    code = _whole(code)
    if code.facts and not code.facts.always("whole") and not code.whole:
        return replace(code, text=call("np.ceil", code), level=ATOM)
    return code


def read_index(context: Context, value: Code, arguments: Sequence[Expression], facts: Facts) -> Code:
    """Translate an index in parentheses.

    Parameters
    ----------
    context : Context
        Of the function.
    value : Code
        What is indexed.
    arguments : sequence of Expression
        The indices.
    facts : Facts
        What was seen of the result.

    Returns
    -------
    Code
        The elements.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    if not arguments:
        return value
    in_two = in_two_ways(value, facts, lambda one, seen: read_index(context, one, arguments, seen))
    if in_two is not None:
        return in_two
    found = subscripts(context, value, arguments)
    if value.kind in ("str", "cell", "structs", "rows", "struct"):
        return _of_list(context, value, found, facts)
    if value.kind == "number":
        if all(s.kind in ("one", "all") for s in found):
            return value
        value = replace(value, text=f"np.array([[{value.text}]])", kind="array", level=ATOM)
    if value.kind not in ("array", "sparse", "any"):
        raise UntranslatableError(f"an index into a {value.kind}")
    if value.kind == "any":
        is_text_in_some = "char" in value.facts.classes and all(s.kind == "one" for s in found)
        as_held = context.helper("as_elements") if is_text_in_some else "np.atleast_2d"
        value = replace(value, text=call(as_held, value), level=ATOM)
    if value.kind == "sparse" and (len(found) != 2 or "mask" in (found[0].kind, found[1].kind)):
        value = as_full(value)
    class_ = facts.class_ or value.class_
    code = _linear(context, value, found[0]) if len(found) == 1 else _by_dimensions(context, value, found)
    return replace(code, class_=class_, base=value.base if code.base else "", whole=False)


def _linear(context: Context, value: Code, index: Subscript) -> Code:
    text, shape = value.at(ATOM), value.facts
    if index.kind == "all":
        if shape and shape.is_column and (0, 0) not in shape.sizes:  # which would become 0x1
            return replace(value, facts=Facts())
        return Code(f"{text}{IN_A_COLUMN}", kind="array", base=text)
    row, column = bool(shape) and shape.is_row, bool(shape) and shape.is_column
    if index.kind == "one":
        return Code(_single_element(text, index, row, column))
    if index.kind == "mask" and index.code is not None:
        return _masked(context, value, index, index.code, row, column)
    return _several_elements(context, value, index, (row, column))


def _single_element(text: str, index: Subscript, row: bool, column: bool) -> str:
    if row and column and index.text == "0":
        return f"{text}[0, 0]"
    if row and column:  # of one element in all cases
        return f"{text}.T.flat[{index.text}]"
    if row or column:
        return f"{text}[0, {index.text}]" if row else f"{text}[{index.text}, 0]"
    return f"{text}.T.flat[{index.text}]"


def _several_elements(context: Context, value: Code, index: Subscript, forms: tuple[bool, bool]) -> Code:
    """Index a value by a range or an array: a vector keeps its orientation, else the result has that of the index."""
    text, (row, column) = value.at(ATOM), forms
    facts = index.code.facts if index.code is not None else Facts()
    vector = index.kind == "slice" or (bool(facts) and facts.is_vector)
    has_nothing = index.kind == "slice" and (0, 0) in value.facts.sizes  # of which a range takes no element of a row
    if vector and row and not column:
        lying = f"{text}.reshape((1, -1))" if has_nothing else text
        return Code(f"{lying}[:, {index.flat}]", kind="array", base=text)
    if vector and column and not row and not has_nothing:
        return Code(f"{text}[{index.flat}, :]", kind="array", base=text)
    if index.kind == "slice":
        if value.facts and not any(1 in size for size in value.facts.sizes):
            return Code(f'{text}.ravel(order="F")[None, {index.text}]', kind="array")
        return Code(call(context.helper("elements_at"), value, f"np.s_[{index.text}]"), kind="array")
    is_matrix = bool(value.facts) and not (row or column or any(1 in size for size in value.facts.sizes))
    never_vector = bool(facts) and not any(0 in size or 1 in size for size in facts.sizes)
    if is_matrix or never_vector:
        return Code(f'{text}.ravel(order="F")[{index.text}]', kind="array")
    return Code(call(context.helper("elements_at"), value, index.text), kind="array")


def _masked(context: Context, value: Code, index: Subscript, mask: Code, row: bool, column: bool) -> Code:
    text = value.at(ATOM)
    same = value.facts.sizes == mask.facts.sizes
    is_number_once = (1, 1) in value.facts.sizes and len(value.facts.sizes) > 1  # what is not taken leaves nothing
    if is_number_once or not (value.facts and mask.facts):
        return Code(call(context.helper("elements_where"), value, mask), kind="array")
    if same and row and not column and mask.facts.is_row:
        return Code(f"{text}[:, {index.flat}]", kind="array")
    if same and column and not row and mask.facts.is_column:
        return Code(f"{text}[{index.flat}, :]", kind="array")
    if row and not column and same:
        return Code(f"{text}[:, {mask.column_major}]", kind="array")
    if not row and any(size[0] == 1 for size in value.facts.sizes):  # a row in some cases
        return Code(call(context.helper("elements_where"), value, mask), kind="array")
    if value.facts and mask.facts and value.facts.sizes != mask.facts.sizes:
        # A mask may be shorter than what it is applied to; a vector keeps its direction, whatever that of the mask.
        is_kept = row != column and mask.facts.is_vector
        along = "(1, -1)" if (row if is_kept else mask.facts.is_row and not column) else "(-1, 1)"
        return Code(f'{text}.ravel(order="F")[np.flatnonzero({mask.at(ATOM)}.T)].reshape({along})', kind="array")
    return Code(f"{text}.T[{mask.at(ATOM)}.T].reshape(-1, 1)", kind="array")


def within(value: Facts, found: Sequence[Subscript]) -> list[Subscript]:
    """Return indices without those beyond the dimensions of a value, which can only be 1.

    Parameters
    ----------
    value : Facts
        What was seen of the value.
    found : sequence of Subscript
        The indices.

    Returns
    -------
    list of Subscript
        At least two.
    """
    dimensions = max((len(size) for size in value.sizes), default=len(found))  # where no case has come all are kept
    kept = [*found]
    while len(kept) > max(dimensions, 2) and kept[-1].kind in ("one", "all"):
        kept.pop()
    return kept


def _by_dimensions(context: Context, value: Code, found: Sequence[Subscript]) -> Code:
    text = value.at(ATOM)
    found = within(value.facts, found)
    if value.kind == "array" and len(found) > 2 and any(len(size) < len(found) for size in value.facts.sizes):
        return _by_dimensions_of_some(context, value, found)
    if value.kind == "array" and any(len(size) > len(found) for size in value.facts.sizes):
        # The last index runs over all dimensions that are left.
        last = "-1" if not value.facts.ever_empty else f"int(np.prod({text}.shape[{len(found) - 1}:]))"
        text = f'{text}.reshape({text}.shape[:{len(found) - 1}] + ({last},), order="F")'
    if all(s.kind == "one" for s in found):
        return Code(f"{text}[{', '.join(s.text for s in found)}]")
    found = [as_long(value.facts, place, s) for place, s in enumerate(found)]
    arrays = [s for s in found if s.kind in ("many", "mask")]
    if len(found) > 2:
        return _by_more_dimensions(text, found, arrays)
    kind: Kind = "sparse" if value.kind == "sparse" else "array"
    if arrays and all(s.kind in ("many", "mask", "one") for s in found):
        return Code(f"{text}[{call('np.ix_', *(s.kept for s in found))}]", kind=kind)
    inside = ", ".join(s.kept for s in found)
    is_view = not arrays and all(s.kind in ("all", "slice") for s in found)
    return Code(f"{text}[{inside}]", kind=kind, base=text if is_view else "")


def _by_dimensions_of_some(context: Context, value: Code, found: Sequence[Subscript]) -> Code:
    """Index what has fewer dimensions in some cases than there are indices."""
    if any(s.kind in ("many", "mask") for s in found) and len(found) - sum(s.kind == "all" for s in found) > 1:
        parts = ", ".join(_as_matlab(context, value, axis, s) for axis, s in enumerate(found))
        index = call(context.helper("index_of"), value, f"[{parts}]")
        return Code(call(context.helper("indexed"), value, index), kind="array")
    if all(s.kind == "one" for s in found):
        return Code(call(context.helper("indexed"), value, f"np.s_[{', '.join(s.text for s in found)}]"))
    inside = ", ".join(map(_as_slice, found))
    return Code(call(context.helper("indexed"), value, f"np.s_[{inside}]"), kind="array")


def _as_matlab(context: Context, value: Code, axis: int, index: Subscript) -> str:
    """Return an index from 1, or ":"."""
    if index.code is not None:
        return index.code.text
    if index.kind == "all":
        return '":"'
    last = call(context.helper("length_along"), value, str(axis + 1))  # it is counted from the end
    return last if index.text == "-1" else f"{last} - {-int(index.text) - 1}"


def _as_slice(index: Subscript) -> str:
    """Return an index that keeps the dimension, where a list of one would move it."""
    if index.kind != "one":
        return index.flat
    return f"{index.text}:{shifted(Code(index.text, whole=True, level=8), 1)}"


def as_long(value: Facts, place: int, index: Subscript) -> Subscript:
    """Return places for a mask that is shorter or longer than its dimension, as MATLAB allows.

    Parameters
    ----------
    value : Facts
        What was seen of what is indexed.
    place : int
        Of the dimension, from 0.
    index : Subscript
        The index.

    Returns
    -------
    Subscript
        The same if it is no mask, or as long in all cases.
    """
    if index.kind != "mask" or index.code is None or not (value and index.code.facts):
        return index
    if not index.code.facts.is_vector:  # of a matrix it counts down the columns
        return Subscript("many", f"np.flatnonzero({index.code.at(ATOM)}.T)")
    lengths = {size[place] for size in value.sizes if len(size) > place}
    if lengths == {max(size) for size in index.code.facts.sizes}:
        return index
    return Subscript("many", f"np.flatnonzero({index.text})", index.code)


def _by_more_dimensions(text: str, found: Sequence[Subscript], arrays: Sequence[Subscript]) -> Code:
    """Index an array of more dimensions: the last ones that are single numbers go, as in MATLAB."""
    kept = [*found]
    tail: list[str] = []
    while len(kept) > 2 and kept[-1].kind == "one":
        tail.insert(0, kept.pop().text)
    if len(arrays) > 1:
        whole = [
            f"np.arange({text}.shape[{axis}])[{s.kept}]" if s.kind in ("all", "slice") else s.kept
            for axis, s in enumerate(kept)
        ]
        head = f"{text}[{', '.join([*([':'] * len(kept)), *tail])}]" if tail else text
        return Code(f"{head}[{call('np.ix_', *whole)}]", kind="array")
    ones = [_as_slice(s) for s in kept]
    if tail and all(s.kind == "all" for s in kept):
        return Code(f"{text}[{', '.join([*ones, *tail])}]", kind="array", base=text)
    if tail:
        return Code(f"{text}[{', '.join([*([':'] * len(kept)), *tail])}][{', '.join(ones)}]", kind="array", base=text)
    return Code(f"{text}[{', '.join(ones)}]", kind="array", base=text)


# -- lists: text, cells, struct arrays


def _of_list(context: Context, value: Code, found: Sequence[Subscript], facts: Facts) -> Code:
    """Index a list or a str with parentheses: the result is of the same kind."""
    if value.kind == "struct":
        if all(s.kind in ("one", "all") for s in found):
            return value
        value = replace(value, text=f"[{value.text}]", kind="structs")
    if value.kind == "rows":
        return _of_char_rows(context, value, found, facts)
    if value.kind == "cell" and value.facts.is_grid:
        if len(found) == 2:
            return _of_nested_list(context, value, found, facts)
        if found[0].kind == "one":
            return Code(f"[{in_rows(value.at(ATOM), found[0])}]", kind="cell", class_="cell", base=value.base)
        value = Code(call(context.helper("elements_of"), value), kind="cell", class_="cell", base=value.base)
    if value.kind == "str" and len(found) == 1 and found[0].kind == "all" and facts.kind == "rows":  # a column
        return Code(f"list({value.text})", kind="rows", class_="char")
    return _along_list(context, value, _list_index(value, found))


def _along_list(context: Context, value: Code, index: Subscript) -> Code:
    """Index a list or a str along its only direction."""
    text, kind = value.at(ATOM), value.kind
    if index.kind == "all":
        return value
    if index.kind == "one":
        if kind == "structs":
            return Code(f"{text}[{index.text}]", kind="struct", class_="struct", base=value.base)
        element = f"{text}[{index.text}]"
        return Code(f"[{element}]" if kind == "cell" else element, kind=kind, class_=value.class_, base=value.base)
    if index.kind == "slice":
        return Code(f"{text}[{index.text}]", kind=kind, class_=value.class_)
    return Code(call(context.helper("pick_at"), value, index.code or index.text), kind=kind, class_=value.class_)


def _of_char_rows(context: Context, value: Code, found: Sequence[Subscript], facts: Facts) -> Code:
    """Index a char array of several rows: one row is text, several stay a list."""
    if len(found) == 2 and found[1].kind in ("all", "slice") and found[0].kind in ("one", "all", "slice"):
        rows, columns = found
        part = "" if columns.kind == "all" else f"[{columns.text}]"
        if rows.kind == "one":
            return Code(f"{value.at(ATOM)}[{rows.text}]{part}", kind="str", class_="char")
        lines = value.text if rows.kind == "all" else f"{value.at(ATOM)}[{rows.text}]"
        return Code(f"[row{part} for row in {lines}]" if part else lines, kind="rows", class_="char")
    codes = context.codes_of(value)
    code = _linear(context, codes, found[0]) if len(found) == 1 else _by_dimensions(context, codes, found)
    if code.kind == "number":
        return Code(call("chr", as_int(code)), kind="str", class_="char")
    kind: Kind = facts.kind if facts.kind in ("str", "rows") else "any"
    return Code(call(context.helper("joined_text"), f"[[{code.text}]]"), kind=kind, class_="char")


def _of_nested_list(context: Context, value: Code, found: Sequence[Subscript], facts: Facts) -> Code:
    """Index a list of rows: what has one row or one column in the cases is a list of its elements."""
    rows, columns = found
    text = value.at(ATOM)

    def part(line: str) -> str:
        if columns.kind in ("mask", "many"):
            return call(context.helper("pick_at"), line, columns.code or columns.text)
        inside = f"{line}[{columns.text}]"
        return line if columns.kind == "all" else f"[{inside}]" if columns.kind == "one" else inside

    def cell(code: str) -> Code:
        return Code(code, kind="cell", class_="cell", base=value.base)

    if rows.kind == "one":
        return cell(part(f"{text}[{rows.text}]"))
    lines = text if rows.kind == "all" else f"{text}[{rows.text}]"
    if rows.kind in ("mask", "many"):
        lines = call(context.helper("pick_at"), value, rows.code or rows.text)
    if columns.kind == "one":
        return cell(f"[row[{columns.text}] for row in {lines}]")
    nested = lines if columns.kind == "all" else f"[{part('row')} for row in {lines}]"
    return cell(nested if not facts or facts.is_grid else f"sum({nested}, [])")


def _list_index(value: Code, found: Sequence[Subscript]) -> Subscript:
    """Return the index along the list, of one or of two indices."""
    if len(found) == 1:
        return found[0]
    if len(found) == 2:
        if found[0].kind in ("all",) or found[0].text == "0":
            return found[1]
        is_row = value.facts.is_row and not value.facts.is_column
        return found[1] if is_row and found[0].kind == "one" else found[0]
    raise UntranslatableError("a list with more than two indices")


def read_braces(context: Context, value: Code, arguments: Sequence[Expression], facts: Facts) -> Code:
    """Translate an index in braces that has one value.

    Parameters
    ----------
    context : Context
        Of the function.
    value : Code
        A cell.
    arguments : sequence of Expression
        The indices.
    facts : Facts
        What was seen of the result.

    Returns
    -------
    Code
        The element.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    found = subscripts(context, value, arguments)
    text = value.at(ATOM)
    nested = value.facts.is_grid
    if len(found) == 2 and nested:
        row, column = map(only_one, found)
        text = f"{text}[{row.text}][{column.text}]"
    else:
        index = _list_index(value, found)
        if index.kind in ("mask", "many") and index.code is not None and facts and not nested:  # one in all cases
            context.notes.append("one element in all cases")
            text = f"{call(context.helper('pick_at'), value, index.code)}[0]"
        else:
            index = only_one(index)
            text = in_rows(text, index) if nested else f"{text}[{index.text}]"
    if not facts and value.facts.always("texts"):  # so is each element, also where no case has come
        return Code(text, kind="str", class_="char", base=value.base)
    return element(text, facts, value.base)


def only_one(index: Subscript) -> Subscript:
    """Return an index in braces that has one value; where no case comes, what may be several is taken for one.

    Parameters
    ----------
    index : Subscript
        An index.

    Returns
    -------
    Subscript
        Of kind ``one``.

    Raises
    ------
    UntranslatableError
        If there may be several elements.
    """
    if index.kind == "one":
        return index
    # What has had one element elsewhere is one here, too, or the port raises an error.
    if index.kind != "many" or index.code is None or (index.code.facts and (1, 1) not in index.code.facts.sizes):
        raise UntranslatableError("several elements of a cell at once")
    number = as_number(index.code)
    return Subscript("one", shifted(number, -1), number)


def in_rows(text: str, index: Subscript) -> str:
    """Return the element of a list of rows that one index means, which runs down the columns.

    Parameters
    ----------
    text : str
        The list.
    index : Subscript
        A number.

    Returns
    -------
    str
        Code.

    Examples
    --------
    >>> in_rows("c", Subscript("one", "k - 1"))
    'c[(k - 1) % len(c)][(k - 1) // len(c)]'
    >>> in_rows("c", Subscript("one", "-1")), in_rows("c", Subscript("one", "0"))
    ('c[-1][-1]', 'c[0][0]')
    """
    if index.text in ("0", "-1"):
        return f"{text}[{index.text}][{index.text}]"
    place = Code(index.text, SUM if " " in index.text else ATOM).at(ATOM)
    if index.text.startswith("-"):
        place = f"({index.text} + sum(map(len, {text})))"
    return f"{text}[{place} % len({text})][{place} // len({text})]"


def element(text: str, facts: Facts, base: str) -> Code:
    """Return an element of a cell or a field of a struct.

    Parameters
    ----------
    text : str
        How it is read.
    facts : Facts
        What was seen of it.
    base : str
        The variable that holds it.

    Returns
    -------
    Code
        An element that is sometimes a number and sometimes an array is made an array.
    """
    if not facts:
        return Code(text, kind="any", class_="", base=base)
    kind = facts.kind
    if kind == "array" and (1, 1) in facts.sizes:
        text = call("np.atleast_2d", text)
    return Code(text, kind=kind, class_=facts.class_, base=base, facts=facts)
