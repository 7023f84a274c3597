"""A search in the terminal: each kind of difference with its inputs, the values on both sides, and a case to copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console

from matdrop.cases.table_writer import case_lines
from matdrop.search.pair_search import Difference, PairSearch
from matdrop.values.display import format_value


def show(search: PairSearch, console: Console) -> None:
    """Print what a search has found for a pair.

    Parameters
    ----------
    search : PairSearch
        Of any pair.
    console : Console
        Where to.
    """
    style = "bold red" if search else "bold green"
    console.print(headline(search), style=style, markup=False, highlight=False, soft_wrap=True)
    for number, (difference, entry) in enumerate(zip(search.differences, search.entries, strict=True), 1):
        for line in _difference(number, difference, entry):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    if search.undetermined:
        text = f"\n{_undetermined(search.undetermined)}"
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    if search.unanswered:
        text = "\nThe original fails and the port does not, which is no difference:"
        console.print(text, markup=False, highlight=False, soft_wrap=True)
    for difference in search.unanswered:
        for line in _unanswered(difference):
            console.print(line, markup=False, highlight=False, soft_wrap=True)


def _undetermined(count: int) -> str:
    inputs = "1 input" if count == 1 else f"{count} inputs"
    return (
        f"On {inputs} the sides differ in what the original does not determine: inputs moved by one unit in the last "
        "place give it other values each time, as a basis of a null space. That is no difference."
    )


def headline(search: PairSearch) -> str:
    """Return the first line on a search: how many inputs were tried, and how many kinds of differences were found.

    Parameters
    ----------
    search : PairSearch
        Of any pair.

    Returns
    -------
    str
        One line, which begins with the name of the pair.
    """
    count = len(search.differences)
    kinds = f"{count} kind{'' if count == 1 else 's'} of difference" if count else "no difference was found"
    cut = "; the time was up: --seconds gives it more" if search.is_cut else ""
    return (
        f"{search.cases[0].pair.name}: {kinds} on {search.tried} inputs, of which the original answers "
        f"{search.answered} ({search.engine}){cut}"
    )


def _difference(number: int, difference: Difference, entry: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n{number}. {title(difference)}  ({difference.found} input{'' if difference.found == 1 else 's'} like this)"
    for name, text in zip(_names(difference), difference.args, strict=True):
        yield f"     {name} = {text}"
    for output in difference.result.outputs:
        if output.mismatch is not None:
            yield f"   {output.name}: {output.mismatch.detail}"
            yield f"     original  {format_value(output.expected)}"
            yield f"     port      {format_value(output.obtained)}"
    if difference.result.changed:
        yield f"   the port changes {', '.join(difference.result.changed)}, which MATLAB passes by value"
    if difference.result.error:
        yield f"   {difference.result.error}"
    yield "   as a case:"
    yield from (f"     {line}" for line in case_lines(difference.candidate.known.case.pair.name, entry))


def title(difference: Difference) -> str:
    """Say what the inputs of a difference have that no case has.

    Parameters
    ----------
    difference : Difference
        Of any search.

    Returns
    -------
    str
        Such as ``x has a NaN``.
    """
    return ", ".join(difference.traits) or "other numbers than those of the cases"


def _unanswered(difference: Difference) -> Iterator[str]:
    arguments = ", ".join(difference.args)
    yield f"   {difference.candidate.known.case.pair.original.stem}({arguments})"
    yield f"     {difference.result.error}"


def _names(difference: Difference) -> list[str]:
    return difference.candidate.known.case.input_names(len(difference.candidate.inputs))
