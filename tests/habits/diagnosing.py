"""What tests of the diagnosis share: values, and the causes that two of them have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matdrop.cases.reference import Engine, Reference
from matdrop.cases.tolerance import Tolerance
from matdrop.habits.cause import Cause
from matdrop.habits.diagnosis import diagnose
from matdrop.habits.evidence import Evidence
from matdrop.values.canonical import canonical
from matdrop.verification.compare import Comparison, Mismatch, compare

RANDOM = np.random.RandomState(20220120)


M34 = RANDOM.randn(3, 4)


M44 = RANDOM.randn(4, 4)


X = RANDOM.randn(10, 3)


U = RANDOM.random_sample(12)


COLUMN = RANDOM.randn(7, 1)


MAGIC = np.array([[16.0, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])


COMPLEX = RANDOM.randn(3, 2) + 1j * RANDOM.randn(3, 2)


def reference(expected: Mapping[str, Any], inputs: Sequence[Any] = (), draws: Any = ()) -> Reference:
    return Reference(
        "live",
        Engine("GNU Octave", "7.3.0"),
        tuple(canonical(value) for value in inputs),
        {name: canonical(value) for name, value in expected.items()},
        draws=np.reshape(np.asarray(draws, float), (-1, 1)),
    )


def causes_of_call(
    expected: Mapping[str, Any],
    obtained: Mapping[str, Any],
    inputs: Sequence[Any] = (),
    draws: Any = (),
    tolerance: Tolerance | None = None,
    **more: Any,
) -> list[Cause]:
    of = reference(expected, inputs, draws)
    allowed = dict.fromkeys(expected, tolerance or Tolerance())
    comparisons = [
        compare(of.outputs[name], obtained[name], allowed[name], name)
        if obtained.get(name) is not None
        else Comparison(name, "", (), None, None, Mismatch("missing", "missing"))
        for name in expected
    ]
    given, rerun = {key: more.pop(key) for key in ("iterates",) if key in more}, more.pop("rerun", None)
    on_each = None if rerun is None else lambda moved: [rerun(inputs) for inputs in moved]
    return diagnose(Evidence(of, obtained, comparisons, tolerances=allowed, **more), rerun=on_each, **given)


def causes(expected: Any, obtained: Any, *inputs: Any, **more: Any) -> list[Cause]:
    return causes_of_call({"r": expected}, {"r": obtained}, inputs, **more)


def kinds(found: Sequence[Cause]) -> list[str]:
    return [cause.kind for cause in found]


def with_column(x: Any, column: int, values: Any) -> Any:
    changed = np.array(x)
    changed[:, column] = values
    return changed


KEPT_F = U.reshape((3, 4), order="F") < 0.6


KEPT_C = U.reshape((3, 4), order="C") < 0.6
