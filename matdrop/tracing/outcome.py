"""What tracing a case gives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from matdrop.source.names import normalize_name
from matdrop.source.statements import MAIN, Source
from matdrop.tracing.align import Alignment
from matdrop.tracing.divergence import Divergence, Place, Spread
from matdrop.tracing.lines import Row, rows
from matdrop.tracing.record import Recording
from matdrop.verification.result import Result
from matdrop.version import __version__

# A function of each side, by the number of its file and its name; one of the two may not be there.
FunctionPair: TypeAlias = tuple[tuple[int, str], tuple[int, str]]


@dataclass(frozen=True, repr=False)
class Trace:
    """A case's two runs, line by line.

    Attributes
    ----------
    result : Result
        The verdict on the case.
    divergence : Divergence or None
        Where the port first does something else; None where it computes what the original computes, or does as far as
        the recordings go.
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

    def __repr__(self) -> str:
        where = "no divergence" if self.divergence is None else f"{self.divergence.kind} of {self.divergence.variable}"
        return f"<Trace of {self.result.case.id}: {self.result.verdict}, {where}>"

    @property
    def is_open(self) -> bool:
        """Whether the verdict is not explained: nothing differs up to where a limit has ended a recording."""
        return self.divergence is None and self.result.verdict != "PASS"

    @property
    def functions(self) -> FunctionPair:
        """The two functions that the divergence is in, each by the number of its file and its name."""
        divergence = self.divergence
        here, there = (divergence.original, divergence.port) if divergence else (None, None)
        return _function(self.alignment.original, here), _function(self.alignment.port, there)

    @property
    def function_pairs(self) -> list[FunctionPair]:
        """All functions that ran, the original's beside the port's of that name; those of the divergence first."""
        here, there = _ran(self.alignment.original), _ran(self.alignment.port)
        names = {normalize_name(name): (file, name) for file, name in reversed(there)}
        pairs = [self.functions]
        for key in here:
            port = names.get(normalize_name(key[1]), (0, key[1]))
            pairs.append((key, port))
        known = {normalize_name(name) for _, name in here}
        pairs += [((0, name), (file, name)) for file, name in there if normalize_name(name) not in known]
        return list(dict.fromkeys(pairs))

    @cached_property
    def rows(self) -> list[Row]:
        """The lines of the two functions that the divergence is in, side by side."""
        return self.rows_of(self.functions)

    def rows_of(self, pair: FunctionPair) -> list[Row]:
        """Put the lines of two functions side by side."""
        return rows(self.alignment, *pair)

    @property
    def sources(self) -> tuple[Source, Source]:
        """The two files that the divergence is in."""
        return self.sources_of(self.functions)

    def sources_of(self, pair: FunctionPair) -> tuple[Source, Source]:
        """Give the files of two functions."""
        (file, _), (port_file, _) = pair
        return self.alignment.original.sources[file], self.alignment.port.sources[port_file]

    def to_json(self) -> dict[str, Any]:
        """Give the trace as JSON-ready data.

        Returns
        -------
        dict
            With the keys ``divergence`` (null where there is none), ``complete`` (false where a limit has ended a
            recording), ``spread`` and ``lines``.
        """
        sources = self.sources
        return {
            "matdrop": __version__,
            "case": self.result.case.id,
            "verdict": self.result.verdict,
            "divergence": None if self.divergence is None else _divergence_json(self.divergence),
            "complete": self.alignment.is_complete,
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


def _ran(recording: Recording) -> list[tuple[int, str]]:
    """Give the functions that ran, in the order of the sources."""
    places = {(event.file, event.line) for event in recording.events}
    statements = [(file, recording.sources[file].statements.get(line)) for file, line in sorted(places)]
    return list(dict.fromkeys((file, statement.function) for file, statement in statements if statement))


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
