"""A report in one line, which the terminal, pytest and the page close or open with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from matdrop.verification.run import Report


def closing_line(report: Report) -> str:
    """Sum a report up in one line.

    Parameters
    ----------
    report : Report
        Of any verification.

    Returns
    -------
    str
        Such as ``453 cases: 453 live in GNU Octave 7.3.0, 453 saved; 0 stale``, and what was not as
        expected.

    Examples
    --------
    >>> closing_line(Report(()))
    '0 cases: 0 saved; 0 stale'
    """
    engine = None if report.engine is None else str(report.engine)
    return tally([(r.case.id, r.source, r.verdict, r.as_expected, engine) for r in report.results])


def tally(verdicts: Sequence[tuple[str, str, str, bool, str | None]]) -> str:
    """Count verdicts in one line; `matdrop verify` and pytest close with the same.

    Parameters
    ----------
    verdicts : sequence of tuple
        Case, source, verdict, whether it was expected, and the live engine (None for saved references).

    Returns
    -------
    str
        The line.

    Examples
    --------
    >>> tally([("f/a", "live", "PASS", True, "GNU Octave 7.3.0"), ("f/a", "saved", "STALE", False, None)])
    '1 case: 1 live in GNU Octave 7.3.0, 0 saved; 1 stale; 1 FAILED'
    """
    # Without a usable fixture there was nothing to verify against, so such a verdict is in no count but its own.
    once = {(case, source): verdict for case, source, verdict, _, _ in verdicts}
    used = Counter(source for (_, source), verdict in once.items() if verdict not in ("STALE", "UNVERIFIED"))
    kinds = Counter(once.values())
    expected = {case for case, _, verdict, as_expected, _ in verdicts if as_expected and verdict != "PASS"}
    unexpected = {case for case, _, _, as_expected, _ in verdicts if not as_expected}
    engine = next((engine for _, _, _, _, engine in verdicts if engine), None)
    live = f"{used['live']} live in {engine}, " if engine else ""
    count = len({case for case, *_ in verdicts})
    line = f"{count} case{'' if count == 1 else 's'}: {live}{used['saved']} saved; {kinds['STALE']} stale"
    if kinds["UNVERIFIED"]:
        line += f"; {kinds['UNVERIFIED']} UNVERIFIED"
    if expected:
        line += f"; {len(expected)} expected difference{'s' if len(expected) > 1 else ''}"
    if unexpected:
        line += f"; {len(unexpected)} FAILED"
    return line
