"""How long changes of a port are tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How long changes are tried: counted, so that a busy machine finds what an idle one does.

    Attributes
    ----------
    tries : int
        How many changes are tried at most.
    seconds : float
        Of processor time, after which no more are tried: for ports that take long.
    """

    tries: int
    seconds: float


QUICK = Effort(1000, 8.0)
THOROUGH = Effort(3000, 60.0)
LONG = Effort(10_000, 120.0)
SHORT = Effort(200, 10.0)  # for the edits of habits alone
