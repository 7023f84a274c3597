"""What a search has found, as JSON-ready data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matdrop.reports.data import SCHEMA
from matdrop.search.pair_search import Difference, PairSearch
from matdrop.values.display import format_value
from matdrop.version import __version__


def search_json(searches: Sequence[PairSearch]) -> dict[str, Any]:
    """Return what searches have found as data that JSON can hold.

    Parameters
    ----------
    searches : sequence of PairSearch
        One for each pair.

    Returns
    -------
    dict
        With the keys ``schema``, ``matdrop``, ``engine``, ``pairs`` (an entry for each) and ``next`` (the command to
        run next, or null).

    Examples
    --------
    >>> search_json([])["pairs"]
    []
    """
    found = next((search for search in searches if search), None)
    engine = searches[0].engine if searches else None
    return {
        "schema": SCHEMA,
        "matdrop": __version__,
        "engine": None if engine is None else {"name": engine.name, "version": engine.version},
        "pairs": [_pair(search) for search in searches],
        "next": f"matdrop search {found.cases[0].pair.name} --accept" if found else None,
    }


def _pair(search: PairSearch) -> dict[str, Any]:
    return {
        "pair": search.cases[0].pair.name,
        "tried": search.tried,
        "answered": search.answered,
        "undetermined": search.undetermined,
        "time_was_up": search.is_cut,
        "differences": [
            {**_difference(difference), "case": entry}
            for difference, entry in zip(search.differences, search.entries, strict=True)
        ],
        "original_fails": [_difference(difference) for difference in search.unanswered],
    }


def _difference(difference: Difference) -> Mapping[str, Any]:
    result = difference.result
    return {
        "verdict": result.verdict,
        "new": list(difference.traits),
        "inputs_like_this": difference.found,
        "arguments": list(difference.args),
        "outputs": [
            {
                "name": output.name,
                "mismatch": output.mismatch.detail,
                "original": format_value(output.expected),
                "port": format_value(output.obtained),
            }
            for output in result.outputs
            if output.mismatch is not None
        ],
        "changed_inputs": list(result.changed),
        "error": result.error,
    }
