"""A mismatch's probable causes, each one shown on the data.

A cause is named only if its transformation, applied to one side, makes the two sides agree. The tests for causes
stand in tiers, simplest and most specific first; the first tier in which one holds gives the answer, and tests that
hold in the same tier are alternatives to each other.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from matdrop.cases.reference import Reference
from matdrop.cases.tolerance import Tolerance
from matdrop.habits.arrangement import (
    matching,
    memory_order,
    order,
    relabelled,
    reshaped,
    stream_order,
    transpose,
)
from matdrop.habits.cause import KINDS, Cause, Kind
from matdrop.habits.factors import complement, conjugate, ddof, index_base, offset, scale, sign
from matdrop.habits.form import Test, empty, other_values, refits, reordered_cell, scalar_cell
from matdrop.habits.leaf import Leaf
from matdrop.habits.machine import (
    class_only,
    class_too,
    nan,
    off_by_one,
    rounding,
    saturation,
    single_computed,
    single_precision,
    tipped,
)
from matdrop.habits.outputs import extra_outputs, missing_output, mutated_inputs, stream, swapped_outputs
from matdrop.habits.partial import TRACE, ill_conditioned, region, ties, tolerance, unknown, vote
from matdrop.values.canonical import ValueModelError, canonical, size_of
from matdrop.values.display import format_size
from matdrop.values.distance import leaves, numbers
from matdrop.values.value import Array, Value, is_cell, is_number_array, is_numbers, is_sparse
from matdrop.verification.compare import Comparison, compare
from matdrop.verification.representation import as_represented

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
    (reshaped,),
    (transpose, memory_order),
    (ties,),
    (ddof,),
    (sign,),
    (saturation,),
    (rounding,),
    (tipped,),
    (relabelled,),
    (order,),
    (scale,),
    (offset,),
)
# What two transformations may do together: one of these after a rearrangement.
SECOND: tuple[Test, ...] = (index_base, conjugate, sign, ddof, scale, offset)
# Facts about some elements, and weak causes, where nothing is proven.
FACTS: tuple[tuple[Test, ...], ...] = ((nan,), (ill_conditioned,))
WEAK: tuple[tuple[Test, ...], ...] = ((off_by_one,), (vote,), (region,), (single_computed,), (tolerance,))
# As far as an original may move, and still be something to measure a port by.
CONDITIONED = 1e-4
# Of several outputs, those go first of which something is proven. What is not named here is proven.
RANK: dict[Kind, int] = {"nan": 1, "region": 2, "ill-conditioned": 3, "tolerance": 4, "unknown": 5}


def diagnose(
    reference: Reference,
    obtained: Mapping[str, Any],
    comparisons: Sequence[Comparison],
    mutated: Sequence[str] = (),
    *,
    returned: Sequence[Any] | None = None,
    strict: bool = True,
    port_draws: Array | None = None,
    generators: Sequence[str] = (),
    iterates: bool = True,
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
        Whether NumPy's own ways are mismatches, as in `matdrop.verification.compare.compare`, and values beyond the
        original's outputs too.
    port_draws : ndarray, optional
        The uniform draws that the port took from the shared stream, where they are known; None without a seed.
    generators : sequence of str
        The random generators that the port has made for itself.
    iterates : bool
        Whether the original has a loop or calls a solver, which may stop elsewhere in the port.
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
    >>> from matdrop.cases.reference import Engine
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
    not_shared = stream(reference.draws, port_draws, generators)
    causes += [not_shared] if not_shared else []
    places = list(obtained.items())
    if returned is not None:
        places += [(f"value {k}", value) for k, value in enumerate(returned, 1) if k > len(names)]
    swapped = swapped_outputs(reference.outputs, places, differing, tolerances)
    causes += swapped

    @cache
    def moved_outputs() -> tuple[Mapping[str, Value], ...]:
        return () if rerun is None else tuple(_reruns(rerun, reference.inputs))

    # What a script leaves behind and both sides agree on is what the rest was computed from.
    agreeing = (c.name for c in comparisons if c.mismatch is None and c.name in reference.outputs)
    inputs = reference.inputs or tuple(reference.outputs[name] for name in agreeing)
    found: list[list[Cause]] = []
    for comparison in comparisons:
        name, expected = comparison.name, reference.outputs.get(comparison.name)
        if comparison.mismatch is None or any(cause.output == name for cause in swapped):
            continue
        if obtained.get(name) is None:
            given = obtained.get(name, None if len(names) == 1 else ())
            found.append([missing_output(comparison, expected, given)])
        elif expected is None:
            found.append([Cause("unknown", name, comparison.mismatch.detail, TRACE)])
        else:
            allowed = tolerances.get(name, Tolerance())
            leaf = Leaf(
                name,
                "",
                expected,
                expected,
                allowed,
                inputs,
                reference.draws,
                strict,
                port_draws is not None,
                iterates=iterates,
            )
            found += _of_output(leaf, obtained[name], comparison, moved_outputs)
    if not_shared is not None:
        found = [group for group in found if group[0].kind not in RANK]
    return causes + _ranked(found)


def _of_output(
    output: Leaf, given: Any, comparison: Comparison, moved_outputs: Callable[[], tuple[Mapping[str, Value], ...]]
) -> list[list[Cause]]:
    """Give the causes for an output, a list for each value in it that differs."""
    name, expected, allowed = output.output, output.expected, output.tolerance
    try:
        value = canonical(given)
    except ValueModelError as error:
        return [[Cause("class", name, str(error), "return numbers, text, lists, dicts or arrays of them")]]
    if not output.strict:
        flat = isinstance(given, list | tuple) or (isinstance(given, np.ndarray) and given.ndim == 1)
        value, _ = as_represented(expected, value, flat)
    reordered = reordered_cell(dataclasses.replace(output, obtained=value))
    if reordered is not None:
        return [[reordered]]
    groups = []
    for path, left, right in leaves(expected, value):
        if compare(left, right, allowed).mismatch is None:
            continue

        def rerun(path: str = path) -> list[Array]:
            others = [_at(outputs.get(name), path) for outputs in moved_outputs()]
            return [numbers(other) for other in others if other is not None and is_numbers(other)]

        leaf = dataclasses.replace(output, path=path, expected=left, obtained=right, rerun=rerun)
        with np.errstate(all="ignore"):
            groups.append(_of_leaf(leaf))
    kinds = {cause.kind for group in groups for cause in group}
    if _is_flat(given, comparison) and not kinds & {"orientation", "length", "empty", "diagonal"}:
        detail = f"{format_size(size_of(expected))} in the original, a 1-D array of {given.size} elements in the port"
        groups.append([Cause("orientation", name, detail, "use keepdims=True, x[None, :] or reshape(1, -1)")])
    return groups or [[Cause("unknown", name, comparison.mismatch.detail if comparison.mismatch else "", TRACE)]]


def _ranked(groups: list[list[Cause]]) -> list[Cause]:
    """Put first what is proven, and of that what explains most of the values that differ."""
    explained = Counter(kind for group in groups for kind in {cause.kind for cause in group})
    for group in groups:
        if [cause.kind for cause in group[:2]] == ["transpose", "memory-order"]:
            group[:2] = sorted(group[:2], key=lambda cause: -explained[cause.kind])
    groups = sorted(groups, key=lambda group: (RANK.get(group[0].kind, 0), -explained[group[0].kind]))
    alike: dict[tuple[str, str], list[Cause]] = {}
    for cause in itertools.chain.from_iterable(groups):
        alike.setdefault((cause.kind, cause.output), []).append(cause)
    return [_merged(causes) for causes in alike.values()]


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
    found = _of_same_size(leaf) if leaf.a.shape == leaf.b.shape else _of_other_size(leaf)
    also = class_too(leaf)
    return found + ([also] if also is not None and "class" not in {cause.kind for cause in found} else [])


def _of_same_size(leaf: Leaf) -> list[Cause]:
    found = _first(PROVEN, leaf) or _combined(leaf) or _first(FACTS, leaf)
    if not found and leaf.tight < leaf.moved <= CONDITIONED:
        leaf = dataclasses.replace(leaf, slack=10 * leaf.moved)
        found = _first(PROVEN, leaf)
    return found or _first(WEAK, leaf) or [unknown(leaf)]


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
        return [*(_first(FACTS, refitted) or _first(WEAK, refitted) or [unknown(refitted)]), form]
    sizes = f"{format_size(size_of(leaf.expected))} in the original, {format_size(size_of(leaf.obtained))} in the port"
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


def _at(value: Value | None, path: str) -> Value | None:
    """Find the leaf of a value that has a path."""
    if value is None:
        return None
    return next((leaf for where, leaf, _ in leaves(value, value) if where == path), None)


def _reruns(rerun: Rerun, inputs: tuple[Value, ...]) -> Iterator[Mapping[str, Value]]:
    """Run the original on inputs that are perturbed by an ulp: whole-numbered ones too, if it stands that."""
    for whole in (True, False):
        done = False
        for seed, share in enumerate((1.0, 0.0, 0.5, 0.5)):  # all up, all down: half cases tip over in one of them
            random = np.random.RandomState(seed)
            outputs = rerun(tuple(_perturbed(value, random, share, whole) for value in inputs))
            if outputs is None:
                break
            done = True
            yield outputs
        if done:
            return


def _perturbed(value: Value, random: np.random.RandomState, share: float, whole: bool) -> Value:
    """Move every real number by one ulp, a share of them up; not zeros, and not whole-numbered scalars."""
    if is_sparse(value):
        moved = value.copy()
        moved.data = _perturbed_numbers(value.data, random, share, whole)
        return moved
    if is_cell(value):
        cell = np.empty(value.shape, object)
        for index in np.ndindex(value.shape):
            cell[index] = _perturbed(value[index], random, share, whole)
        return cell
    return _perturbed_numbers(value, random, share, whole) if is_number_array(value) else value


def _perturbed_numbers(value: Array, random: np.random.RandomState, share: float, whole: bool) -> Array:
    if value.dtype.kind == "c":
        real, imaginary = (_perturbed_numbers(part, random, share, whole) for part in (value.real, value.imag))
        return np.asarray(real + 1j * imaginary)
    if value.dtype.kind != "f" or ((value == np.trunc(value)).all() and (value.size == 1 or not whole)):
        return value
    up = np.where(random.random_sample(value.shape) < share, np.inf, -np.inf).astype(value.dtype)
    return np.where(value == 0, value, np.nextafter(value, up)).astype(value.dtype)
