"""Problems as SARIF 2.1.0, which code scanning and editors read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeGuard

from matdrop.explain.finding import Place
from matdrop.repair.patch import Patch
from matdrop.reports.concise import relative, said
from matdrop.reports.problems import Problem
from matdrop.version import __version__

TEXT = "MATLAB computes something else"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(problems: Sequence[Problem], home: Path) -> dict[str, Any]:
    """Return problems as a SARIF log.

    Parameters
    ----------
    problems : sequence of Problem
        Of a report.
    home : Path
        The folder that files are named from: that of the checkout.

    Returns
    -------
    dict
        JSON-ready: a run of matdrop, with a rule for each kind and a result for each problem.

    Examples
    --------
    >>> log = sarif([Problem("stale", "f.m has changed", "f", ("one",), ("STALE",))], Path())
    >>> [result["ruleId"] for result in log["runs"][0]["results"]]
    ['stale']
    """
    kinds = list(dict.fromkeys(problem.kind for problem in problems))
    driver = {
        "name": "matdrop",
        "version": __version__,
        "rules": [{"id": kind, "shortDescription": {"text": f"{TEXT}: {kind}"}} for kind in kinds],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"uri": f"{home.resolve().as_uri()}/"}},
        "results": [_result(problem, kinds.index(problem.kind), home) for problem in problems],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(problem: Problem, rule: int, home: Path) -> dict[str, Any]:
    finding = problem.finding
    result: dict[str, Any] = {
        "ruleId": problem.kind,
        "ruleIndex": rule,
        "level": problem.level,
        "message": {"text": said(problem)},
        # Lines move while a fault stays the same: code scanning tells by this what is new.
        "partialFingerprints": {"matdrop/v1": f"{problem.pair}/{problem.kind}/{finding.variable if finding else ''}"},
        "properties": {
            "pair": problem.pair,
            "cases": list(problem.cases),
            "verdicts": list(problem.verdicts),
            "certainty": finding.certainty if finding else "",
            "proof": list(finding.proof) if finding else [],
        },
    }
    if problem.place is not None:
        result["locations"] = [{"physicalLocation": _location(problem.place, home)}]
    if problem.original is not None:
        original = {"physicalLocation": _location(problem.original, home), "message": {"text": "the original"}, "id": 1}
        result["relatedLocations"] = [original]
    if finding is not None and finding.fix is not None and _is_of_the_file(finding.fix.patch):
        result["fixes"] = [_fix(finding.fix.text, finding.fix.patch, home)]
    return result


def _location(place: Place, home: Path) -> dict[str, Any]:
    region = {"startLine": place.line}
    region |= {"startColumn": place.column} if place.column else {}
    region |= {"endLine": place.end_line} if place.end_line else {}
    return {"artifactLocation": _artifact(place.file, home), "region": region}


def _artifact(file: str, home: Path) -> dict[str, str]:
    name = relative(file, home)
    if Path(name).is_absolute():
        return {"uri": Path(name).as_uri()}
    return {"uri": Path(name).as_posix(), "uriBaseId": "PROJECT"}


def _is_of_the_file(patch: Patch | None) -> TypeGuard[Patch]:
    """Whether a patch is one of the file as it is: of several faults the later ones follow on earlier fixes."""
    return patch is not None and patch.source.path.is_file() and patch.source.path.read_bytes() == patch.source.content


def _fix(text: str, patch: Patch, home: Path) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": _region(patch.source.text, change.start, change.end),
            "insertedContent": {"text": change.text},
        }
        for change in patch.changes
    ]
    artifact = _artifact(str(patch.source.path.resolve()), home)
    return {
        "description": {"text": text},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }


def _region(text: str, start: int, end: int) -> dict[str, int]:
    (line, column), (end_line, end_column) = (_position(text, offset) for offset in (start, end))
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of a character, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
