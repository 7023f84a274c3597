"""A certificate as a page: what was proven, from which sources, in which engines, and how closely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from matdrop.reports.rendering import render


def certificate_page(certificate: Mapping[str, Any], file: str, title: str) -> str:
    """Draw a certificate as a page.

    Parameters
    ----------
    certificate : mapping
        As `matdrop.verification.certificate.read_certificate` reads it.
    file : str
        The name of its file, for the command that checks it.
    title : str
        The name of the project.

    Returns
    -------
    str
        HTML that loads nothing; the same certificate gives the same page.

    Examples
    --------
    >>> facts = {"engines": ["GNU Octave 9.4.0"], "references": ["live"], "matdrop": "0.1.0", "digest": "f0"}
    >>> page = certificate_page({**facts, "cases": {}, "sources": {}, "results": {}}, "proof.json", "filters")
    >>> "<dt>engines</dt><dd>GNU Octave 9.4.0</dd>" in page
    True
    """
    return render(
        "certificate.html",
        title=title,
        file=file,
        facts=list(_facts(certificate)),
        sources=list(_sources(certificate)),
        results=list(_results(certificate)),
    )


def _facts(certificate: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "engines", ", ".join(certificate["engines"]) or "none was run: the references were recorded before"
    yield "references", " and ".join(certificate["references"])
    yield "cases", str(len(certificate["cases"]))
    if "adequacy" in certificate:
        fates = certificate["adequacy"]["pairs"].values()
        noticed, survived, unreached = (
            sum(pair[fate] for pair in fates) for fate in ("noticed", "survived", "unreached")
        )
        yield "adequacy", f"{noticed} of {noticed + survived + unreached} changes of the ports are noticed by the cases"
    yield "made by", f"matdrop {certificate['matdrop']}"
    yield "digest", certificate["digest"]


def _sources(certificate: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for pair, sides in certificate["sources"].items():
        for side, files in sides.items():
            for name, digest in files.items():
                yield pair, side, name, digest


def _results(certificate: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each output of each case in each engine."""
    for name, result in certificate["results"].items():
        case, _, ran_in = name.partition(" in ")
        seed = certificate["cases"][case]["seed"]
        beginning = case, ran_in, "" if seed is None else str(seed), result["verdict"]
        for output, found in result["outputs"].items() or [("", None)]:
            yield (*beginning, output, *(_figures(found) if found else ("", "", "")))


def _figures(output: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the class and size of an output, its tolerance, and how far the two sides are apart at most."""
    size = "x".join(map(str, output["size"]))
    if output["ulp"] == 0 or output["relative"] == 0:
        apart = "none"
    else:
        apart = f"relative {output['relative']:.3g}" if output["relative"] is not None else "not a number"
    return f"{output['class']} {size}", output["tolerance"], apart
