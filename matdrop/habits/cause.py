"""What a diagnosis is made of: causes, and how much each of them is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Strength(IntEnum):
    """How much a cause is worth; the nearest comes first. This is the only place that ranks causes."""

    PROVEN = 0
    """Something was changed and run, and the port then agreed."""
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
    """A probable cause of a mismatch.

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
    line : int or None
        The line of the port's file where it is, if that is known.
    proof : str
        What was changed and run, after which the port agreed; empty where the cause is only suspected.
    strength : Strength
        How much it is worth.

    Examples
    --------
    >>> cause = Cause("ddof", "s", "the port divides by n", "use ddof=1")
    >>> cause.is_proven, cause.is_telling, cause.is_description
    (False, True, False)
    """

    kind: str
    output: str
    detail: str
    fix: str = ""
    line: int | None = None
    proof: str = ""
    strength: Strength = Strength.EXPLAINS

    @property
    def is_proven(self) -> bool:
        """Whether something was run that shows it."""
        return self.strength is Strength.PROVEN

    @property
    def is_telling(self) -> bool:
        """Whether it names a habit so well that the port's source need not be changed to find another."""
        return self.strength <= Strength.EXPLAINS

    @property
    def is_description(self) -> bool:
        """Whether it says how the sides differ, and names no habit as the reason."""
        return self.strength >= Strength.STATES
