"""The article as a section of a report: claims, proofs and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from matdrop.article.claims import CLAIMS, Claim
from matdrop.article.document import _pairs, proof
from matdrop.cases.table import CaseTable
from matdrop.reports.markup import element, html
from matdrop.reports.page import understood


def sections(table: CaseTable, parts: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Give the article as sections of a report's page.

    Parameters
    ----------
    table, parts
        As `markdown` has them; here the parts need not be settled.

    Returns
    -------
    list of tuple of str
        One section: its title, and HTML with the pictures in it.

    Raises
    ------
    MatdropError
        If matplotlib is not installed, or the parts are not what was measured.
    """
    with understood():
        return [("The article", "".join(_claim(table, number, claim, parts) for number, claim in enumerate(CLAIMS, 1)))]


def _claim(table: CaseTable, number: int, claim: Claim, parts: Mapping[str, Mapping[str, Any]]) -> str:
    said = [html(element("h3", f"{number}. {claim.title}")), html(element("p", *_code(claim.text)))]
    for pair in _pairs(table, claim):
        names = f"{pair.original.name}, {str(pair.port).partition(':')[0]}: "
        said.append(html(element("p", names, *_code(proof(table, pair.name)), class_="faint")))
    if claim.part:
        data = parts[claim.part.name]
        caption = html(element("figcaption", f"{claim.part.tell(data)} {_agreement(data)}"))
        said.append(f"<figure>{claim.part.draw(data)}{caption}</figure>")
    return "".join(said)


def _agreement(data: Mapping[str, Any]) -> str:
    """Say how far the two languages agree on what was measured, where both have measured it."""
    if "agreement" not in data:
        return ""
    found = data["agreement"]
    return f"{found['engine']} ({found['source']}) and Python differ by at most {found['largest_difference']:.2g}."


def _code(text: str) -> list[str | Element]:
    """Set what stands between backticks as code."""
    return [element("code", part) if k % 2 else part for k, part in enumerate(text.split("`"))]
