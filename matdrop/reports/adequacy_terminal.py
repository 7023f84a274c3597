"""What the cases would notice, in the terminal: for each pair its figure, and by line what no case notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console

from matdrop.adequacy.outcome import Adequacy, Mutant, PairAdequacy
from matdrop.adequacy.reach import Point

SHOWN_OF_LINE, LINES_SHOWN = 3, 12
_CONDITIONS = {"true": "is true in no case", "false": "is false in no case"}


def show(adequacy: Adequacy, console: Console, every: bool = False) -> None:
    """Print what the cases would notice.

    Parameters
    ----------
    adequacy : Adequacy
        Of any cases.
    console : Console
        Where to.
    every : bool
        Whether every change is shown that no case notices; otherwise a few of each line, and of each pair.
    """
    for found in adequacy.pairs:
        is_below = found in adequacy.below
        style = "bold red" if is_below else "bold" if found.share is not None else "yellow"
        console.print(headline(found), style=style, markup=False, highlight=False, soft_wrap=True)
        for line in lines(found, every):
            console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)
    style = "bold red" if adequacy.below else "bold"
    console.print(closing_line(adequacy), style=style, markup=False, highlight=False, soft_wrap=True)


def headline(found: PairAdequacy) -> str:
    """Return the first line on a pair: how much its cases notice.

    Parameters
    ----------
    found : PairAdequacy
        What was found of the pair.

    Returns
    -------
    str
        One line, which begins with the name of the pair.
    """
    name = found.pair.name
    if found.share is None:
        return f"{name}: not measured: {found.error or 'there is nothing to change'}"
    said = f"{name}: {percent(found.share)} of {_tried(found)} changes noticed by {_count(len(found.cases), 'case')}"
    more = []
    if (equivalent := found.count("equivalent")) > 0:
        more.append(f"{equivalent} more change nothing")
    if found.possible > len(found.mutants):
        more.append(f"of {found.possible} that are possible")
    if found in Adequacy((found,)).below:
        more.append(f"the table asks for {percent(found.pair.minimum_adequacy)}")
    return said + (f" ({'; '.join(more)})" if more else "")


def lines(found: PairAdequacy, every: bool = False) -> Iterator[str]:
    """Return by line what no case notices.

    Parameters
    ----------
    found : PairAdequacy
        What was found of the pair.
    every : bool
        Whether everything is shown.

    Yields
    ------
    str
        A line of text for each change that survives, and for each line of the port that no case reaches.
    """
    by_line: dict[int, list[str]] = {}
    for number, points in groupby(found.unreached, key=lambda point: point.line):
        by_line[number] = list(_unreached(number, list(points)))
    for number, survivors in groupby(found.survivors, key=lambda mutant: mutant.change.line):
        by_line.setdefault(number, []).extend(_survivors(number, list(survivors), every))
    shown = sorted(by_line)[: None if every else LINES_SHOWN]
    for number in shown:
        yield from by_line[number]
    for number, points in groupby(found.original_unreached, key=lambda point: point.line):
        yield from (f"{found.pair.original.name}, {said}" for said in _unreached(number, list(points)))
    if len(by_line) > len(shown):
        yield f"and {_count(len(by_line) - len(shown), 'more line')} (--all shows them)"


def _unreached(number: int, points: Sequence[Point]) -> Iterator[str]:
    if any(point.kind == "statement" for point in points):
        yield f"line {number}: no case reaches it"
        return
    for point in points:
        yield f"line {number}: its condition {_CONDITIONS[point.kind]}"


def _survivors(number: int, survivors: Sequence[Mutant], every: bool) -> Iterator[str]:
    shown = survivors if every else survivors[:SHOWN_OF_LINE]
    for mutant in shown:
        yield f"line {number}: {mutant.change.what}, every case still agrees: {mutant.text}"
        if mutant.killer is not None:
            seed = "" if mutant.killer.seed is None else f" with seed {mutant.killer.seed}"
            yield f"    a case that would notice: {', '.join(mutant.killer.args)}{seed}"
    if len(shown) < len(survivors):
        yield f"line {number}: and with {_count(len(survivors) - len(shown), 'other change')} (--all shows them)"


def closing_line(adequacy: Adequacy) -> str:
    """Return the last line: the figure of the project.

    Parameters
    ----------
    adequacy : Adequacy
        Of any cases.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> closing_line(Adequacy(()))
    'nothing was measured'
    """
    if adequacy.share is None:
        return "nothing was measured"
    measured = [found for found in adequacy.pairs if found.share is not None]
    said = f"{_count(len(measured), 'pair')}: {percent(adequacy.share)} of {sum(map(_tried, measured))} changes noticed"
    endless = sum(mutant.is_endless for found in measured for mutant in found.mutants)
    if endless:
        said += f", {endless} of them because the port then takes more than ten times as long"
    if adequacy.below:
        said += f"; {_count(len(adequacy.below), 'pair')} below the table's minimum"
    return said


def percent(share: float) -> str:
    """Return a share in percent, rounded down: only all is 100 %.

    Parameters
    ----------
    share : float
        From 0 to 1.

    Returns
    -------
    str
        A whole number of percent.

    Examples
    --------
    >>> percent(0.999), percent(1.0)
    ('99 %', '100 %')
    """
    return f"{int(round(100 * share, 6))} %"  # 0.57 is a little less than 57 hundredths


def _tried(found: PairAdequacy) -> int:
    return len(found.mutants) - found.count("equivalent")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
