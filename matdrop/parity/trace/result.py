"""What tracing a case gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matdrop
from matdrop.parity.judge import Result
from matdrop.parity.trace.align import Alignment
from matdrop.parity.trace.explain import Divergence, Place, Spread
from matdrop.parity.trace.lines import Row, rows
from matdrop.parity.trace.record import Recording
from matdrop.parity.trace.source import MAIN, Source


@dataclass(frozen=True)
class Trace:
    """A case's two runs, line by line.

    Attributes
    ----------
    result : Result
        The verdict on the case.
    divergence : Divergence or None
        Where the port first does something else; None where it computes what the original computes.
    spread : tuple of Spread
        What differs after that, in the order in which it first does.
    alignment : Alignment
        The two recordings, with every value.
    remarks : tuple of str
        What else is to be said: limits that were reached, names that were matched.
    """

    result: Result
    divergence: Divergence | None
    spread: tuple[Spread, ...]
    alignment: Alignment
    remarks: tuple[str, ...] = ()

    @property
    def functions(self) -> tuple[tuple[int, str], tuple[int, str]]:
        """The two functions that the divergence is in, each by the number of its file and its name."""
        divergence = self.divergence
        here, there = (divergence.original, divergence.port) if divergence else (None, None)
        return _function(self.alignment.original, here), _function(self.alignment.port, there)

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of these two functions, side by side."""
        return rows(self.alignment, *self.functions)

    @property
    def sources(self) -> tuple[Source, Source]:
        """The two files of these functions."""
        (file, _), (port_file, _) = self.functions
        return self.alignment.original.sources[file], self.alignment.port.sources[port_file]

    def to_json(self) -> dict[str, Any]:
        """Give the trace as JSON-ready data.

        Returns
        -------
        dict
            With the keys ``divergence`` (null where there is none), ``spread`` and ``lines``.
        """
        sources = self.sources
        return {
            "matdrop": matdrop.__version__,
            "case": self.result.case.id,
            "verdict": self.result.verdict,
            "divergence": None if self.divergence is None else _divergence_json(self.divergence),
            "spread": [
                {"variable": s.variable, "original": _place_json(s.original), "port": _place_json(s.port)}
                for s in self.spread
            ],
            "remarks": list(self.remarks),
            "lines": [
                {
                    "original": _line_json(row.original, row.original_mark, sources[0].text),
                    "port": _line_json(row.port, row.port_mark, sources[1].text),
                }
                for row in self.rows
            ],
        }


def _function(recording: Recording, place: Place | None) -> tuple[int, str]:
    if place is None:
        return 0, MAIN
    file = [source.path for source in recording.sources].index(place.file)
    functions = recording.sources[file].functions.values()
    inside = [function for function in functions if function.line <= place.line <= function.last]
    return file, max(inside, key=lambda function: function.line).name if inside else MAIN


def _divergence_json(divergence: Divergence) -> dict[str, Any]:
    place = divergence.original or divergence.port
    return {
        "kind": divergence.kind,
        "variable": divergence.variable,
        "port_variable": divergence.port_variable,
        "original": _place_json(divergence.original),
        "port": _place_json(divergence.port),
        "iteration": list(place.iteration) if place and place.iteration else None,
        "detail": divergence.detail,
        "causes": [
            {"kind": cause.kind, "output": cause.output, "detail": cause.detail, "fix": cause.fix}
            for cause in divergence.causes
        ],
        "between": list(divergence.between),
    }


def _place_json(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file.name, "line": place.line}


def _line_json(line: int | None, mark: str, text: tuple[str, ...]) -> dict[str, Any] | None:
    return None if line is None else {"line": line, "mark": mark, "text": text[line - 1]}
