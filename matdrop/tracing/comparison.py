"""By what the runs of a port are compared with its original: the relation, the partners, the bases of indices."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from matdrop.calling.conventions import Convention
from matdrop.calling.load import parameters_of
from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.source.python import indices_of
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.equality import Equality, relation_for
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.partners import Partners, Sides, Variable, partners_of, returned_names, variable_of
from matdrop.tracing.port_recording import RecordedPort, Run
from matdrop.tracing.recording import Recording, Span
from matdrop.values.canonical import ValueModelError, canonical


@dataclass(frozen=True)
class Observation:
    """What is known of a case that fails: the original's run, and how the port is called.

    Attributes
    ----------
    case : Case
        The case.
    reference : Reference
        What the original computed.
    original : Recording
        How.
    convention : Convention
        How the port is called.
    bounds : Bounds
        Which iterations of the port are recorded.
    windows : mapping of Span to range
        Of its loops, iterations that are recorded besides.
    """

    case: Case
    reference: Reference
    original: Recording
    convention: Convention
    bounds: Bounds = BOUNDS
    windows: Mapping[Span, range] = field(default_factory=dict)

    def port(self, program: Program, folder: Path, session: Session | None, timeout: float) -> RecordedPort:
        """Return what runs and records the port, as it is called and recorded here.

        Parameters
        ----------
        program : Program
            What the port's statements are.
        folder : Path
            The folder of the case table.
        session : Session, optional
            The live session, for function handles among the inputs.
        timeout : float
            Seconds that a call of the port may take.

        Returns
        -------
        RecordedPort
            Nothing was run yet.

        Raises
        ------
        MatdropError
            If the port cannot be loaded.
        """
        bounds, windows = self.bounds, self.windows
        return RecordedPort(
            program, self.case, self.reference, folder, self.convention, session, timeout, bounds, windows
        )


class Comparison:
    """Compares the runs of the failing cases of a pair with their originals.

    Parameters
    ----------
    program : Program
        The port.
    observations : sequence of Observation
        The failing cases.
    ports : sequence of RecordedPort
        As many.
    plain : sequence of Run
        The runs of the port as it is.
    """

    def __init__(
        self,
        program: Program,
        observations: Sequence[Observation],
        ports: Sequence[RecordedPort],
        plain: Sequence[Run],
    ) -> None:
        self.program, self.observations, self.ports, self.plain = program, observations, ports, plain

    @cached_property
    def pair(self) -> Pair:
        """The pair that all cases are of."""
        return self.observations[0].case.pair

    @cached_property
    def equality(self) -> Equality:
        """The weakest relation under which a wrong output is wrong."""
        pairs = []
        for run in self.plain:
            for comparison in run.attempt.comparisons:
                if comparison.mismatch is not None:
                    pairs.append((comparison.expected, _canonical(run.attempt.obtained.get(comparison.name))))
        return relation_for(pairs)

    def sides(self, runs: Sequence[Run]) -> list[Sides]:
        """Return both recordings of each failing case."""
        return [self.sides_of(*one) for one in zip(self.observations, runs, self.ports, strict=True)]

    def sides_of(self, observation: Observation, run: Run, port: RecordedPort) -> Sides:
        """Return both recordings of a case, whether it fails or not."""
        main, how = main_of(self.ports[0]), (observation.bounds, observation.windows)
        stem = self.pair.original.stem
        return Sides(observation.original, run.recording, stem, main, _given(port), self._plain, *how)

    @cached_property
    def _plain(self) -> frozenset[tuple[int, str]]:
        """The results that are variables returned as they are."""
        return frozenset(
            (number, f"return {place}")
            for number, parts in self.program.returned.items()
            for place, part in enumerate(parts, 1)
            if isinstance(part, ast.Name)
        )

    @cached_property
    def partners(self) -> Partners:
        """The partners of the port's variables."""
        return partners_of(self.sides(self.plain), self.equality, self.pair.conventions.returns or self.pair.outputs)

    @cached_property
    def bases(self) -> Mapping[Variable, int]:
        """From what the port's indices count: as more of their values agree."""
        bases = {}
        results = dict(returned_names(self.sides(self.plain)))  # which count as the original's, if not declared
        for variable, other in self.partners.variables.items():
            declared = other[1] in self.pair.conventions.zero_based and other[0] == self.pair.original.stem
            if declared or (variable in self.indices and variable not in results):
                bases[variable] = int(declared or self._counts_from_zero(variable, other))
        return bases

    @cached_property
    def indices(self) -> set[Variable]:
        """The port's variables that are used as indices."""
        files = {statement.span.file for statement in self.program.statements}
        names = {file: indices_of(file) for file in files}
        return {
            (s.function, name)
            for s in self.program.statements
            for name in (*s.stores, *s.reads)
            if name in names[s.span.file]
        }

    def _counts_from_zero(self, variable: Variable, other: Variable) -> bool:
        counts = [0, 0]
        for side in self.sides(self.plain):
            own = [e.value for e in side.port.events if variable_of(side.port, e) == variable]
            others = [e.value for e in side.original.events if variable_of(side.original, e) == other]
            if len(own) != len(others):
                own = own[: min(len(own), len(others))]
            for base in (0, 1):
                counts[base] += sum(self.equality.holds(b, a, base) for a, b in zip(own, others, strict=False))
        return counts[1] > counts[0]

    def alignments(self, runs: Sequence[Run]) -> list[Alignment]:
        """Align both recordings of each failing case."""
        return [self.alignment(sides) for sides in self.sides(runs)]

    def alignment(self, sides: Sides) -> Alignment:
        """Align both recordings of a case."""
        return Alignment(sides, self.partners, self.equality, self.bases)


def main_of(port: RecordedPort) -> str:
    """Return the name of the function that is called; empty for a script."""
    given = port.case.pair.port
    if not isinstance(given, str):
        return getattr(given, "__name__", "")
    name = given.partition(":")[2].rpartition(".")[2]
    return name or getattr(port.function, "__name__", "")


def _given(port: RecordedPort) -> frozenset[str]:
    """Return the parameters of the port that were handed over, not left to their defaults."""
    named = [parameter for parameter in port.convention.parameters if parameter]
    if named:
        return frozenset(named)
    parameters = [parameter.name for parameter in parameters_of(port.function)]
    return frozenset(parameters[: len(port.reference.inputs)])


def _canonical(value: object) -> object:
    try:
        return canonical(value)
    except (ValueModelError, ValueError, TypeError):
        return None
