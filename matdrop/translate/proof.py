"""A port that is written, and verified on all cases at once."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from matdrop.cases.case import Case
from matdrop.cases.declared_conventions import DeclaredConventions
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.translate.observation import observe
from matdrop.translate.port import Port, write_port
from matdrop.verification.judge import judge
from matdrop.verification.result import Result


@dataclass(frozen=True)
class Proof:
    """A port, and what came of it on the cases.

    Attributes
    ----------
    port : Port
        What was written.
    results : tuple of Result
        The verdict on each case.
    """

    port: Port
    results: tuple[Result, ...]

    @property
    def is_proven(self) -> bool:
        """Whether there is a case, and the port agrees on each on which the original runs."""
        verdicts = {result.verdict for result in self.results}
        return "PASS" in verdicts and verdicts <= {"PASS", "BOTH FAILED"}


def port_and_prove(cases: Sequence[Case], session: Session, timeout: float = 60.0) -> Proof:
    """Write the port of an original, and call it on all cases.

    Parameters
    ----------
    cases : sequence of Case
        Of one original; what their pair names as the port does not matter.
    session : Session
        An engine.
    timeout : float
        Seconds that the port may take on a case.

    Returns
    -------
    Proof
        The port and the verdicts.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If the original is not found, or defines a class.
    """
    original = cases[0].pair.original
    port = write_port(original, observe(cases, session))
    references = session.run(cases)
    with tempfile.TemporaryDirectory(prefix="matdrop_port_") as folder:
        file = Path(folder) / f"{original.stem}.py"
        file.write_text(port.text, encoding="utf-8")
        where = f"{file}:{port.function}" if port.function else str(file)
        results = tuple(
            _verdict(case, reference, where, port, session, timeout)
            for case, reference in zip(cases, references, strict=True)
        )
    return Proof(port, results)


def _verdict(case: Case, reference: Reference, where: str, port: Port, session: Session, timeout: float) -> Result:
    """Call the port as it is meant to be called: with NumPy's numbers and arrays."""
    declared = DeclaredConventions()
    if port.handle_outputs > 1:
        declared = msgspec.structs.replace(declared, handle_outputs=port.handle_outputs)
    pair = replace(case.pair, port=where, strict=False, adapter="", conventions=declared)
    return judge(replace(case, pair=pair), reference, Path(where).parent, session, timeout)
