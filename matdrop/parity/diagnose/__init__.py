"""A mismatch's probable causes, each one shown on the data.

A cause is named only if its transformation, applied to one side, makes the two sides agree. The tests for causes
stand in tiers, simplest and most specific first; the first tier in which one holds gives the answer, and tests that
hold in the same tier are alternatives to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import scipy.sparse

from matdrop.parity.compare import Comparison, Tolerance, compare
from matdrop.parity.diagnose.arrangement import matching, memory_order, order, relabelled, stream_order, transpose
from matdrop.parity.diagnose.call import extra_outputs, missing_output, mutated_inputs, stream, swapped_outputs
from matdrop.parity.diagnose.cause import KINDS, Cause, Kind
from matdrop.parity.diagnose.factors import complement, conjugate, ddof, index_base, offset, scale, sign
from matdrop.parity.diagnose.form import Test, empty, other_values, refits, scalar_cell
from matdrop.parity.diagnose.leaf import Array, Leaf, by, distance, is_numbers, numbers
from matdrop.parity.diagnose.machine import (
    class_only,
    class_too,
    nan,
    rounding,
    saturation,
    single_computed,
    single_precision,
)
from matdrop.parity.diagnose.partial import TRACE, ill_conditioned, region, ties, tolerance, unknown
from matdrop.parity.reference import Reference
from matdrop.parity.values import FunctionHandle, Value, ValueModelError, canonical, class_of, size_of

__all__ = ["KINDS", "Cause", "Kind", "diagnose"]

Rerun = Callable[[tuple[Value, ...]], Mapping[str, Value] | None]

# Values of the same size. Each of these proves that one transformation makes the sides agree.
PROVEN: tuple[tuple[Test, ...], ...] = (
    (class_only,),
    (complement,),
    (single_precision,),
    (index_base,),
    (conjugate,),
    (stream_order,),
    (transpose, memory_order),
    (ties,),
    (ddof,),
    (sign,),
    (saturation,),
    (rounding,),
    (scale,),
    (offset,),
    (relabelled,),
    (order,),
)
# What two transformations may do together: one of these after a rearrangement.
SECOND: tuple[Test, ...] = (index_base, conjugate, sign, ddof, scale, offset)
# Facts about some elements, and weak causes, where nothing is proven.
WEAK: tuple[tuple[Test, ...], ...] = ((nan,), (ill_conditioned,), (region,), (single_computed, tolerance))


def diagnose(
    reference: Reference,
    obtained: Mapping[str, Any],
    comparisons: Sequence[Comparison],
    mutated: Sequence[str] = (),
    *,
    returned: Sequence[Any] | None = None,
    strict: bool = True,
    port_draws: Array | None = None,
    rerun: Rerun | None = None,
    tolerances: Mapping[str, Tolerance] | None = None,
) -> list[Cause]:
    """Name the probable causes of a case's mismatches.

    Parameters
    ----------
    reference : Reference
        What the original computed, its inputs and its random draws.
    obtained : mapping of str to object
        The port's outputs by name, as far as there are any.
    comparisons : sequence of Comparison
        Of every output.
    mutated : sequence of str
        The inputs that the port has changed.
    returned : sequence of object, optional
        All values that the port has returned, in which an output may be found in another place.
    strict : bool
        Whether values beyond the original's outputs are a mismatch.
    port_draws : ndarray, optional
        The uniform draws that the port took from the shared stream, where they are known.
    rerun : callable, optional
        Runs the original on other inputs and gives its outputs, or None if it fails.
    tolerances : mapping of str to Tolerance, optional
        The case's, by output; what is not named is exact.

    Returns
    -------
    list of Cause
        Nearest first; ``unknown`` where nothing fits. Empty if everything agrees.

    Examples
    --------
    >>> from matdrop.parity.reference import Engine
    >>> expected, obtained = {"s": canonical(np.std([1, 2, 4], ddof=1))}, {"s": np.std([1, 2, 4])}
    >>> reference = Reference("live", Engine("GNU Octave", "7.3.0"), (canonical([1, 2, 4]),), expected)
    >>> causes = diagnose(reference, obtained, [compare(expected["s"], obtained["s"], name="s")])
    >>> causes[0].kind, causes[0].detail
    ('ddof', "everywhere the port has 0.816497 = sqrt((n-1)/n) for n = 3 times the original's values, exactly")
    """
    tolerances = {} if tolerances is None else tolerances
    differing = [c.name for c in comparisons if c.mismatch is not None]
    names = list(reference.outputs)
    causes = mutated_inputs(mutated) + (extra_outputs(names, returned) if strict else [])
    if not differing:
        return causes
    not_shared = stream(reference.draws, port_draws)
    causes += [not_shared] if not_shared else []
    places = list(obtained.items())
    if returned is not None:
        places += [(f"value {k}", value) for k, value in enumerate(returned, 1) if k > len(names)]
    swapped = swapped_outputs(reference.outputs, places, differing, tolerances)
    causes += swapped

    @cache
    def moved_outputs() -> tuple[Mapping[str, Value], ...]:
        return () if rerun is None else tuple(_reruns(rerun, reference.inputs))

    for comparison in comparisons:
        name = comparison.name
        if comparison.mismatch is None or any(cause.output == name for cause in swapped):
            continue
        if obtained.get(name) is None:
            causes.append(missing_output(comparison, obtained.get(name, ())))
            continue
        expected = reference.outputs.get(name)
        if expected is None:
            causes.append(Cause("unknown", name, comparison.mismatch.detail, TRACE))
            continue
        found = _of_output(name, expected, obtained[name], comparison, tolerances, reference, moved_outputs)
        weak = {"unknown", "tolerance", "region"}
        causes += [cause for cause in found if not_shared is None or cause.kind not in weak]
    return causes


def _of_output(
    name: str,
    expected: Value,
    given: Any,
    comparison: Comparison,
    tolerances: Mapping[str, Tolerance],
    reference: Reference,
    moved_outputs: Callable[[], tuple[Mapping[str, Value], ...]],
) -> list[Cause]:
    try:
        value = canonical(given)
    except ValueModelError as error:
        return [Cause("class", name, str(error), "return numbers, text, lists, dicts or arrays of them")]
    allowed = tolerances.get(name, Tolerance())
    by_kind: dict[str, list[Cause]] = {}
    for path, left, right in _leaves(expected, value):
        if compare(left, right, allowed).mismatch is None:
            continue

        def moved(path: str = path, left: Value = left) -> float | None:
            others = [_at(outputs.get(name), path) for outputs in moved_outputs()]
            arrays = [numbers(other) for other in others if other is not None and is_numbers(other)]
            return max((distance(numbers(left), array) for array in arrays), default=None)

        leaf = Leaf(name, path, left, right, allowed, reference.inputs, reference.draws, moved)
        with np.errstate(all="ignore"):
            for cause in _of_leaf(leaf):
                by_kind.setdefault(cause.kind, []).append(cause)
    causes = [_merged(group) for group in by_kind.values()]
    if _is_flat(given, comparison) and not by_kind.keys() & {"orientation", "length", "empty", "diagonal"}:
        detail = f"{by(size_of(expected))} in the original, a 1-D array of {given.size} elements in the port"
        causes.append(Cause("orientation", name, detail, "use keepdims=True, x[None, :] or reshape(1, -1)"))
    return causes or [Cause("unknown", name, comparison.mismatch.detail if comparison.mismatch else "", TRACE)]


def _is_flat(given: Any, comparison: Comparison) -> bool:
    """Whether the port's value is 1-D, and the comparison minds that."""
    minded = comparison.mismatch is not None and comparison.mismatch.kind == "size"
    return minded and isinstance(given, np.ndarray) and given.ndim == 1 and given.size == np.prod(comparison.size)


def _merged(group: list[Cause]) -> Cause:
    """One cause for all elements of a cell or struct that show the same kind."""
    first = group[0]
    more = f" (and {len(group) - 1} more elements)" if len(group) > 1 else ""
    return Cause(first.kind, first.output, first.detail + more, first.fix)


def _of_leaf(leaf: Leaf) -> list[Cause]:
    if not (is_numbers(leaf.expected) and is_numbers(leaf.obtained)):
        cause = scalar_cell(leaf)
        return [cause] if cause is not None else other_values(leaf)
    form = empty(leaf)
    if form is not None:
        return [form]
    if not leaf.a.size:
        return _first(PROVEN[:1], leaf)
    if leaf.a.shape == leaf.b.shape:
        found = _first(PROVEN, leaf) or _combined(leaf) or _first(WEAK, leaf) or [unknown(leaf)]
    else:
        found = _of_other_size(leaf)
    also = class_too(leaf)
    return found + ([also] if also is not None and "class" not in {cause.kind for cause in found} else [])


def _of_other_size(leaf: Leaf) -> list[Cause]:
    candidates = list(refits(leaf))
    for form, refitted in candidates:
        if _settles(refitted):
            return [form]
    moved = _first(((transpose,), (memory_order,)), leaf)
    if moved:
        return moved
    turned = list(_rearranged(leaf)) if leaf.a.shape == leaf.b.shape[::-1] else []
    for form, refitted in [*candidates, *turned]:
        causes = _first(PROVEN, refitted)
        if causes:
            return [*causes, form]
    if leaf.a.size == leaf.b.size and leaf.a.size in leaf.a.shape and leaf.a.size in leaf.b.shape:
        form, refitted = candidates[0]  # two vectors: the orientation is certain, whatever the values are
        return [*(_first(WEAK, refitted) or [unknown(refitted)]), form]
    sizes = f"{by(size_of(leaf.expected))} in the original, {by(size_of(leaf.obtained))} in the port"
    # A sum, mean or maximum of everything is one number, a cumsum of everything is flat.
    axis = leaf.b.size in (1, leaf.a.size) and leaf.b.size in leaf.b.shape
    advice = "give NumPy's reductions the axis of the original, and keepdims=True; or " if axis else ""
    return [leaf.cause("unknown", f"size: {sizes}; no known cause fits", advice + TRACE)]


def _settles(leaf: Leaf) -> bool:
    """Whether the sides agree as they are."""
    return leaf.tolerated or leaf.distance <= leaf.tight


def _first(tiers: tuple[tuple[Test, ...], ...], leaf: Leaf) -> list[Cause]:
    for tier in tiers:
        found = [cause for cause in (test(leaf) for test in tier) if cause is not None]
        if found:
            return found
    return []


def _combined(leaf: Leaf) -> list[Cause]:
    for cause, rearranged in _rearranged(leaf):
        for test in SECOND:
            second = test(rearranged)
            if second is not None:
                return [cause, second]
    return []


def _rearranged(leaf: Leaf) -> Iterator[tuple[Cause, Leaf]]:
    """Put the port's matrix in another order, with the cause that this would be half of."""
    a, b = leaf.a, leaf.b
    if a.ndim != 2 or b.ndim != 2 or 1 in b.shape:
        return
    if a.shape == b.shape[::-1]:
        turned = leaf.against(b.T)
        yield (
            leaf.cause("transpose", "the port's matrix is transposed, and differs in another way too", "use .T"),
            turned,
        )
    if a.shape != b.shape:
        return
    rows_first = b.ravel(order="C").reshape(a.shape, order="F")
    fix = "reshape with order='F'"
    yield (
        leaf.cause("memory-order", "filled row by row, and different in another way too", fix),
        leaf.against(rows_first),
    )
    for axis, word in ((1, "column"), (0, "row")):
        moves = matching(leaf, np.abs(a), np.abs(b), axis)
        if moves is not None and moves != sorted(moves):
            back = np.argsort(moves)
            sorted_back = b[:, back] if axis == 1 else b[back]
            shown = ", ".join(str(k + 1) for k in moves[:10])
            detail = f"up to sign the port's {word}s are the original's {word}s {shown}"
            yield (
                leaf.cause("order", detail, "sort eigenvalues and their vectors alike"),
                leaf.against(sorted_back),
            )


def _leaves(left: Value, right: Value, path: str = "") -> Iterator[tuple[str, Value, Value]]:
    """Pairs that can be compared number by number; what differs as a whole is a pair by itself."""
    alike = class_of(left) == class_of(right) and size_of(left) == size_of(right)
    if alike and class_of(left) == "cell":
        for k, (a, b) in enumerate(zip(left.ravel(order="F"), right.ravel(order="F"), strict=True), 1):
            yield from _leaves(a, b, f"{path}{{{k}}}")
    elif alike and class_of(left) == "struct":
        if set(left.dtype.names) != set(right.dtype.names):
            yield path, left, right
        for field in [name for name in left.dtype.names if name in right.dtype.names]:
            for k, (a, b) in enumerate(
                zip(left[field].ravel(order="F"), right[field].ravel(order="F"), strict=True), 1
            ):
                yield from _leaves(a, b, f"{path}.{field}" if left.size == 1 else f"{path}({k}).{field}")
    else:
        yield path, left, right


def _at(value: Value | None, path: str) -> Value | None:
    """Find the leaf of a value that has a path."""
    if value is None:
        return None
    return next((leaf for where, leaf, _ in _leaves(value, value) if where == path), None)


def _reruns(rerun: Rerun, inputs: tuple[Value, ...]) -> Iterator[Mapping[str, Value]]:
    """Run the original on inputs that are perturbed by an ulp: whole-numbered ones too, if it stands that."""
    for whole in (True, False):
        done = False
        for seed in range(3):
            random = np.random.RandomState(seed)
            outputs = rerun(tuple(_perturbed(value, random, whole) for value in inputs))
            if outputs is None:
                break
            done = True
            yield outputs
        if done:
            return


def _perturbed(value: Value, random: np.random.RandomState, whole: bool) -> Value:
    """Move every real number by one ulp, up or down by chance; not zeros, and not whole-numbered scalars."""
    if isinstance(value, FunctionHandle) or class_of(value) in ("char", "struct"):
        return value
    if scipy.sparse.issparse(value):
        moved = value.copy()
        moved.data = _perturbed(value.data, random, whole)
        return moved
    if value.dtype == object:
        cell = np.empty(value.shape, object)
        for index in np.ndindex(value.shape):
            cell[index] = _perturbed(value[index], random, whole)
        return cell
    if value.dtype.kind == "c":
        real, imaginary = (_perturbed(part, random, whole) for part in (value.real.copy(), value.imag.copy()))
        return real + 1j * imaginary
    if value.dtype.kind != "f" or ((value == np.trunc(value)).all() and (value.size == 1 or not whole)):
        return value
    up = np.where(random.random_sample(value.shape) < 0.5, -np.inf, np.inf).astype(value.dtype)
    return np.where(value == 0, value, np.nextafter(value, up)).astype(value.dtype)
