"""Conditioning: how much an original's outputs change when its inputs move by one unit in the last place.

If no tolerance is declared, no port can be asked to be nearer to the original than the original is to itself. The
measure depends on the original alone, never on the port.

An output that is 0 but for rounding, such as ``sum(x - mean(x))``, moves by as much as itself, so no relative measure
fits. Its rounding is measured in absolute terms: without rounding, an output follows small moves of its inputs in a
straight line, so what is off that line is rounding. A small difference that is computed without rounding, such as
``x - 0.3``, is on the line, and nothing is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.tolerance import DEFAULT_TOLERANCE, Tolerance
from matdrop.engines.session import Session
from matdrop.values.distance import FLOOR, integers, numbers, relative_distance
from matdrop.values.value import Array, Value, array_of, elements_of, is_cell, is_number_array, is_numbers, is_sparse

# Runs an original on several inputs at once: to ask an engine takes longer than most originals.
Rerun = Callable[[Sequence[tuple[Value, ...]]], Sequence[Mapping[str, Value] | None]]
# An original whose output moves further than this cannot measure a port, whatever the reason.
LARGEST = 1e-6
# Inputs are moved by one unit and by FAR units. A rounding error grows with the step, at least by the factor GROWTH; an
# output that moves as far with the small step as with the large one has jumped, as at a comparison.
FAR, GROWTH = 16, 4
# A port may differ by this many times the largest move seen: a few runs do not find the largest possible.
MARGIN = 10
# No condition allows more: MARGIN times LARGEST, once for an element and once for its share of the largest.
FURTHEST = 2 * MARGIN * LARGEST
# Shares of the numbers that move up: all, none, and twice half. One of the first two moves a tie (x.5) over the edge.
UPWARD = (1.0, 0.0, 0.5, 0.5)


@dataclass(frozen=True)
class Moves:
    """The outputs of an original for moved inputs.

    Attributes
    ----------
    near : tuple of mapping of str to value
        For inputs moved by one unit in the last place, one for each run.
    far : tuple of mapping of str to value
        For inputs moved by `FAR` units.
    """

    near: tuple[Mapping[str, Value], ...] = ()
    far: tuple[Mapping[str, Value], ...] = ()


def rerun_of(case: Case, session: Session) -> Rerun:
    """Return a function that runs a case's original on other inputs.

    Parameters
    ----------
    case : Case
        The case whose original is run.
    session : Session
        The engine.

    Returns
    -------
    callable
        Takes tuples of inputs; returns for each the outputs by name, or None if the original fails.
    """

    def rerun(moved: Sequence[tuple[Value, ...]]) -> list[Mapping[str, Value] | None]:
        references = session.run([replace(case, name="perturbed", args=inputs) for inputs in moved])
        return [None if reference.error is not None else reference.outputs for reference in references]

    return rerun


def condition_of(name: str, expected: Value, moves: Moves) -> float:
    """Return how far an output moves, relative; 0 if it does not move, is not a real number, or jumps.

    Parameters
    ----------
    name : str
        The output.
    expected : value
        The original's output for the inputs of the case.
    moves : Moves
        The original's outputs for moved inputs, as `moves_of` returns them.

    Returns
    -------
    float
        The largest relative difference, as `matdrop.values.distance.relative_distance` measures it.

    Examples
    --------
    >>> near, far = {"y": np.array([[0.5 + 1e-12]])}, {"y": np.array([[0.5 + 2e-11]])}
    >>> condition_of("y", np.array([[0.5]]), Moves((near,), (far,))) > 1e-12
    True
    >>> condition_of("y", np.array([[0.5]]), Moves((near,), (near,)))
    0.0
    """
    if not is_numbers(expected) or integers(numbers(expected)):
        return 0.0
    near, far = _furthest(name, expected, moves.near), _furthest(name, expected, moves.far)
    return near if near <= LARGEST and far >= GROWTH * near else 0.0


def tolerance_for(condition: float) -> Tolerance:
    """Return the tolerance for an output of some condition if none is declared.

    Parameters
    ----------
    condition : float
        As `condition_of` returns it.

    Returns
    -------
    Tolerance
        The default tolerance, or more if the condition allows it.

    Examples
    --------
    >>> tolerance_for(0.0) == DEFAULT_TOLERANCE
    True
    >>> print(tolerance_for(1e-9))
    rtol 1e-08, atol 0, 1e-12 of the largest
    """
    allowed = MARGIN * condition
    if allowed <= DEFAULT_TOLERANCE.rtol:
        return DEFAULT_TOLERANCE
    return replace(DEFAULT_TOLERANCE, rtol=allowed, of_largest=max(DEFAULT_TOLERANCE.of_largest, FLOOR * allowed))


def rounding_of(name: str, expected: Value, inputs: Sequence[Value], moves: Moves) -> float:
    """Return how large the rounding in an output is that is 0 but for rounding; 0.0 for every other output.

    Parameters
    ----------
    name : str
        The output.
    expected : value
        The original's output for the inputs of the case.
    inputs : sequence of value
        The inputs of the case.
    moves : Moves
        The original's outputs for moved inputs, as `moves_of` returns them.

    Returns
    -------
    float
        An absolute figure, of the order of an ulp of the inputs.

    Examples
    --------
    >>> x = np.array([[0.1, 0.7, 0.3]])
    >>> original = lambda moved: [{"y": np.array([[np.sum(x - np.mean(x))]])} for (x,) in moved]
    >>> 0 < rounding_of("y", original([(x,)])[0]["y"], (x,), moves_of(original, (x,))) < 1e-15
    True
    >>> exact = lambda moved: [{"y": np.array([[x[0, 2] - 0.3]])} for (x,) in moved]
    >>> rounding_of("y", exact([(x,)])[0]["y"], (x,), moves_of(exact, (x,)))
    0.0
    """
    if not is_numbers(expected) or len(moves.near) != len(moves.far):
        return 0.0
    output = numbers(expected)
    pairs = zip(_outputs_named(name, moves.near), _outputs_named(name, moves.far), strict=True)
    off = [_off_the_line(output, near, far) for near, far in pairs if near.shape == far.shape == output.shape]
    rounding = max(off, default=0.0)
    is_rounding = rounding <= MARGIN * ulps_of(inputs) and _largest(output) <= MARGIN * rounding
    return rounding if is_rounding else 0.0


def may_be_rounding(expected: Value, obtained: Value, inputs: Sequence[Value]) -> bool:
    """Whether two outputs are so small beside the inputs that they may be 0 but for rounding.

    Parameters
    ----------
    expected, obtained : value
        The original's output and the port's: numbers of one size.
    inputs : sequence of value
        The inputs of the case.

    Returns
    -------
    bool
        False if no rounding that `rounding_of` can return would allow the difference.

    Examples
    --------
    >>> x = (np.array([[0.1, 0.7]]),)
    >>> may_be_rounding(np.array([[1e-16]]), np.array([[0.0]]), x), may_be_rounding(np.array([[1e-9]]), x[0], x)
    (True, False)
    """
    return bool(max(_largest(numbers(expected)), _largest(numbers(obtained))) <= 2 * MARGIN**2 * ulps_of(inputs))


def ulps_of(inputs: Sequence[Value]) -> float:
    """Return the sum of one unit in the last place of each real number among some inputs.

    Parameters
    ----------
    inputs : sequence of value
        The inputs of a case.

    Returns
    -------
    float
        0 if all numbers are whole.

    Examples
    --------
    >>> ulps_of([np.array([[1.5, 2.0]])]) == 2.0**-52
    True
    """
    return float(sum(map(_ulps, inputs)))


def _ulps(value: Value) -> float:
    if not holds_real_numbers(value):
        return 0.0
    if is_cell(value):
        return float(sum(map(_ulps, elements_of(value))))
    elements = value.data if is_sparse(value) else array_of(value)
    parts = [elements.real, elements.imag] if np.iscomplexobj(elements) else [elements]
    return float(sum(np.abs(np.spacing(part[np.isfinite(part) & (part != np.trunc(part))])).sum() for part in parts))


def _off_the_line(output: Array, near: Array, far: Array) -> float:
    """Return how far an output for far moves is from where near ones point to, in units of a near move's rounding."""
    with np.errstate(invalid="ignore"):
        return _largest((far - output) - FAR * (near - output)) / FAR


def _largest(array: Array) -> float:
    """Return the largest magnitude; Inf if there is a NaN."""
    return float(np.max(np.nan_to_num(np.abs(array), nan=np.inf, posinf=np.inf), initial=0.0))


def _outputs_named(name: str, moved: Sequence[Mapping[str, Value]]) -> list[Array]:
    """Return the numbers of an output; an empty array where it is something else."""
    found = [outputs.get(name) for outputs in moved]
    return [numbers(value) if is_numbers(value) else np.zeros((0, 0)) for value in found]


def moves_of(rerun: Rerun, inputs: tuple[Value, ...]) -> Moves:
    """Run an original on inputs whose real numbers are moved.

    Parameters
    ----------
    rerun : callable
        As `rerun_of` returns it.
    inputs : tuple of value
        The inputs of the case.

    Returns
    -------
    Moves
        The outputs of each run; empty if no input holds real numbers, without those runs in which the original fails.

    Examples
    --------
    >>> moves = moves_of(lambda moved: [{"y": inputs[0]} for inputs in moved], (np.array([[0.5, 2.0]]),))
    >>> float(moves.near[0]["y"][0, 0]) > 0.5, float(moves.near[0]["y"][0, 1])
    (True, 2.0)
    """
    if not any(map(holds_real_numbers, inputs)):
        return Moves()
    runs = rerun([*_moved_by(inputs, 1), *_moved_by(inputs, FAR)])
    return Moves(_answered(runs[: len(UPWARD)]), _answered(runs[len(UPWARD) :]))


def moved_outputs(rerun: Rerun, inputs: tuple[Value, ...]) -> tuple[Mapping[str, Value], ...]:
    """Run an original on inputs whose real numbers are moved by one unit in the last place.

    Parameters
    ----------
    rerun : callable
        As `rerun_of` returns it.
    inputs : tuple of value
        The inputs of the case.

    Returns
    -------
    tuple of mapping of str to value
        As `Moves` has them.

    Examples
    --------
    >>> moved_outputs(lambda moved: [{"y": inputs[0]} for inputs in moved], (np.array([[1.0, 2.0]]),))
    ()
    """
    if not any(map(holds_real_numbers, inputs)):
        return ()
    return _answered(rerun(_moved_by(inputs, 1)))


def _moved_by(inputs: tuple[Value, ...], units: int) -> list[tuple[Value, ...]]:
    return [_moved_inputs(inputs, seed, share, units) for seed, share in enumerate(UPWARD)]


def _answered(runs: Sequence[Mapping[str, Value] | None]) -> tuple[Mapping[str, Value], ...]:
    return tuple(outputs for outputs in runs if outputs is not None)


def _furthest(name: str, expected: Value, moved: Sequence[Mapping[str, Value]]) -> float:
    """Return how far an output moves at most."""
    others = [numbers(outputs[name]) for outputs in moved if name in outputs and is_numbers(outputs[name])]
    return max((relative_distance(numbers(expected), other) for other in others), default=0.0)


def _moved_inputs(inputs: tuple[Value, ...], seed: int, share: float, units: int) -> tuple[Value, ...]:
    random = np.random.RandomState(seed)

    def by_units(numbers: Array) -> Array:
        step = np.where(random.random_sample(numbers.shape) < share, units, -units) * np.spacing(numbers)
        return np.asarray(numbers + step)

    return tuple(moved_value(value, by_units) for value in inputs)


def holds_real_numbers(value: Value) -> bool:
    """Check whether some number of a value would be moved: whole numbers, labels and 0 or 1 never are.

    Parameters
    ----------
    value : value
        In canonical form.

    Returns
    -------
    bool
        Whether it holds a real number that is not whole.

    Examples
    --------
    >>> holds_real_numbers(np.array([[1.0, 2.5]])), holds_real_numbers(np.array([[1.0, 2.0]]))
    (True, False)
    """
    if is_sparse(value):
        return holds_real_numbers(value.data)
    if is_cell(value):
        return any(map(holds_real_numbers, elements_of(value)))
    if not is_number_array(value):
        return False
    if value.dtype.kind == "c":
        return holds_real_numbers(value.real) or holds_real_numbers(value.imag)
    return bool(value.dtype.kind == "f" and not (value == np.trunc(value)).all())


def moved_value(value: Value, move: Callable[[Array], Array]) -> Value:
    """Move every number of a value that is not whole.

    Parameters
    ----------
    value : value
        An input.
    move : callable
        Takes an array of real numbers and returns them moved; what it returns for whole numbers is not used.

    Returns
    -------
    value
        The same value if it holds nothing but whole numbers.

    Examples
    --------
    >>> moved_value(np.array([[1.0, 0.5]]), lambda numbers: numbers * 2)
    array([[1., 1.]])
    """
    if not holds_real_numbers(value):
        return value
    if is_sparse(value):
        moved = value.copy()
        moved.data = _moved_numbers(value.data, move)
        return moved
    if is_cell(value):
        cell = np.empty(value.shape, object)
        for index in np.ndindex(value.shape):
            cell[index] = moved_value(value[index], move)
        return cell
    return _moved_numbers(array_of(value), move)


def _moved_numbers(value: Array, move: Callable[[Array], Array]) -> Array:
    if value.dtype.kind == "c":
        moved = np.empty_like(value)  # not real + 1j * imaginary, which is NaN for Inf
        moved.real, moved.imag = _moved_numbers(value.real, move), _moved_numbers(value.imag, move)
        return moved
    return np.where(value == np.trunc(value), value, move(value)).astype(value.dtype)
