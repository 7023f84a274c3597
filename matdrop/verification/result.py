"""A result: the verdict on one case by one reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matdrop.calling.conventions import Convention
from matdrop.cases.case import Case, Verdict
from matdrop.cases.reference import Reference, Source
from matdrop.values.value import Value
from matdrop.verification.compare import Comparison


@dataclass(frozen=True)
class Result:
    """The verdict on one case by one reference; as a truth value, whether that is PASS.

    Attributes
    ----------
    case : Case
        The case that was verified.
    source : {"live", "saved"}
        Which reference was used.
    verdict : str
        One of `matdrop.cases.case.Verdict`.
    outputs : tuple of Comparison
        Every output, with figures; empty if there was nothing to compare.
    changed : tuple of str
        Inputs that the port has changed although MATLAB's callers would still see the old value.
    extra : int
        How many values the port returned beyond the original's outputs; a fault for a strict pair alone.
    error : str or None
        What failed, if something did.
    seconds : float
        The time of original (if live) and port.
    conventions : tuple of str
        Where the port does not follow MATLAB and this was followed or accepted.
    printed : tuple of str
        What the original and the port printed.
    decisive : int
        Which call of the port decided the verdict, from 1; 0 if it was not called.
    reference : Reference or None
        What the original computed; None if there was no reference.
    convention : Convention or None
        How the port was called in that decisive call.
    declaration : tuple of str
        Of an ``UNDECLARED`` result: the lines by which the table makes it a PASS.
    was_entered : bool
        False if the port failed before its first line, as one does that is called with more arguments than it takes.
    """

    case: Case
    source: Source
    verdict: Verdict
    outputs: tuple[Comparison, ...] = ()
    changed: tuple[str, ...] = ()
    extra: int = 0
    error: str | None = None
    seconds: float = 0.0
    conventions: tuple[str, ...] = ()
    printed: tuple[str, str] = ("", "")
    decisive: int = 0
    reference: Reference | None = field(default=None, repr=False, compare=False)
    convention: Convention | None = field(default=None, repr=False, compare=False)
    declaration: tuple[str, ...] = ()
    was_entered: bool = True

    def __bool__(self) -> bool:
        """Check whether the verdict is PASS, so that ``assert verify(...)`` says what it seems to say."""
        return self.verdict == "PASS"

    def __str__(self) -> str:
        lines = [f"{self.case.id} ({self.source}): {self.verdict}"]
        lines += [f"  {self.error}"] if self.error else []
        lines += [f"  agrees once this is declared: {line}" for line in self.declaration]
        lines += [f"  {output.name}: {output.mismatch.detail}" for output in self.outputs if output.mismatch]
        return "\n".join(lines)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one that the case expects."""
        return self.verdict == self.case.expected

    @property
    def inputs(self) -> Mapping[str, Value]:
        """The inputs of both sides, by the original's names."""
        if self.reference is None:
            return {}
        given = self.reference.inputs
        return dict(zip(self.case.input_names(len(given)), given, strict=True))
