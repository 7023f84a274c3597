"""The evidence of a case: what is known of both sides when its mismatches are diagnosed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from matdrop.cases.reference import Reference
from matdrop.cases.tolerance import Tolerance
from matdrop.values.value import Array
from matdrop.verification.compare import Comparison


@dataclass(frozen=True)
class Evidence:
    """What is known of a case after both sides were called.

    Attributes
    ----------
    reference : Reference
        What the original computed, its inputs and its random draws.
    obtained : mapping of str to object
        The outputs that the port returned, by name.
    comparisons : sequence of Comparison
        One for each output.
    mutated : sequence of str
        The inputs that the port has changed.
    returned : sequence of object or None
        All values that the port has returned, so that an output can be found in another place.
    strict : bool
        Whether NumPy's representations (1-D arrays, say) and values beyond the original's outputs are mismatches.
    port_draws : ndarray or None
        The uniform draws that the port took from the shared stream; None if they are unknown or there is no seed.
    generators : sequence of str
        The random generators that the port has made for itself.
    tolerances : mapping of str to Tolerance
        The case's, by output; an output that is not named must agree exactly.

    Examples
    --------
    >>> from matdrop.cases.reference import Engine
    >>> from matdrop.values.canonical import canonical
    >>> reference = Reference("live", Engine("GNU Octave", "7.3.0"), (), {"y": canonical(1.0)})
    >>> Evidence(reference, {"y": 1.0}, []).outputs
    ['y']
    """

    reference: Reference
    obtained: Mapping[str, Any]
    comparisons: Sequence[Comparison]
    mutated: Sequence[str] = ()
    returned: Sequence[Any] | None = None
    strict: bool = True
    port_draws: Array | None = None
    generators: Sequence[str] = ()
    tolerances: Mapping[str, Tolerance] = field(default_factory=dict)

    @cached_property
    def outputs(self) -> list[str]:
        """The names of the original's outputs."""
        return list(self.reference.outputs)

    @cached_property
    def differing(self) -> list[str]:
        """The outputs that differ."""
        return [comparison.name for comparison in self.comparisons if comparison.mismatch is not None]
