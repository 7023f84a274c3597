"""What a diagnosis is made of: causes, each of a kind that text, JSON and docs name by the same word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "orientation",
    "transpose",
    "memory-order",
    "index-base",
    "ddof",
    "rounding",
    "sign",
    "scale",
    "offset",
    "complement",
    "order",
    "diagonal",
    "conjugate",
    "swapped-outputs",
    "missing-output",
    "extra-output",
    "length",
    "single-precision",
    "saturation",
    "class",
    "nan",
    "empty",
    "ties",
    "region",
    "mutated-input",
    "stream",
    "stream-order",
    "ill-conditioned",
    "tolerance",
    "unknown",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Cause:
    """A probable cause of a mismatch.

    Attributes
    ----------
    kind : str
        One of `KINDS`, the same word in text, JSON and docs.
    output : str
        The output that shows it; empty where it concerns the call.
    detail : str
        The figures, in one sentence.
    fix : str
        How to mend it, in NumPy's terms.
    line : int or None
        The line of the port's file where it is, if that is known.
    proof : str
        What was changed and run, after which the port agreed; empty where the cause is only suspected.
    """

    kind: Kind
    output: str
    detail: str
    fix: str = ""
    line: int | None = None
    proof: str = ""
