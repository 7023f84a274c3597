"""Several engines side by side as JSON-ready data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matdrop.verification.side_by_side import CaseByEngine


def engines_json(cases: Sequence[CaseByEngine], rows: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Return cases by engine as data that JSON can hold.

    Parameters
    ----------
    cases : sequence of CaseByEngine
        All cases.
    rows : sequence of sequence of str
        For each case, lines on the behaviour that is known to differ between its engines.

    Returns
    -------
    list of dict
        For each case the verdict, the difference from the first engine and whether the port follows, by engine.
    """
    return [
        {
            "case": case.case.id,
            "as_expected": case.as_expected,
            "engines": [
                {"engine": str(engine), "verdict": result.verdict, "differs": other, "port_follows": bool(result)}
                for engine, result, other in zip(case.engines, case.results, case.differences, strict=True)
            ],
            "known_differences": list(lines),
        }
        for case, lines in zip(cases, rows, strict=True)
    ]
