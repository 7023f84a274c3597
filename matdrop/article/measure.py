"""Compute the cases of a pair in both languages, and keep the values."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.calling.call import DRAWS, stream_of
from matdrop.calling.conventions import Convention, to_python
from matdrop.calling.load import load_port
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference, Source
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.find import session_of
from matdrop.errors import MatdropError
from matdrop.fixtures.store import Fixtures
from matdrop.values.distance import Distance
from matdrop.values.value import FunctionHandle, array_of
from matdrop.verification.run import choose

Matrix = NDArray[np.float64]
AS_IN_MATLAB = Convention((), numbers=False, strict=True)


@dataclass(frozen=True)
class Agreement:
    """How closely the two languages agree on what was measured.

    Attributes
    ----------
    engine : str
        The engine that computed the originals.
    source : {"live", "saved"}
        Whether that was now or when the fixtures were recorded.
    not_live : str
        Why not now, and what to do; empty if it was.
    largest_difference : float
        Between any two numbers of the original and the port.
    """

    engine: str
    source: Source
    not_live: str
    largest_difference: float


@dataclass(frozen=True)
class Measured:
    """One case, computed in both languages.

    Attributes
    ----------
    name : str
        The case.
    inputs : mapping of str to ndarray
        By the original's names.
    outputs : mapping of str to ndarray
        The port's, by the original's names.
    original : mapping of str to ndarray
        The original's.
    """

    name: str
    inputs: Mapping[str, Matrix]
    outputs: Mapping[str, Matrix]
    original: Mapping[str, Matrix]


def measure(pairs: list[str]) -> tuple[list[Measured], Agreement]:
    """Compute every case of some of the project's own pairs in both languages.

    Parameters
    ----------
    pairs : list of str
        Pairs, or cases as ``pair/case``, of the project's own table.

    Returns
    -------
    measured : list of Measured
        In the order of the table.
    agreement : Agreement
        With the originals, run in Octave if it is installed, else as the fixtures have them.

    Raises
    ------
    MatdropError
        If an original fails or a fixture cannot be used.

    Examples
    --------
    >>> measured, agreement = measure(["linear_model/all_units_dropped"])
    >>> measured[0].outputs["Y"][0], agreement.largest_difference
    (array([3., 3., 3., 3.]), 0.0)
    """
    return measure_cases(load_table(OWN_TABLE).select(pairs))


def measure_cases(
    cases: Sequence[Case], progress: Callable[[int], None] = lambda done: None
) -> tuple[list[Measured], Agreement]:
    """Compute cases in both languages, as `measure` does.

    Parameters
    ----------
    cases : sequence of Case
        Of the project's own pairs; those without a fixture can only be computed if Octave is installed.
    progress : callable
        Called with the number of calls so far: first of all originals, then of all ports.

    Returns
    -------
    measured : list of Measured
        In the order of the cases.
    agreement : Agreement
        As `measure` returns it.

    Raises
    ------
    MatdropError
        If an original fails or a fixture cannot be used.

    Examples
    --------
    >>> measured, _ = measure_cases(load_table(OWN_TABLE).select(["linear_model/all_units_dropped"]))
    >>> measured[0].name
    'all_units_dropped'
    """
    sources, not_live = choose("auto")
    if "live" in sources:
        with session_of("octave") as session:
            references = list(session.run(cases, progress))
    else:
        fixtures = Fixtures(load_table(OWN_TABLE).fixtures)
        references = [fixtures.read(case) for case in cases]
    measured, differences = [], [0.0]
    for number, (case, reference) in enumerate(zip(cases, references, strict=True), 1):
        if reference.error is not None:
            raise MatdropError(
                f"{case.id}: the original failed: {reference.error}; see `matdrop verify --own {case.id}`"
            )
        outputs = _port_outputs(case, reference)
        original = {name: array_of(reference.outputs[name]).astype(float) for name in outputs}
        differences += [float(Distance(original[name], outputs[name]).absolute.max(initial=0)) for name in outputs]
        inputs = dict(zip(case.input_names(len(reference.inputs)), map(array_of, reference.inputs), strict=True))
        measured.append(Measured(case.name, inputs, outputs, original))
        progress(len(cases) + number)
    agreement = Agreement(str(references[0].engine), references[0].source, not_live, max(differences))
    return measured, agreement


def _port_outputs(case: Case, reference: Reference) -> dict[str, Matrix]:
    port = load_port(case.pair.port, OWN_TABLE.parent)
    draws: dict[str, Any] = {}
    if case.seed is not None:
        stream = stream_of(case.seed, reference)
        draws = {name: getattr(stream, name) for name in inspect.signature(port).parameters if name in DRAWS}
    inputs = [to_python(value, AS_IN_MATLAB, False, _no_handle) for value in reference.inputs]
    returned = port(*inputs, **draws)
    values = returned if isinstance(returned, tuple) else (returned,)
    return {name: np.asarray(value, float) for name, value in zip(case.pair.outputs, values, strict=True)}


def _no_handle(handle: FunctionHandle, flat: bool) -> Callable[..., Any]:
    raise MatdropError(f"the originals of the project take no function handles, but {handle.text} was passed")
