"""A badge of a certificate: an SVG that names the engines that were really run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

# The width of a character of Verdana 11, about; text is stretched to it, so the badge looks alike everywhere.
CHARACTER, MARGIN = 6.8, 10

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{label}: {text}">
<title>{label}: {text}</title>
<rect width="{left}" height="20" fill="#555"/>
<rect x="{left}" width="{right}" height="20" fill="#2e7d32"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="{half_margin}" y="14" textLength="{label_length}">{label}</text>
<text x="{text_start}" y="14" textLength="{text_length}">{text}</text>
</g>
</svg>
"""


def badge(certificate: Mapping[str, Any]) -> str:
    """Draw the badge of a certificate.

    Parameters
    ----------
    certificate : mapping
        As `matdrop.verification.certificate.read_certificate` reads it.

    Returns
    -------
    str
        SVG: how many cases, and in which engines they ran.

    Examples
    --------
    >>> "2 cases in GNU Octave 9.4.0" in badge({"cases": {"f/1": {}, "f/2": {}}, "engines": ["GNU Octave 9.4.0"]})
    True
    """
    count = len(certificate["cases"])
    engines = ", ".join(certificate["engines"]) or "saved references"
    label, text = "matdrop", f"{count} case{'' if count == 1 else 's'} in {engines}"
    lengths = [round(len(words) * CHARACTER) for words in (label, text)]
    left, right = (length + MARGIN for length in lengths)
    return SVG.format(
        width=left + right,
        left=left,
        right=right,
        label=label,
        text=escape(text),
        half_margin=MARGIN // 2,
        label_length=lengths[0],
        text_start=left + MARGIN // 2,
        text_length=lengths[1],
    )
