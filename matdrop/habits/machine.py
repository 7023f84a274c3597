"""Causes in how numbers are held: rounding to whole numbers, integer limits, single precision, NaN and Inf."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import numpy as np

from matdrop.habits.cause import Cause
from matdrop.habits.leaf import Leaf, distinct, figure, number_inputs, place
from matdrop.habits.partial import TIES_FIX
from matdrop.values.canonical import class_of
from matdrop.values.distance import integers, relative_differences
from matdrop.values.value import Array


def half_away(x: Array) -> Array:
    """Round as MATLAB does: half cases away from zero.

    Examples
    --------
    >>> half_away(np.array([0.5, -2.5, 0.49999999999999994])).tolist()
    [1.0, -3.0, 0.0]
    """
    whole = np.trunc(x)
    return np.asarray(whole + np.copysign((np.abs(x - whole) >= 0.5) * 1.0, x))


ROUNDINGS: dict[str, Callable[[Array], Array]] = {
    "half cases away from zero": half_away,
    "towards zero": np.trunc,
    "down": np.floor,
    "up": np.ceil,
    "half cases to even": np.rint,
}
ROUND_FIX = "MATLAB's round and integer classes round half away from zero: np.trunc(x + np.copysign(0.5, x))"


def class_only(leaf: Leaf) -> Cause | None:
    """Recognise equal numbers in another class."""
    left, right = class_of(leaf.expected), class_of(leaf.obtained)
    if left == right:
        return None
    names = f"{left} in the original, {right} in the port"
    if leaf.tolerated:
        return leaf.cause("class", f"the same values in another class: {names}", _class_fix(left, right))
    if np.iscomplexobj(leaf.a) and np.isrealobj(leaf.b) and leaf.explains(leaf.a.real, leaf.b):
        detail = f"the port holds only the real part of the original's complex values: {names}"
        return leaf.cause("class", detail, "use a complex dtype, and np.emath.sqrt, log or power")
    return None


def class_too(leaf: Leaf) -> Cause | None:
    """Another class, where the values differ as well."""
    left, right = class_of(leaf.expected), class_of(leaf.obtained)
    if left == right or "complex" in left + right:
        return None
    return leaf.cause("class", f"{left} in the original, {right} in the port", _class_fix(left, right))


def _class_fix(left: str, right: str) -> str:
    if "sparse" in left + right and left.split()[-1] == right.split()[-1]:
        return "use scipy.sparse.csc_array(x)" if "sparse" in left else "use x.toarray()"
    dtype = {"double": "float64", "single": "float32", "logical": "bool", "complex double": "complex128"}
    return f"use x.astype(np.{dtype.get(left.removeprefix('sparse '), left.split()[-1])})"


def rounding(leaf: Leaf) -> Cause | None:
    """Recognise one side rounded, or both, each its own way."""
    a, b = leaf.a, leaf.b
    if np.iscomplexobj(a) or np.iscomplexobj(b) or leaf.logical or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    found = _one_side_rounded(leaf, "everywhere") or _both_rounded(leaf)
    for where, mask in leaf.parts():
        if found is None and not mask.all():
            found = _one_side_rounded(leaf.against(b[mask][None], a[mask][None]), where)
    return found


def _both_rounded(leaf: Leaf) -> Cause | None:
    unit = _unit(leaf)
    if unit is None:
        return None
    a, b = leaf.a, leaf.b
    # So many formulas fit one number by accident: there it must be an input, or the class must be one that rounds.
    enough = a.size > 2 or _limits(class_of(leaf.expected)) is not None
    x, y = np.rint(a / unit), np.rint(b / unit)
    for text, source in results(leaf):
        if not enough and (unit != 1 or not text.startswith("input ") or len(text.split()) > 2):
            continue
        for left, f in ROUNDINGS.items():
            for right, g in ROUNDINGS.items():
                if left != right and np.array_equal(f(source / unit), x) and np.array_equal(g(source / unit), y):
                    to = "" if unit == 1 else f" to multiples of {figure(unit)}"
                    detail = f"{text} rounds{to} {left} in the original, {right} in the port"
                    return leaf.cause("rounding", detail, ROUND_FIX)
    return _half_cases(leaf, unit)


def _one_side_rounded(leaf: Leaf, where: str) -> Cause | None:
    sides = ((leaf.a, leaf.b, "original", "port"), (leaf.b, leaf.a, "port", "original"))
    for digits, (rounded, other, who, whose) in itertools.product(range(5), sides):
        unit = 10.0**digits
        to = f"to {digits} decimals" if digits else "to whole numbers"
        # A few that are not whole are a region. Zeros alone are no evidence, nor is a single 1.
        if (
            not _whole(rounded * unit).all()
            or 2 * _whole(other * unit).sum() > other.size
            or np.abs(rounded * unit).max() <= (distinct(rounded) == 1)
        ):
            continue
        # Two numbers are soon rounded to two others: they must be known before, or the class must round.
        held = class_of(leaf.expected if who == "original" else leaf.obtained)
        if other.size < 3 and digits < 2 and _limits(held) is None and not _recomputed(leaf, other):
            continue
        for how, f in ROUNDINGS.items():
            if leaf.explains(f(other * unit) / unit, rounded):
                detail = f"{where} the {who}'s values are the {whose}'s rounded {to}, {how}"
                fix = ROUND_FIX if who == "original" else "do not round here: mind // and astype(int), which cut off"
                return leaf.cause("rounding", detail, fix)
    return None


def _recomputed(leaf: Leaf, side: Array) -> bool:
    return any(np.array_equal(x, side) for _, x in results(leaf))


def _unit(leaf: Leaf) -> float | None:
    """Find the step of which both sides are multiples, and by which all elements that differ do so."""
    apart = np.abs(leaf.a - leaf.b)[leaf.differs]
    if leaf.noise or not apart.size or not np.isfinite(apart).all():
        return None
    unit = float(apart.max())
    unit = float(np.rint(unit)) if abs(unit - np.rint(unit)) < 1e-9 * unit else unit
    known = [x.item() for x in number_inputs(leaf) if x.size == 1]
    if unit <= 0 or not (np.isin(unit, known) or (_whole(np.array([unit, 1 / unit])).any() and unit >= 1e-6)):
        return None
    even = (np.abs(apart - unit) <= 1e-9 * np.abs(leaf.a).max()).all()
    return unit if even and _whole(leaf.a / unit).all() and _whole(leaf.b / unit).all() else None


def _half_cases(leaf: Leaf, unit: float) -> Cause | None:
    """Both sides rounded: the differences alone show half cases, or numbers that were cut off."""
    where = leaf.differs
    a, b = np.rint(leaf.a / unit), np.rint(leaf.b / unit)
    x, y = np.abs(a[where]), np.abs(b[where])
    some = f"at {int(where.sum())} of {a.size} elements"
    if (np.sign(a[where]) * np.sign(b[where]) < 0).any() or where.sum() < 3 or distinct(x) < 2:
        return None
    if (x == y + 1).all():
        if (y % 2 == 0).all():
            detail = f"{some} the port has the even neighbour of the original's rounded number: half cases go to even"
            return leaf.cause("rounding", detail, ROUND_FIX)
        if unit == 1 and (y % 2 == 1).all() and not where.all():
            detail = f"{some} the port is one less, always odd: half cases that go to even, before 1 is added to them"
            return leaf.cause("rounding", detail, ROUND_FIX)
    if (y == x + 1).all() and (x % 2 == 0).all():
        detail = f"{some} the original has the even neighbour of the port's rounded number: half cases go to even"
        return leaf.cause("rounding", detail, "use np.rint, which rounds half cases to even")
    return None


def tipped(leaf: Leaf) -> Cause | None:
    """Recognise that an ulp tips the original over where the sides differ: half cases, or a choice among equals."""
    a, b, where = leaf.a, leaf.b, leaf.differs
    numeric = np.isrealobj(a) and np.isrealobj(b) and np.isfinite(a).all() and np.isfinite(b).all()
    unit = _unit(leaf) if numeric and not leaf.logical else None
    whole = numeric and integers(a) and integers(b)
    if leaf.logical or np.isin(a, (0, 1)).all() or (unit is None and not whole) or not where.any():
        return None
    least = (unit or 1.0) / 2
    tips = np.zeros(a.shape, bool)
    for array in leaf.rerun():
        tips |= np.abs(array - b) < least if array.shape == b.shape else False
    if not tips[where].all():
        return None
    count = f"at the {int(where.sum())} of {a.size} elements that differ"
    tip = f"when an input is perturbed by one ulp, the original itself tips over to the port's values {count}"
    if unit is not None and (np.abs(b) < np.abs(a))[where].all() and (a * b >= 0).all():
        return leaf.cause("rounding", f"{tip}, as half cases do: the port is {figure(unit)} nearer to zero", ROUND_FIX)
    if whole and min(a.min(), b.min()) >= 1:
        return leaf.cause("ties", f"{tip}, as a choice among equals does", TIES_FIX)
    return None


def off_by_one(leaf: Leaf) -> Cause | None:
    """Recognise that values of an integer class differ by one unit here and there."""
    if _limits(class_of(leaf.expected)) is None or _unit(leaf) != 1:
        return None
    # Whole columns or rows are a region.
    lines = [axis for axis in range(leaf.a.ndim) if leaf.a.shape[axis] > 1]
    if any((leaf.differs == leaf.differs.all(axis, keepdims=True)).all() for axis in lines):
        return None
    detail = (
        f"at {int(leaf.differs.sum())} of {leaf.a.size} elements the sides are one unit of "
        f"{class_of(leaf.expected)} apart, "
        "as when one rounds and the other cuts off or rounds half cases to even"
    )
    return leaf.cause("rounding", detail, ROUND_FIX)


def saturation(leaf: Leaf) -> Cause | None:
    """Recognise integer classes that stop at their limits in MATLAB and wrap around, or have no limits, in the port."""
    a, b = leaf.a, leaf.b
    if np.iscomplexobj(a) or np.iscomplexobj(b):
        return None
    limits, others = _limits(class_of(leaf.expected)), _limits(class_of(leaf.obtained))
    if limits is not None:
        low, high = limits
        name = class_of(leaf.expected)
        fix = f"compute in float64, then np.clip(x, {low:g}, {high:g}), round and convert to {name}"
        outside = (b < low) | (b > high)
        with np.errstate(all="ignore"):
            clipped = np.clip(np.nan_to_num(half_away(b), nan=0.0), low, high)
        if outside.any() and np.array_equal(clipped, a):
            detail = f"the port has {int(outside.sum())} values beyond {name}'s limits, where the original stops"
            return leaf.cause("saturation", detail, fix)
        for text, x in results(leaf):
            whole = half_away(x)
            if not ((x < low) | (x > high)).any():
                continue
            if (np.clip(whole, low, high) == a).all() and (_wrap(np.trunc(x), low, high) == b).all() and leaf.distance:
                first = np.argwhere(a != b)[0]
                detail = (
                    f"{text} is {figure(x[tuple(first)])} at {place(first)}: the original stops at "
                    f"{figure(a[tuple(first)])}, the port wraps around to {figure(b[tuple(first)])}"
                )
                return leaf.cause("saturation", detail, fix)
        where = a != b
        at_limit = ((a == low) | (a == high))[where]
        if others == limits and not where.all() and at_limit.all() and distinct(a) >= 2 and not _near(a, b, where):
            detail = f"the {int(where.sum())} differing values are at {name}'s limits in the original, not in the port"
            return leaf.cause("saturation", detail, fix)
    elif others is not None and np.isfinite(a).all():
        low, high = others
        name = class_of(leaf.obtained)
        if ((a < low) | (a > high)).any() and distinct(a) >= 1:
            for held, how in (
                (_wrap(np.trunc(a), low, high), "modulo 2^bits"),
                (np.clip(half_away(a), low, high), "cut"),
            ):
                if (held == b).all():
                    detail = f"the port's {name} holds the original's values {how}: they are beyond its limits"
                    return leaf.cause("saturation", detail, "compute in float64 (dtype=float), as the original does")
    return None


def _near(a: Array, b: Array, where: Array) -> bool:
    """Whether all differing values are next to each other, which looks like rounding instead."""
    return bool((np.abs(a - b)[where] <= 1).all())


def _limits(name: str) -> tuple[float, float] | None:
    if not name.removeprefix("u").startswith("int"):
        return None
    limits = np.iinfo(name)
    return float(limits.min), float(limits.max)


def _wrap(x: Array, low: float, high: float) -> Array:
    return np.asarray(np.mod(x - low, high - low + 1) + low)


def results(leaf: Leaf) -> Iterator[tuple[str, Array]]:
    """Compute what simple formulas give on the inputs, where that has the output's size."""
    real = [x.astype(np.float64) for x in number_inputs(leaf) if x.dtype.kind != "c" and np.isfinite(x).all()]
    with np.errstate(all="ignore"):
        for text, result in (*_of_one(real), *_of_two(real)):
            if result.shape == leaf.a.shape and np.isfinite(result).all():
                yield text, result


def _of_one(real: list[Array]) -> Iterator[tuple[str, Array]]:
    for k, x in enumerate(real, 1):
        yield f"input {k}", x
    for k, x in enumerate(real, 1):
        yield f"the absolute value of input {k}", np.abs(x)
        yield f"minus input {k}", -x
        yield f"twice input {k}", 2 * x
        yield f"half of input {k}", x / 2
        yield f"the square of input {k}", x * x
        yield f"the median of input {k}", np.median(x, keepdims=True)
        for axis in range(x.ndim):
            yield f"the sum of input {k} along dimension {axis + 1}", x.sum(axis, keepdims=True)
            yield f"the mean of input {k} along dimension {axis + 1}", x.mean(axis, keepdims=True)


def _of_two(real: list[Array]) -> Iterator[tuple[str, Array]]:
    for (k, x), (j, y) in itertools.permutations(enumerate(real, 1), 2):
        if _broadcast(x, y) is None:
            continue
        if j > k:
            yield f"input {k} + input {j}", x + y
            yield f"input {k} * input {j}", x * y
        yield f"input {k} - input {j}", x - y
        yield f"input {k} / input {j}", x / y


def _broadcast(x: Array, y: Array) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        return None


def _whole(a: Array) -> Array:
    return np.asarray(np.abs(a - np.rint(a)) <= 1e-9 * np.maximum(1, np.abs(a)))


def single_precision(leaf: Leaf) -> Cause | None:
    """Recognise that one side is the other rounded to single, or was computed in it."""
    a, b = leaf.a, leaf.b
    if not (0 < leaf.distance < 1e-3):
        return None
    for exact, held, who in ((a, b, "port"), (b, a, "original")):
        if not _is_single(exact) and np.array_equal(_single(exact), held, equal_nan=True):
            detail = f"the {who} has the other side's values rounded to single precision, exactly"
            return leaf.cause("single-precision", detail, _single_fix(who))
    return None


def single_computed(leaf: Leaf) -> Cause | None:
    """Recognise relative differences as single precision leaves them: near 1e-7, and hardly any smaller."""
    apart = relative_differences(leaf.a, leaf.b).ravel()
    apart = apart[(leaf.a != 0).ravel() | (leaf.b != 0).ravel()]
    sides = [who for who, side in (("port", leaf.b), ("original", leaf.a)) if _is_single(side)]
    # Where one side alone is single, a few operations may have made its rounding larger, or there are few numbers.
    held = len(sides) == 1
    if not held and not leaf.iterates:
        return None  # so much may also come of a small number added
    typical, largest = (1e-5, 1e-3) if held else (3e-7, 3e-6)
    if (
        apart.size < (1 if "single" in class_of(leaf.obtained) else 3)
        or not (apart > 1e-10).mean() >= (0.3 if held else 0.7)
        or not 2e-9 <= np.median(apart[apart > 0]) <= typical
        or apart.max() > largest
    ):
        return None
    classes = f", and the {sides[0]}'s values are all single precision numbers" if len(sides) == 1 else ""
    detail = (
        f"relative differences are {np.median(apart):.2g} in the middle and {apart.max():.2g} at most, "
        f"as single precision (eps 1.2e-07) leaves them{classes}"
    )
    return leaf.cause("single-precision", detail, _single_fix(sides[0] if len(sides) == 1 else "port"))


def _single_fix(who: str) -> str:
    if who == "port":
        return "compute in float64: mind float32 inputs, constants and torch defaults"
    return "convert to np.float32 where the original has single"


def _single(a: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(a.astype(np.complex64 if a.dtype.kind == "c" else np.float32).astype(a.dtype))


def _is_single(a: Array) -> bool:
    return np.array_equal(_single(a), a, equal_nan=True)


def nan(leaf: Leaf) -> Cause | None:
    """Recognise NaN or Inf on one side only, or of the other sign."""
    a, b = leaf.a, leaf.b
    with np.errstate(all="ignore"):
        where = (np.isnan(a) != np.isnan(b)) | ((np.isinf(a) | np.isinf(b)) & (a != b) & ~np.isnan(a) & ~np.isnan(b))
    if not where.any():
        return None
    left, right = sorted(set(map(_sort_of, a[where]))), sorted(set(map(_sort_of, b[where])))
    rest = relative_differences(a[~where], b[~where])
    others = (
        "all others agree" if (rest <= leaf.tight).all() else f"of the others {int((rest > leaf.tight).sum())} differ"
    )
    if where.all():
        others = "there are no others"
    first = f"first at {place(np.argwhere(where)[0])}; " if where.size > 1 else ""
    detail = (
        f"at {int(where.sum())} of {where.size} elements the original has {' or '.join(left)} and the port "
        f"{' or '.join(right)}, {first}{others}"
    )
    if "a complex number" in left:
        fix = "use np.emath.sqrt, power, log or a complex dtype: MATLAB goes complex where NumPy gives NaN"
    elif "NaN" in right:
        fix = (
            "guard what gives NaN (0/0, 0*Inf, sqrt of a negative), or use np.fmax, np.nanmax: MATLAB's max ignores NaN"
        )
    elif "NaN" in left:
        fix = "let NaN through as the original does: np.where, np.nan*, bool masks and ddof with n = 1 lose it"
    else:
        fix = "mind division by zero and log(0): do not clip or add a small number where the original does not"
    return leaf.cause("nan", detail, fix)


def _sort_of(element: complex) -> str:
    if np.isnan(element):
        return "NaN"
    if np.isinf(element):
        return "-Inf" if element.real < 0 else "Inf"
    if element.imag:
        return "a complex number"
    return "0" if element == 0 else "a number"
