"""What mends the ports that differ, in the terminal and as JSON: the changes, and what proves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.syntax import Syntax

from matdrop.explain.finding import Fix
from matdrop.explain.mending import Mending
from matdrop.reports.data import SCHEMA
from matdrop.reports.fix_lines import remarks_of, run_of
from matdrop.version import __version__


def show(mendings: Sequence[Mending], written: bool, console: Console) -> None:
    """Print the changes as unified diffs, each with its proof.

    Parameters
    ----------
    mendings : sequence of Mending
        One for each pair that differs.
    written : bool
        Whether the changes were written.
    console : Console
        Where to.
    """
    if not mendings:
        console.print("nothing to mend: every case is as expected", style="bold green", highlight=False)
        return
    for mending in mendings:
        for finding in mending.findings:
            where = f" at {finding.port}" if finding.port else ""
            _print(f"{mending.pair}: {finding.certainty} {finding.kind}{where}", console, "bold")
            if finding.fix is not None:
                _show_fix(finding.fix, console)
            for sentence in finding.proof:
                _print(f"  proof: {sentence}", console)
        if mending.reason:
            _print(f"{mending.pair}: not mended: {mending.reason}", console, "bold red")
    _print(_closing_line(mendings, written), console)


def _show_fix(fix: Fix, console: Console) -> None:
    diff = fix.diff.rstrip("\n")
    _print(f"  {fix.label}: {fix.text}", console)
    if diff and console.is_terminal:
        console.print(Syntax(diff, "diff", background_color="default"))
    elif diff:
        _print(diff, console)
    for remark in [*([run_of(fix)] if diff else []), *remarks_of(fix)]:
        _print(f"  {remark}", console)


def _print(text: str, console: Console, style: str = "") -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _closing_line(mendings: Sequence[Mending], written: bool) -> str:
    mended = sum(mending.is_mended for mending in mendings)
    files = dict.fromkeys(fix.patch.source.path.name for m in mendings for fix in m.fixes if fix.patch is not None)
    count = f"{mended} of {len(mendings)} ports that differ are mended"
    if len(mendings) == 1:
        count = f"the port that differs is {'mended' if mended else 'not mended'}"
    if not files:
        return count
    return f"{count}; " + (f"written: {', '.join(files)}" if written else "nothing was written: --write writes it")


def to_json(mendings: Sequence[Mending], written: bool) -> dict[str, Any]:
    """Return the changes as JSON-ready data.

    Parameters
    ----------
    mendings : sequence of Mending
        One for each pair that differs.
    written : bool
        Whether the changes were written.

    Returns
    -------
    dict
        With the keys ``schema``, ``matdrop``, ``written`` and ``pairs``.
    """
    pairs = [
        {
            "pair": mending.pair,
            "mended": mending.is_mended,
            "reason": mending.reason,
            "findings": [finding.to_json() for finding in mending.findings],
        }
        for mending in mendings
    ]
    return {"schema": SCHEMA, "matdrop": __version__, "written": written, "pairs": pairs}
