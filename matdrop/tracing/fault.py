"""A fault of a port: where it is, how certain that is, and what proves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.recording import Recording, Span

Certainty = Literal["proven", "probable", "interval"]


@dataclass(frozen=True)
class Fault:
    """A fault of a port.

    Attributes
    ----------
    certainty : {"proven", "probable", "interval"}
        Proven: all that the statement reads agrees with the original, and with the original's values in place of its
        own every failing case agrees, and so do further cases with moved inputs, where the original is at hand.
        Probable: the same, but something that it reads is only known by its value, or what was put in place is of a
        variable that is not known to be its partner, or the statement is the likeliest one of an interval. Interval:
        the fault is in one of the statements.
    statement : Span or None
        The port's statement; None where no one is named.
    interval : tuple of Span
        The port's statements of which one certainly has the fault.
    original : Span or None
        The original's statement that stands for the port's.
    variable : str
        What the statement stores; empty for a condition.
    values : tuple
        The original's and the port's value where they first differ, in canonical form.
    iteration : tuple of int
        The iterations of the loops around it in which that was, from 1; empty outside of loops.
    execution : int
        Which execution of the statement that was, from 1.
    proof : tuple of str
        What was brought about and watched.
    cases : tuple of str
        The cases that the fault spoils.
    """

    certainty: Certainty
    statement: Span | None
    interval: tuple[Span, ...]
    original: Span | None = None
    variable: str = ""
    values: tuple[Any, Any] | None = None
    iteration: tuple[int, ...] = ()
    execution: int = 0
    proof: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Faults:
    """The faults of a port, in the order in which they have to be mended.

    Attributes
    ----------
    faults : tuple of Fault
        Empty for a right port.
    reruns : int
        How often the port was run.
    said : tuple of str
        Limits that were reached, and what could not be instrumented.
    ports : tuple of Recording
        What the port did, for each case.
    alignments : mapping of str to Alignment
        Both recordings side by side, by the names of the failing cases; of those that agree if none fails.
    """

    faults: tuple[Fault, ...] = ()
    reruns: int = 0
    said: tuple[str, ...] = ()
    ports: tuple[Recording, ...] = field(default=(), repr=False, compare=False)
    alignments: Mapping[str, Alignment] = field(default_factory=dict, repr=False, compare=False)
