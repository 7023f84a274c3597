"""What a diagnosis is made of: causes, and how much each of them is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from matdrop.habits.support import Support


class Strength(IntEnum):
    """How near a suspicion is; the nearest is said first. Whether a cause is proven is decided by `explain.causes`."""

    EXPLAINS = 1
    """A transformation of the values makes both sides agree, or the call itself shows it."""
    FOLLOWS = 2
    """The same, but as a rule such a transformation is what another fault leaves behind."""
    SUGGESTS = 3
    """The differences look like those of a habit."""
    STATES = 4
    """One side has NaN or Inf where the other has none."""
    LOCATES = 5
    """Which elements differ."""
    EXCUSES = 6
    """Why a right port might differ as well."""
    UNKNOWN = 7
    """Figures only."""


@dataclass(frozen=True)
class Cause:
    """A cause of a mismatch that the values suggest.

    Attributes
    ----------
    kind : str
        The name of a habit or a description, the same word in text, JSON and docs: one of
        `matdrop.habits.registry.kinds`.
    output : str
        The output that shows it; empty where it concerns the call.
    detail : str
        The figures, in one sentence.
    fix : str
        How to fix it, in NumPy's terms.
    strength : Strength
        How near it is.
    fitted : tuple of float or None
        The numbers that its transformation was fitted by; None where more than the values of both sides shows it: the
        inputs, the random draws, or a run of the original.
    rounds : bool
        Whether its transformation leaves digits out.
    support : Support or None
        How much of the values its transformation explains; None for what the call, a size or a class shows as it is.

    Examples
    --------
    >>> cause = Cause("ddof", "s", "the port divides by n", "use ddof=1")
    >>> cause.is_description
    False
    """

    kind: str
    output: str
    detail: str
    fix: str = ""
    strength: Strength = Strength.EXPLAINS
    fitted: tuple[float, ...] | None = ()
    rounds: bool = False
    support: Support | None = None

    @property
    def is_description(self) -> bool:
        """Whether it says how the sides differ, and names no habit as the reason."""
        return self.strength >= Strength.STATES
