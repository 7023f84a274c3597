"""The first divergence of a port that was judged, by the most lenient comparison by which there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from matdrop.cases.reference import Reference
from matdrop.source.statements import MAIN
from matdrop.tracing.align import Alignment, align
from matdrop.tracing.ends import is_within
from matdrop.tracing.fields import by_fields
from matdrop.tracing.kin import kin
from matdrop.tracing.locate import back, locate
from matdrop.tracing.lockstep import out_of_step
from matdrop.tracing.otherwise import changed, failed, returned, swapped
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Recording
from matdrop.tracing.sameness import EXACT, SAMENESS
from matdrop.verification.result import Result

# So often at most variables are told by those that they are made of, each time from those that were found before.
ROUNDS = 10


def first_divergence(
    result: Result, original: Recording, port: Recording, names: Mapping[str, str], reference: Reference
) -> tuple[Parting | None, Alignment]:
    """Find the first divergence.

    Parameters
    ----------
    result : Result
        The verdict on the port.
    original, port : Recording
        The two sides.
    names : mapping of str to str
        The port's names of the original's variables, where they are known.
    reference : Reference
        What the original computed.

    Returns
    -------
    parting : Parting or None
        None where the port computes what the original computes, or does as far as both sides were recorded.
    alignment : Alignment
        By which it was found.
    """
    original, port = by_fields(original), by_fields(port)
    known = dict(names)
    for _ in range(ROUNDS):
        parting, alignment = _first(result, original, port, known)
        more = kin(alignment, parting.between, reference) if parting is not None else {}
        if not more.keys() - known.keys():
            break
        known = {**more, **known}
    return parting, alignment


def _first(
    result: Result, original: Recording, port: Recording, names: Mapping[str, str]
) -> tuple[Parting | None, Alignment]:
    outputs = result.case.pair.outputs or tuple(output.name for output in result.outputs)
    lenient = align(original, port, SAMENESS[0], outputs, names)
    if result.verdict == "PASS":
        return None, lenient
    port_failed = result.verdict in ("PORT FAILED", "BOTH FAILED") and port.ended != "time"
    if port_failed and not port.error_line:  # it had not come to its first line
        port.error_line = port.events[-1].line if port.events else port.sources[0].functions[MAIN].line
    if original.error_line or port_failed:
        failure = failed(lenient, original.error_line, port.error_line if port_failed else 0)
        return failure if is_within(lenient, failure) else None, lenient
    partners = [lenient.partners.get(write.variable) for write in port.writes if write.returned]
    given = {partner.name for partner in partners if partner is not None}
    differing = [
        output.name
        for output in result.outputs
        if output.mismatch and (output.mismatch.kind != "missing" or output.name in given)
    ]
    if not result.outputs:  # a side's time was up, so any of them may differ
        differing = list(outputs or original.sources[0].functions[MAIN].outputs)
    if lenient.is_complete and (exchanged := swapped(lenient, differing)) is not None:
        return exchanged, lenient
    for sameness in SAMENESS if result.outputs else SAMENESS[:1]:
        alignment = lenient if sameness == SAMENESS[0] else align(original, port, sameness, outputs, names)
        parting = locate(alignment, differing)
        if parting is not None and _is_of_infinity(alignment, parting):
            # The least difference of what it is made of decides.
            alignment = align(original, port, replace(sameness, tolerance=EXACT), outputs, names)
            parting = back(alignment, parting)
        if parting is not None:
            return parting, alignment
    if not lenient.is_complete:  # an output may have been given after the end
        return changed(lenient) or out_of_step(lenient), lenient
    missing = [output.name for output in result.outputs if output.mismatch]
    return changed(lenient) or returned(lenient, (missing or list(outputs) or [""])[0]), lenient


def _is_of_infinity(alignment: Alignment, parting: Parting) -> bool:
    """Tell whether a value is infinite or NaN on one side only."""
    if parting.kind != "value" or parting.original is None or parting.port is None:
        return False
    a, b = alignment.original.writes[parting.original].canonical, alignment.port.writes[parting.port].canonical
    numbers = [x for x in (a, b) if isinstance(x, np.ndarray) and x.dtype.kind in "fc"]
    return len(numbers) == 2 and np.isfinite(numbers[0]).all() != np.isfinite(numbers[1]).all()
