"""The article, claim by claim, with pairs, proofs and pictures: as a page of the docs, and as a section of a report."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from matdrop.article import pictures
from matdrop.article.claims import CLAIMS, Claim, Part, settled
from matdrop.cases.pair import Pair
from matdrop.cases.table import CaseTable

INTRODUCTION = (
    'What the article "Dropout (inverted dropout)" claims, claim by claim: the original in MATLAB, its port, the proof '
    "that both compute the same, and what it looks like. `python -m matdrop.article` writes this page and its "
    "pictures; its figures are those of the case table and of Octave's stream of random numbers."
)
WIDTH = 116


def markdown(table: CaseTable, parts: Mapping[str, Mapping[str, Any]]) -> str:
    """Write the article's page for docs/.

    Parameters
    ----------
    table : CaseTable
        The project's own.
    parts : mapping
        The measurement of every part of `matdrop.article.claims.CLAIMS`, by the part's name, as `settled` returns it.

    Returns
    -------
    str
        Markdown; its pictures are ``images/NAME.svg``.

    Raises
    ------
    MatdropError
        If the table does not have the pairs of every claim.
    """
    lines = ["# The article, proven", "", *_wrapped(INTRODUCTION)]
    for number, claim in enumerate(CLAIMS, 1):
        lines += ["", f"## {number}. {claim.title}", "", *_wrapped(claim.text), ""]
        for pair in claim_pairs(table, claim):
            original = f"../../matlab_ref/{pair.original.name}"
            port = f"../../{str(pair.port).partition(':')[0].replace('.', '/')}.py"
            names = f"[{pair.original.name}]({original}), [{Path(port).name}]({port})"
            lines.append(f"- {names}: {proof(table, pair.name)}")
        if claim.part:
            figures = claim.part.tell(parts[claim.part.name])
            lines += ["", f"![{claim.title}](images/{claim.part.name}.svg)", "", *_wrapped(figures)]
    return "\n".join(lines) + "\n"


def proof(table: CaseTable, name: str) -> str:
    """Return what verifying a pair proves: the number of cases, and how exactly they agree.

    Parameters
    ----------
    table : CaseTable
        The project's own.
    name : str
        The pair.

    Returns
    -------
    str
        Markdown, in one line.

    Raises
    ------
    MatdropError
        If the table has no such pair.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> proof(load_table(OWN_TABLE), "dropout_demo")
    '`matdrop verify --own dropout_demo`: 2 cases, bit for bit'
    """
    cases = table.select([name])
    equal = [case for case in cases if case.expected == "PASS"]
    tolerances = {str(tolerance) for case in equal for tolerance in case.tolerance.values()} - {"exact"}
    near = " or ".join(sorted(text.replace("rtol 0, ", "").removesuffix(", atol 0") for text in tolerances))
    exact = sum(all(str(t) == "exact" for t in case.tolerance.values()) for case in equal)
    parts = [f"{_cases(exact)}, bit for bit"] if exact else []
    parts += [f"{_cases(len(equal) - exact)} within {near}"] if near else []
    parts += [f"{len(cases) - len(equal)} expected to differ"] if len(cases) > len(equal) else []
    return f"`matdrop verify --own {name}`: {'; '.join(parts)}"


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"


def picture(part: Part, data: Mapping[str, Any]) -> str:
    """Draw a part as a file of its own, which contains a hash of what it was made from.

    Parameters
    ----------
    part : Part
        The part.
    data : mapping
        Its measurement, as `settled` returns it.

    Returns
    -------
    str
        SVG.

    Raises
    ------
    MatdropError
        If matplotlib is not installed.
    """
    return pictures.alone(part.draw(data), digest(data))


def digest(data: Mapping[str, Any]) -> str:
    """Hash what a picture is made from: its data, and the code that draws.

    Parameters
    ----------
    data : mapping
        JSON-ready data.

    Returns
    -------
    str
        16 hexadecimal digits.

    Examples
    --------
    >>> len(digest({"mean": 1.0}))
    16
    """
    code = Path(pictures.__file__).read_bytes()
    return hashlib.sha256(json.dumps(settled(data), sort_keys=True).encode() + code).hexdigest()[:16]


def claim_pairs(table: CaseTable, claim: Claim) -> list[Pair]:
    """Return the pairs that carry a claim.

    Parameters
    ----------
    table : CaseTable
        The project's own.
    claim : Claim
        One of `matdrop.article.claims.CLAIMS`.

    Returns
    -------
    list of Pair
        In the claim's order.

    Examples
    --------
    >>> from matdrop.article.claims import CLAIMS
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> [pair.name for pair in claim_pairs(load_table(OWN_TABLE), CLAIMS[0])][:1]
    ['inverted_dropout']
    """
    return [table.select([name])[0].pair for name in claim.pairs]


def _wrapped(text: str) -> list[str]:
    """Break a text into lines, but not inside code."""
    held = re.sub("`[^`]*`", lambda code: code[0].replace(" ", "\0"), text)
    return [line.replace("\0", " ") for line in wrap(held, WIDTH, break_on_hyphens=False)]
