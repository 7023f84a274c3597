"""First ports that were written, as JSON-ready data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matdrop.reports.data import SCHEMA
from matdrop.translate.proof import Proof
from matdrop.verification.result import Result
from matdrop.version import __version__


def port_json(proofs: Mapping[Path, tuple[Path, Proof]]) -> dict[str, Any]:
    """Return what came of first ports as data that JSON can hold.

    Parameters
    ----------
    proofs : mapping of Path to tuple
        For each original the file of its port, and what proves it.

    Returns
    -------
    dict
        With the keys ``schema``, ``matdrop`` and ``ports`` (an entry for each).

    Examples
    --------
    >>> port_json({})["ports"]
    []
    """
    ports = [_port(original, written, proof) for original, (written, proof) in proofs.items()]
    return {"schema": SCHEMA, "matdrop": __version__, "ports": ports}


def _port(original: Path, written: Path, proof: Proof) -> dict[str, Any]:
    further = proof.further
    return {
        "original": str(original),
        "port": str(written),
        "modules": [str(written.with_name(f"{module}.py")) for module in proof.modules],
        "proven": proof.is_proven,
        "cases": [_result(result) for result in proof.results],
        "untranslated": [{"file": str(u.file), "line": u.line, "reason": u.reason} for u in proof.port.untranslated],
        "mended": list(proof.mended),
        "statements": max((check.statements for check in proof.checks), default=0),
        "further_inputs": None if further is None else {"tried": further.tried, "answered": further.answered},
        "found": [list(map(str, case.args)) for case in proof.found],
        "differing": [_result(result) for result in proof.differing],
        "declarations": list(proof.port.declarations),
        "remarks": list(proof.said),
    }


def _result(result: Result) -> dict[str, Any]:
    wrong = {output.name: output.mismatch.detail for output in result.outputs if output.mismatch}
    arguments = list(map(str, result.case.args))
    return {
        "name": result.case.name,
        "arguments": arguments,
        "verdict": result.verdict,
        "error": result.error,
        "outputs": wrong,
    }
