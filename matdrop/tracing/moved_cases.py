"""Further cases with other inputs, moved or shuffled: what agrees by chance with one case does not agree with these."""

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
from matdrop.values.value import Array, Value, array_of, is_number_array, is_struct
from matdrop.verification.conditioning import holds_real_numbers, moved_value

SHARE = 0.2  # by how much a real number is moved at most, of itself, and in every second run ...
FACTOR = 3.0  # ... by what it is multiplied or divided at most
RUNS = 6  # moved inputs of a case, for what needs no recording of them
RECORDED = 3  # moved inputs of a case that are recorded


def moved_cases(case: Case, inputs: Sequence[Value], runs: int = RUNS, first: int = 0) -> list[Case]:
    """Return cases whose inputs are those of another one, with every number moved that is not whole.

    Parameters
    ----------
    case : Case
        The other one.
    inputs : sequence of value
        What its arguments were evaluated to.
    runs : int
        How many.
    first : int
        The seed of the first of them.

    Returns
    -------
    list of Case
        None where no input holds numbers that are not whole: whole ones may be counts or labels, and stay.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> [moved.name for moved in moved_cases(case, [np.array([[1.0, 0.5]])], 2)]
    ['article, moved 0', 'article, moved 1']
    >>> moved_cases(case, [np.array([[1.0, 2.0]])])
    []
    """
    if not any(map(holds_real_numbers, inputs)):
        return []
    return [_with_inputs(case, f"moved {seed}", _moved(inputs, seed)) for seed in range(first, first + runs)]


def _moved(inputs: Sequence[Value], seed: int) -> tuple[Value, ...]:
    random = np.random.RandomState(seed)
    largest = FACTOR if seed % 2 else 1 + SHARE

    def by_a_factor(numbers: Array) -> Array:
        up_or_down = 2 * random.random_sample(numbers.shape) - 1
        # Only what each processor rounds alike: NumPy's power depends on which instructions it has.
        factor = 1 + (largest - 1) * np.abs(up_or_down)
        with np.errstate(over="ignore"):
            moved = np.where(up_or_down < 0, numbers / factor, numbers * factor)
        return np.where(np.isfinite(moved), moved, numbers)  # the largest numbers have none above them

    return tuple(moved_value(value, by_a_factor) for value in inputs)


def shuffled_cases(case: Case, inputs: Sequence[Value], runs: int = RUNS, first: int = 0) -> list[Case]:
    """Return cases with their arrays in another order, and in every second run with single whole numbers one larger.

    Parameters
    ----------
    case : Case
        The case whose inputs these are.
    inputs : sequence of value
        What its arguments were evaluated to.
    runs : int
        How many orders.
    first : int
        The seed of the first of them.

    Returns
    -------
    list of Case
        None where no input holds numbers. Not all of them need to make sense to the original.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> (shuffled,) = shuffled_cases(case, [np.array([[1.0, 2.0, 3.0]])], 1)
    >>> shuffled.name, sorted(shuffled.args[0].ravel().tolist())
    ('article, shuffled 0', [1.0, 2.0, 3.0])
    """
    if not any(map(_has_numbers, inputs)):
        return []
    return [_with_inputs(case, f"shuffled {seed}", _shuffled(inputs, seed)) for seed in range(first, first + runs)]


def _shuffled(inputs: Sequence[Value], seed: int) -> tuple[Value, ...]:
    random = np.random.RandomState(seed)
    return tuple(_other(array_of(value), random, seed % 2) if _has_numbers(value) else value for value in inputs)


def _has_numbers(value: Value) -> bool:
    return is_number_array(value) and value.size > 0


def _other(value: Array, random: np.random.RandomState, more: int) -> Array:
    if value.size > 1:
        return np.asarray(random.permutation(value.ravel()).reshape(value.shape))
    is_whole = value.dtype.kind in "fiu" and bool((value == np.trunc(value)).all())
    return np.asarray(value + more, value.dtype) if is_whole else value


def reduced_cases(case: Case, inputs: Sequence[Value], runs: int = RUNS) -> list[Case]:
    """Return cases in which one field of a struct has its first element alone: what was a matrix may be a number.

    Parameters
    ----------
    case : Case
        The case whose inputs these are.
    inputs : sequence of value
        What its arguments were evaluated to.
    runs : int
        How many fields are reduced at most, in turn.

    Returns
    -------
    list of Case
        None where no input is a struct with numbers. Not all of them need to make sense to the original.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> struct = np.array([[(np.array([[3.0, 4.0]]),)]], dtype=[("weights", object)])
    >>> (reduced,) = reduced_cases(case, [struct])
    >>> reduced.name, reduced.args[0]["weights"].item().tolist()
    ('article, reduced weights', [[3.0]])
    """
    found = []
    for place, value in enumerate(inputs):
        if not is_struct(value) or value.size != 1:
            continue
        for name in value.dtype.names or ():
            field = value[name].item()
            if is_number_array(field) and field.size > 1:
                changed = value.copy()
                changed[name][0, 0] = field.ravel(order="F")[:1].reshape(1, 1)
                found.append(_with_inputs(case, f"reduced {name}", (*inputs[:place], changed, *inputs[place + 1 :])))
    return found[:runs]


def _with_inputs(case: Case, what: str, inputs: tuple[Value, ...]) -> Case:
    """Return a case with other inputs, on which outputs may differ by the default tolerance at least.

    A port that is exact for the numbers of a case need not be so for others; what is declared to differ by more may do
    so for others, too.
    """
    tolerance = {name: given for name, given in case.tolerance.items() if _is_looser(given)}
    pair = replace(case.pair, strict=False)
    return replace(case, pair=pair, name=f"{case.name}, {what}", args=inputs, tolerance=tolerance)


def _is_looser(tolerance: Tolerance) -> bool:
    """Whether a tolerance allows more than the default one."""
    return tolerance.ulp is None and (tolerance.rtol >= DEFAULT_TOLERANCE.rtol or tolerance.atol > 0)


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
    every = ((o, moved_cases(o.case, o.reference.inputs, RECORDED)) for o in failing)
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
