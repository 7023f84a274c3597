"""Which line of a port first computes something else than its original."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from matdrop.cases.case import Case, case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.source.original import sources_of
from matdrop.tracing.divergence import Divergence, Place, Spread
from matdrop.tracing.outcome import Trace
from matdrop.tracing.passes import Tracer
from matdrop.tracing.record import BOUNDS

# How often a case is recorded anew at most, to see what was not recorded around the divergence.
PASSES = 8
NO_BREAKPOINTS = "Octave sets no breakpoints in functions of a private folder"

__all__ = ["Divergence", "Place", "Spread", "Trace", "trace", "trace_case"]


def trace(
    original: str | Path,
    port: str | Callable[..., Any],
    *args: Any,
    seed: Any = None,
    nargout: int | None = None,
    outputs: Sequence[str] | None = None,
    tolerance: str | Mapping[str, Any] | None = None,
    strict: bool = False,
    names: Mapping[str, str] | None = None,
    into: Sequence[str | Path] | Literal["all"] = (),
    timeout: float = 60.0,
    octave: Octave | None = None,
) -> Trace:
    """Find the line at which a port first computes something else than its original.

    Parameters
    ----------
    original, port, *args, seed, nargout, outputs, tolerance, strict, timeout, octave
        As `matdrop.verify` has them. The port must have Python source.
    names : mapping of str to str, optional
        The port's names of the original's variables, where matdrop does not find them by itself.
    into : sequence of str or Path, or "all", optional
        Other ``.m`` files whose lines are traced too, with the port's functions of the same name; "all" for every one
        of the original's folder that it calls, directly or not.

    Returns
    -------
    Trace
        Its `divergence` is None where the port computes what the original computes. Nothing is printed. Where a limit
        has ended a recording, it is also None if nothing differs up to there; then `is_open` is true.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: no Octave, no such original or port, no source.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.engines.octave_session import find_octave
    >>> original, port = OWN_TABLE.parent / "inverted_dropout_predict.m", "matdrop.port.inverted_dropout_predict"
    >>> trace(original, port, "magic(3)").divergence is None if find_octave().path else True
    True
    """
    case = case_of_call(
        Path(original), port, args, seed=seed, nargout=nargout, outputs=outputs, tolerance=tolerance, strict=strict
    )
    files: Sequence[Path] | Literal["all"] = "all" if into == "all" else [Path(file) for file in into]
    with contextlib.nullcontext(octave) if octave else Octave(timeout) as session:
        return trace_case(case, Path.cwd(), session, names=names, into=files, timeout=timeout)


def trace_case(
    case: Case,
    folder: Path,
    octave: Octave,
    *,
    names: Mapping[str, str] | None = None,
    into: Sequence[Path] | Literal["all"] = (),
    timeout: float = 60.0,
) -> Trace:
    """Trace one case.

    Parameters
    ----------
    case : Case
        What is traced.
    folder : Path
        Where the case table stands; ports given as files are relative to it.
    octave : Octave
        The session.
    names, into, timeout
        As `trace` has them.

    Returns
    -------
    Trace
        As `trace` gives it.

    Raises
    ------
    MatdropError
        As `trace` does.
    """
    original = case.pair.original
    asked = () if into == "all" else into
    for file in asked:
        if not file.is_file():
            raise MatdropError(f"there is no file {file} to trace into")
        if _is_private(file, original):
            raise MatdropError(
                f"{file} cannot be traced into: {NO_BREAKPOINTS}; copy it beside {original.name} to trace it"
            )
    others = [path for path in sources_of(original) if path != original] if into == "all" else []
    private = [path for path in others if _is_private(path, original)]
    files = asked or [path for path in others if path not in private]
    tracer = Tracer(case, folder, octave, names or {}, [file.resolve() for file in files], asked, timeout)
    found = tracer.trace(BOUNDS, BOUNDS)
    for _ in range(PASSES):  # once more, with what was not recorded around the divergence
        bounds = tracer.narrowed(found.alignment)
        if bounds == tracer.bounds:
            break
        anew = tracer.trace(*bounds)
        if anew.is_open and not found.is_open:  # a limit came before the divergence
            return replace(found, remarks=(*found.remarks, *anew.remarks))
        found = anew
    if private:
        names_of_private = ", ".join(path.name for path in private)
        found = replace(found, remarks=(*found.remarks, f"not traced into {names_of_private}: {NO_BREAKPOINTS}"))
    return found


def _is_private(path: Path, original: Path) -> bool:
    folder = path.resolve().parent
    return folder.name == "private" and folder != original.resolve().parent
