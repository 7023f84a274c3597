"""Where two recordings part: the kind of difference, the values and the lines to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matdrop.tracing.record import Event, Variable

Kind = Literal["value", "missing", "extra", "branch", "loop", "returned", "changed", "error"]


@dataclass(frozen=True)
class Parting:
    """Where two recordings part, as the recordings have it.

    Attributes
    ----------
    kind : str
        ``value`` another value; ``missing`` the port does not change the variable where the original does;
        ``extra`` the other way round; ``branch`` another way at a branch; ``loop`` another number of iterations;
        ``returned`` the right values, returned otherwise; ``changed`` an input is changed; ``error`` one side fails.
    variable : Variable or None
        The original's.
    original, port : int or None
        The two values, by their places in the recordings.
    original_event, port_event : Event or None
        The lines to look at.
    between : tuple of Variable
        The port's variables on the way that have no counterpart.
    """

    kind: Kind
    variable: Variable | None
    original: int | None
    port: int | None
    original_event: Event | None
    port_event: Event | None
    between: tuple[Variable, ...] = ()
