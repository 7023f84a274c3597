"""What the cases would notice, as JSON-ready data."""

from __future__ import annotations

from collections import Counter
from typing import Any

from matdrop.adequacy.outcome import Adequacy, Mutant, PairAdequacy
from matdrop.source.python import lines_of


def adequacy_json(adequacy: Adequacy) -> dict[str, Any]:
    """Return what the cases would notice as data that JSON can hold.

    Parameters
    ----------
    adequacy : Adequacy
        Of any cases.

    Returns
    -------
    dict
        With the keys ``pairs`` (an entry for each), ``share`` (of all changes, those that are noticed; or null) and
        ``below`` (the pairs whose share is below the table's minimum).

    Examples
    --------
    >>> adequacy_json(Adequacy(()))
    {'pairs': [], 'share': None, 'below': []}
    """
    return {
        "pairs": [_pair(found) for found in adequacy.pairs],
        "share": adequacy.share,
        "below": [found.pair.name for found in adequacy.below],
    }


def _pair(found: PairAdequacy) -> dict[str, Any]:
    return {
        "pair": found.pair.name,
        "file": None if found.file is None else str(found.file),
        "cases": list(found.cases),
        "share": found.share,
        "minimum": found.pair.minimum_adequacy,
        "error": found.error or None,
        "possible": found.possible,
        "noticed": found.count("noticed"),
        "survived": found.count("survived"),
        "in_unreached_lines": found.count("unreached"),
        "equivalent": found.count("equivalent"),
        "endless": sum(mutant.is_endless for mutant in found.mutants),
        "survivors": [_survivor(mutant) for mutant in found.survivors],
        "unreached": [{"line": point.line, "what": point.kind} for point in found.unreached],
        "lines": _lines(found),
        "original_unreached": [{"line": point.line, "what": point.kind} for point in found.original_unreached],
    }


def _lines(found: PairAdequacy) -> list[dict[str, Any]]:
    """Return the lines of the port from the first to the last that was changed, with what came of the changes."""
    fates: dict[int, Counter[str]] = {}
    for mutant in found.mutants:
        fates.setdefault(mutant.change.line, Counter())[mutant.fate] += 1
    if found.file is None or not fates:
        return []
    return [
        {"line": line, "text": text, **fates.get(line, {})}
        for line, text in enumerate(lines_of(found.file), 1)
        if min(fates) <= line <= max(fates)
    ]


def _survivor(mutant: Mutant) -> dict[str, Any]:
    change = mutant.change
    return {
        "line": change.line,
        "column": mutant.column,
        "kind": change.kind,
        "what": change.what,
        "text": mutant.text,
        "killer": None if mutant.killer is None else {"args": list(mutant.killer.args), "seed": mutant.killer.seed},
    }
