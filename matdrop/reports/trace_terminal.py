"""A trace in the terminal: the two sources side by side, the first divergence, and how it spreads."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from matdrop.tracing.divergence import Divergence
from matdrop.tracing.lines import AGREES, ALONE, DIFFERS, NOT_REACHED, NOT_RECORDED, Row, around
from matdrop.tracing.outcome import Trace
from matdrop.values.display import format_value

SIGNS = {
    AGREES: ("=", "green"),
    DIFFERS: ("≠", "bold red"),
    ALONE: ("·", "cyan"),
    NOT_REACHED: ("-", "dim"),
    NOT_RECORDED: ("~", "dim"),
}
AROUND = 12
SPREAD_SHOWN = 6


def show(trace: Trace, console: Console) -> None:
    """Print a trace.

    Parameters
    ----------
    trace : Trace
        Of any case.
    console : Console
        Where to; the sources take its width.
    """
    style = "bold yellow" if trace.is_open else "bold green" if trace.divergence is None else "bold red"
    console.print(headline(trace), style=style, markup=False, highlight=False, soft_wrap=True)
    for remark in trace.remarks:
        console.print(f"  {remark}", markup=False, highlight=False, soft_wrap=True)
    console.print(_sources(trace, console.width))
    meant = [mark for mark in SIGNS if mark != NOT_RECORDED or not trace.alignment.is_complete]
    console.print("   ".join(f"{SIGNS[mark][0]} {mark}" for mark in meant), style="dim", highlight=False)
    for line in explanation(trace):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def headline(trace: Trace) -> str:
    """Return the first line of a trace: whether and where the two sides diverge.

    Parameters
    ----------
    trace : Trace
        Of any case.

    Returns
    -------
    str
        One line, which begins with the name of the case.
    """
    case = trace.result.case
    if trace.is_open:
        return f"{case.id}: {trace.result.verdict}, and nothing differs up to where {' and '.join(_ends(trace))}"
    if trace.divergence is None:
        lines = len({(write.event.file, write.line) for write in trace.alignment.port.writes})
        return f"{case.id}: no divergence ({trace.result.verdict}; {lines} lines of the port give values)"
    divergence = trace.divergence
    sides = [str(place) for place in (divergence.original, divergence.port) if place is not None]
    what = f"first divergence: {divergence.variable}" if divergence.variable else "stopped"
    return f"{case.id}: {what}, {' against '.join(sides)}{_iteration(divergence)}"


def _ends(trace: Trace) -> Iterator[str]:
    """Yield, for each recording that was ended early, where it ended."""
    for side, recording in (("original", trace.alignment.original), ("port", trace.alignment.port)):
        if recording.ended:
            event = recording.events[-1]
            yield f"the recording of the {side} was ended, at line {event.line}{_turn(event.iteration)}"


def explanation(trace: Trace) -> list[str]:
    """Return the lines of text on the first divergence: what differs, why, and what differs after it.

    Parameters
    ----------
    trace : Trace
        Of any case.

    Returns
    -------
    list of str
        Lines of text; empty without a divergence.
    """
    divergence = trace.divergence
    if divergence is None:
        return []
    lines = []
    for side, place, value, name in (
        ("original", divergence.original, divergence.expected, divergence.variable),
        ("port", divergence.port, divergence.obtained, divergence.port_variable),
    ):
        code = f"{place.line:4}  {place.code}" if place else "      nothing that corresponds"
        lines.append(f"  {side:8} {code}")
        if value is not None and name:
            lines.append(f"                 {name} = {format_value(value)}")
    lines.append(f"  {divergence.detail}")
    for cause in divergence.causes:
        lines.append(f"  cause: {cause.kind}: {cause.detail}")
        lines += [f"    fix: {cause.fix}"] if cause.fix else []
    if divergence.between:
        lines.append(f"  made of {', '.join(divergence.between)}, which the original does not have: look there too")
    if trace.spread:
        shown = [f"{s.variable} (lines {s.original.line} and {s.port.line})" for s in trace.spread[:SPREAD_SHOWN]]
        more = len(trace.spread) - SPREAD_SHOWN
        lines.append(f"  then differ: {', '.join(shown)}{f' and {more} more' if more > 0 else ''}")
    return lines


def _iteration(divergence: Divergence) -> str:
    """Say in which iterations of the loops around it the divergence is; nothing where only one side has a loop."""
    places = [place.iteration for place in (divergence.original, divergence.port) if place is not None]
    if len({len(iteration) for iteration in places}) > 1:
        return ""
    return _turn(places[0])


def _turn(iteration: tuple[int, ...]) -> str:
    return f" (iteration {', '.join(map(str, iteration))})" if iteration else ""


def _sources(trace: Trace, width: int) -> Table:
    """Lay the two sources side by side."""
    sources = trace.sources
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=0, expand=False)
    code = max(20, (width - 18) // 2)
    for source in sources:
        table.add_column("", width=1)
        table.add_column("", justify="right", style="dim", width=4)
        table.add_column(Text(source.path.name), width=code, no_wrap=True, overflow="ellipsis")
    divergence = trace.divergence
    places = [divergence.original, divergence.port] if divergence else [None, None]
    lines = places[0].line if places[0] else None, places[1].line if places[1] else None
    for row in around(trace.rows, lines, AROUND) if divergence else trace.rows:
        table.add_row(*_cells(row, 0, sources[0].text, lines), *_cells(row, 1, sources[1].text, lines))
    return table


def _cells(row: Row, side: int, text: tuple[str, ...], lines: tuple[int | None, int | None]) -> list[Text]:
    line, mark = (row.original, row.original_mark) if side == 0 else (row.port, row.port_mark)
    if line is None:
        return [Text(), Text(), Text()]
    sign, style = SIGNS.get(mark, ("", ""))
    here = line == lines[side]
    style = "bold red reverse" if here else style
    return [Text(sign, style), Text(str(line)), Text(text[line - 1].expandtabs(4), "bold" if here else "")]
