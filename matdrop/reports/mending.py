"""What mends the ports that differ, in the terminal and as JSON: the changes, and what proves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.syntax import Syntax

from matdrop.explain.mending import Mending
from matdrop.reports.data import SCHEMA
from matdrop.reports.fix_lines import fix_lines
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
            title = f"{mending.pair}: {finding.certainty} {finding.kind}{where}"
            console.print(title, style="bold", markup=False, highlight=False, soft_wrap=True)
            for sentence in finding.proof:
                console.print(f"  proof: {sentence}", markup=False, highlight=False, soft_wrap=True)
            if finding.fix is not None:
                _show_fix(finding.fix.diff, fix_lines(finding.fix), console)
        if mending.reason:
            text = f"{mending.pair}: not mended: {mending.reason}"
            console.print(text, style="bold red", markup=False, highlight=False, soft_wrap=True)
    console.print(_closing_line(mendings, written), markup=False, highlight=False, soft_wrap=True)


def _show_fix(diff: str, lines: Sequence[str], console: Console) -> None:
    if not diff:
        console.print(f"  {lines[0]}", markup=False, highlight=False, soft_wrap=True)
    elif console.is_terminal:
        console.print(Syntax(diff.rstrip("\n"), "diff", background_color="default"))
    else:
        console.print(diff.rstrip("\n"), markup=False, highlight=False, soft_wrap=True)
    for line in lines:
        if line.startswith("  ") and line[2] not in "-+":
            console.print(line, markup=False, highlight=False, soft_wrap=True)


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
