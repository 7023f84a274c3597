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
    """What is known of a case, both sides having been called.

    Attributes
    ----------
    reference : Reference
        What the original computed, its inputs and its random draws.
    obtained : mapping of str to object
        The port's outputs by name, as far as there are any.
    comparisons : sequence of Comparison
        Of every output.
    mutated : sequence of str
        The inputs that the port has changed.
    returned : sequence of object or None
        All values that the port has returned, in which an output may be found in another place.
    strict : bool
        Whether NumPy's own ways are mismatches, and values beyond the original's outputs too.
    port_draws : ndarray or None
        The uniform draws that the port took from the shared stream, where they are known; None without a seed.
    generators : sequence of str
        The random generators that the port has made for itself.
    tolerances : mapping of str to Tolerance
        The case's, by output; what is not named is exact.
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
