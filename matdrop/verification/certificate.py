"""A certificate: what was proven, and against what, as data that is the same byte for byte when it is made again."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from matdrop.calling.own_modules import is_users, package_of
from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.table import CaseTable
from matdrop.errors import MatdropError
from matdrop.fixtures.store import source_hash, source_hashes
from matdrop.values.canonical import digest
from matdrop.verification.compare import Comparison
from matdrop.verification.result import Result
from matdrop.verification.run import Report
from matdrop.version import __version__

FORMAT = 1


def certificate_of(
    table: CaseTable, names: Sequence[str], reports: Sequence[Report], adequacy: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Make a certificate of verifications.

    Parameters
    ----------
    table : CaseTable
        The project.
    names : sequence of str
        The pairs and cases that were named; empty for all.
    reports : sequence of Report
        One for each engine.
    adequacy : mapping, optional
        What the cases notice, where that was measured.

    Returns
    -------
    dict
        JSON-ready: sources with hashes, engines, cases with seeds and tolerances, and for each result the verdict, the
        largest ulp and a hash of what the original computed. No times, and no paths but those seen from the table.

    Raises
    ------
    MatdropError
        If a source cannot be read.
    """
    results = [result for report in reports for result in report.results]
    cases = {result.case.id: result.case for result in results}
    pairs = {case.pair.name: case.pair for case in cases.values()}
    document: dict[str, Any] = {
        "certificate": FORMAT,
        "matdrop": __version__,
        "asked": list(names),
        "engines": sorted({_engine(result) for result in results if result.source == "live"}, key=_by_version),
        "references": sorted({result.source for result in results}),
        "sources": {name: _sources(pair, table.path.parent) for name, pair in pairs.items()},
        "cases": {name: _case(case) for name, case in cases.items()},
        "results": {_key(result): _result(result) for result in results},
    }
    if adequacy is not None:
        document["adequacy"] = dict(adequacy)
    return document | {"digest": document_digest(document)}


def to_text(certificate: Mapping[str, Any]) -> str:
    """Return the text of a certificate's file.

    Parameters
    ----------
    certificate : mapping
        As `certificate_of` makes it.

    Returns
    -------
    str
        JSON with sorted keys.

    Examples
    --------
    >>> print(to_text({"b": 1, "a": []}), end="")
    {
     "a": [],
     "b": 1
    }
    """
    return json.dumps(certificate, indent=1, sort_keys=True, allow_nan=False) + "\n"


def document_digest(document: Mapping[str, Any]) -> str:
    """Hash a certificate, all but its own digest.

    Parameters
    ----------
    document : mapping
        The certificate.

    Returns
    -------
    str
        SHA-256 in hexadecimal.

    Examples
    --------
    >>> document_digest({"a": 1}) == document_digest({"a": 1, "digest": "0"})
    True
    """
    rest = {key: value for key, value in document.items() if key != "digest"}
    return hashlib.sha256(to_text(rest).encode()).hexdigest()


def read_certificate(file: Path) -> dict[str, Any]:
    """Read a certificate.

    Parameters
    ----------
    file : Path
        As `matdrop verify --certificate` has written it.

    Returns
    -------
    dict
        The certificate; whether it still holds is another question.

    Raises
    ------
    MatdropError
        If it cannot be read, or is no certificate.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise MatdropError(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise MatdropError(f"{file} is not JSON ({error}); `matdrop verify --certificate` writes one") from None
    kinds = {"asked": list, "engines": list, "references": list, "sources": dict, "cases": dict, "results": dict}
    if not isinstance(document, dict) or any(not isinstance(document.get(key), kind) for key, kind in kinds.items()):
        raise MatdropError(f"{file} is no certificate; `matdrop verify --certificate` writes one")
    if document.get("certificate") != FORMAT:
        raise MatdropError(f"{file} has the format {document.get('certificate')}; this matdrop reads {FORMAT}")
    return document


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Say what of a certificate no longer holds.

    Parameters
    ----------
    old : mapping
        The certificate.
    new : mapping
        One that was made again.

    Returns
    -------
    list of str
        Each thing that differs, with its place in the certificate and both values; empty if all holds. Another version
        of matdrop alone is none.

    Examples
    --------
    >>> changes({"cases": {"f/one": {"seed": 1}}}, {"cases": {"f/one": {"seed": 2}}})
    ['cases, f/one, seed: was 1, is 2']
    """
    found = list(_differences({**old, "matdrop": ""}, {**new, "matdrop": ""}, ()))
    others = [said for place, said in found if place != ("digest",)]
    if not others and old.get("digest") != document_digest(old):
        return ["the certificate was edited: its digest does not fit its content"]
    return others


def _differences(old: Any, new: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find the places at which two documents differ, with what was and what is."""
    where = ", ".join(place)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in new:
                yield (*place, key), f"{', '.join((*place, key))}: is no longer there"
            elif key not in old:
                yield (*place, key), f"{', '.join((*place, key))}: is not in the certificate"
            else:
                yield from _differences(old[key], new[key], (*place, key))
    elif isinstance(old, bool) != isinstance(new, bool) or old != new:
        yield place, f"{where}: was {_shown(old)}, is {_shown(new)}"


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:20]}…{text[-10:]}"


def _sources(pair: Pair, folder: Path) -> dict[str, dict[str, str]]:
    """Hash the original and what it calls, seen from where it runs; the port and what it imports, from the table."""
    ports = [
        file for port in (pair.port, pair.adapter) if isinstance(port, str) and port for file in _files(port, folder)
    ]
    seen = {Path(os.path.relpath(file, folder)).as_posix(): file for file in ports}
    return {
        "original": dict(source_hashes(pair.original, pair.path)),
        "port": {name: source_hash(file.read_bytes()) for name, file in sorted(seen.items())},
    }


def _files(port: str, folder: Path) -> list[Path]:
    """Return the file of a port, and the user's files that it imports."""
    place = port.partition(":")[0]
    file = (folder / place).resolve() if place.endswith(".py") else _file_of_module(place, folder)
    found: dict[Path, None] = {}
    waiting = [file] if file is not None and file.is_file() else []
    while waiting:
        one = waiting.pop()
        if one not in found and is_users(str(one)):
            found[one] = None
            waiting += _imported_by(one)
    return list(found)


def _file_of_module(name: str, folder: Path) -> Path | None:
    beside = folder.joinpath(*name.split(".")).with_suffix(".py")
    if beside.is_file():
        return beside.resolve()
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None


def _imported_by(file: Path) -> Iterator[Path]:
    """Find the files beside a file, or in its package, that it imports."""
    root, name = package_of(file)
    for node in ast.walk(ast.parse(file.read_bytes())):
        for module in _modules(node, name):
            for parts in (root.joinpath(*module.split(".")), file.parent.joinpath(*module.split("."))):
                yield from (path for path in (parts.with_suffix(".py"), parts / "__init__.py") if path.is_file())


def _modules(node: ast.AST, name: str) -> list[str]:
    """Return the modules that a statement may import, by their names from the root of the package."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    above = name.split(".")[: -node.level] if node.level else []
    module = ".".join([*above, *([node.module] if node.module else [])])
    return [one for one in (module, *(f"{module}.{alias.name}".strip(".") for alias in node.names)) if one]


def _case(case: Case) -> dict[str, Any]:
    arguments = [arg if isinstance(arg, str) else digest(arg) for arg in (*case.constructor, *case.args)]
    return {
        "definition": case.definition,
        "arguments": arguments,
        "seed": case.seed,
        "expected": case.expected,
        "why": case.why,
    }


def _key(result: Result) -> str:
    return f"{result.case.id} in {_engine(result)}, {result.source}"


def _engine(result: Result) -> str:
    return "no engine" if result.reference is None else str(result.reference.engine)


def _by_version(engine: str) -> tuple[str, list[int]]:
    name, _, version = engine.rpartition(" ")
    return name, [int(part) for part in version.split(".") if part.isdecimal()]


def _result(result: Result) -> dict[str, Any]:
    return {
        "verdict": result.verdict,
        "outputs": {output.name: _output(result.case, output) for output in result.outputs},
        "accepted": list(result.conventions),
    }


def _output(case: Case, output: Comparison) -> dict[str, Any]:
    relative = output.relative
    return {
        "class": output.class_name,
        "size": list(output.size),
        "tolerance": str(case.tolerance_of(output.name)),
        "ulp": output.ulp,
        "relative": relative if relative is not None and math.isfinite(relative) else None,
        "original": None if output.expected is None else digest(output.expected),
    }
