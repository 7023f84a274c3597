"""Further cases with moved inputs: what heals a case by chance does not heal these."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.tracing.comparison import Observation
from matdrop.tracing.original_recording import record_original
from matdrop.values.value import Array, Value
from matdrop.verification.conditioning import moved_value

COUNT = 3  # of each case
SHARE = 0.1  # of a number, by which it is moved at most


def moved_cases(case: Case, inputs: Sequence[Value], count: int = COUNT) -> list[Case]:
    """Return cases whose inputs are those of another one, with every number moved that is not whole.

    Parameters
    ----------
    case : Case
        The other one.
    inputs : sequence of value
        What its arguments were evaluated to.
    count : int
        How many.

    Returns
    -------
    list of Case
        None where no input holds numbers that are not whole. Outputs may differ by the default tolerance at least: a
        port that is exact for the numbers of the case need not be so for others.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> [moved.name for moved in moved_cases(case, [np.array([[1.0, 0.5]])], 2)]
    ['article_moved_1', 'article_moved_2']
    >>> moved_cases(case, [np.array([[1.0, 2.0]])])
    []
    """
    found = []
    for number in range(1, count + 1):
        random = np.random.RandomState(number)

        def by_a_share(numbers: Array, random: np.random.RandomState = random) -> Array:
            return numbers * (1 + SHARE * (2 * random.random_sample(numbers.shape) - 1))

        moved = tuple(moved_value(value, by_a_share) for value in inputs)
        if all(one is other for one, other in zip(moved, inputs, strict=True)):
            return []
        tolerance = {name: given for name, given in case.tolerance.items() if _is_looser(given)}
        pair = replace(case.pair, strict=False)
        found.append(replace(case, pair=pair, name=f"{case.name}_moved_{number}", args=moved, tolerance=tolerance))
    return found


def moved_observations(failing: Sequence[Observation], session: Session, seconds: float) -> list[Observation]:
    """Record the original on moved inputs of the first failing case that has any.

    Parameters
    ----------
    failing : sequence of Observation
        The failing cases.
    session : Session
        The engine.
    seconds : float
        How long that may take, about.

    Returns
    -------
    list of Observation
        Without inputs on which the original fails, and without those for which there was no time.
    """
    until = time.monotonic() + seconds
    every = ((o, moved_cases(o.case, o.reference.inputs)) for o in failing)
    observation, cases = next(((o, cases) for o, cases in every if cases), (None, []))
    found = []
    for case in cases:
        if observation is None or time.monotonic() > until:
            break
        try:
            reference, original = record_original(case, session)
        except MatdropError:
            continue  # too slow, or gone: there is nothing to be confirmed by
        if reference.error is None and not original.ended:
            found.append(Observation(case, reference, original, observation.convention))
    return found


def _is_looser(tolerance: Tolerance) -> bool:
    """Whether a tolerance allows more than the default one."""
    return tolerance.ulp is None and (tolerance.rtol >= DEFAULT_TOLERANCE.rtol or tolerance.atol > 0)
