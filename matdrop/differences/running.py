"""Running the rows in an engine, without and with what matdrop puts in place of missing functions."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine, Reference
from matdrop.differences.difference import Difference
from matdrop.engines.session import Session
from matdrop.values.canonical import canonical
from matdrop.values.display import format_value

SNIPPET = Path(__file__).parent / "difference.m"


@dataclass(frozen=True)
class Outcome:
    """What a row gives in an engine.

    Attributes
    ----------
    row : Difference
        The row.
    engine : Engine
        What ran it.
    obtained : str
        The result of the engine alone.
    with_shim : str
        The result with what matdrop puts in place of missing functions.
    """

    row: Difference
    engine: Engine
    obtained: str
    with_shim: str

    @property
    def wrong(self) -> str:
        """The claim of the row that does not hold; empty if all holds, or MATLAB's documentation does not say."""
        expected = self.row.result_in(self.engine)
        if expected and self.obtained != expected:
            return f"{self.engine} gives {self.obtained}, and the row says {expected}"
        if self.row.shim and self.engine.name != "MATLAB" and self.with_shim != self.row.shim:
            return f"with matdrop's shim {self.engine} gives {self.with_shim}, and the row says {self.row.shim}"
        return ""


def run_differences(rows: Sequence[Difference], session: Session) -> tuple[Outcome, ...]:
    """Run rows in an engine.

    Parameters
    ----------
    rows : sequence of Difference
        The rows.
    session : Session
        Of the engine.

    Returns
    -------
    tuple of Outcome
        One for each row.

    Raises
    ------
    EngineUnavailableError
        If the engine does not start.
    """
    alone = pair_of(SNIPPET, "matdrop.differences", name="differences")
    cases = [Case(alone, _name(row), (canonical(row.code), np.array([[True]]))) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        cases += _with_shims(rows, Path(folder))
        answers = [_said(reference) for reference in session.run(cases)]
    return tuple(
        Outcome(row, session.engine, bare, shimmed)
        for row, bare, shimmed in zip(rows, answers[: len(rows)], answers[len(rows) :], strict=True)
    )


def _with_shims(rows: Sequence[Difference], folder: Path) -> Iterator[Case]:
    """Make an original of each row: matdrop reads which functions it calls, and puts its own where they are missing."""
    for row in rows:
        file = folder / f"row_{_name(row)}.m"
        file.write_text(f"function r = {file.stem}()\n{row.code}\nend\n", encoding="utf-8")
        yield Case(pair_of(file, "matdrop.differences"), _name(row), ())


def _name(row: Difference) -> str:
    return row.id.replace("-", "_")


def _said(reference: Reference) -> str:
    if reference.error is None:
        return format_value(reference.outputs["r"], 100).removesuffix(".0")
    first = reference.error.message.partition("\n")[0].removeprefix("error: ").partition(";")[0]
    missing = re.search(r"^'(\w+)' undefined|lacks (\w+)$", first)
    return f"error: {missing[1] or missing[2]} is missing" if missing else f"error: {first}"
