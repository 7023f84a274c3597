"""The article as a section of a report: claims, proofs and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from matdrop.article.claims import CLAIMS, Claim
from matdrop.article.document import claim_pairs, proof
from matdrop.cases.table import CaseTable
from matdrop.reports.page import understood
from matdrop.reports.rendering import render


def sections(table: CaseTable, parts: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Markup]]:
    """Return the article as sections of a report's page.

    Parameters
    ----------
    table : CaseTable
        The project's own table.
    parts : mapping of str to mapping
        The measurement of every part of `matdrop.article.claims.CLAIMS`, by the part's name. It need not be settled.

    Returns
    -------
    list of tuple of str and Markup
        One section: its title, and HTML with the pictures in it.

    Raises
    ------
    MatdropError
        If matplotlib is not installed, or the parts are not what was measured.
    """
    with understood():
        claims = [_claim(table, claim, parts) for claim in CLAIMS]
        return [("The article", Markup(render("article.html", claims=claims)))]


def _claim(table: CaseTable, claim: Claim, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    proofs = [
        (f"{pair.original.name}, {str(pair.port).partition(':')[0]}", proof(table, pair.name))
        for pair in claim_pairs(table, claim)
    ]
    shown = {"title": claim.title, "text": claim.text, "proofs": proofs, "picture": ""}
    if claim.part is None:
        return shown
    data = parts[claim.part.name]
    # matplotlib escapes the texts in its pictures.
    picture = Markup(claim.part.draw(data))
    return shown | {"picture": picture, "caption": f"{claim.part.tell(data)} {_agreement(data)}"}


def _agreement(data: Mapping[str, Any]) -> str:
    """Say how far the two languages agree on what was measured, where both have measured it."""
    if "agreement" not in data:
        return ""
    found = data["agreement"]
    return f"{found['engine']} ({found['source']}) and Python differ by at most {found['largest_difference']:.2g}."
