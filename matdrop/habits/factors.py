"""Causes that change the numbers where they stand: index base, ddof, sign, scale, offset, complement, conjugate."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from matdrop.habits.cause import Cause
from matdrop.habits.leaf import Leaf, closeness, distinct, figure, input_sizes, named, number_inputs, place, telling
from matdrop.values.canonical import class_of
from matdrop.values.distance import integers
from matdrop.values.value import Array

Factor = tuple[str, float]


def index_base(leaf: Leaf) -> Cause | None:
    """Recognise indices from 0 against indices from 1: whole numbers, one apart, in the range of an input's indices."""
    if leaf.logical:
        return None
    largest = max((math.prod(size) for size in input_sizes(leaf)), default=0)
    for where, mask in _index_parts(leaf):
        a, b = leaf.a[mask], leaf.b[mask]
        if not (integers(a) and integers(b)) or a.min() < 0 or b.min() < -1 or 1 < largest < a.max():
            continue
        step = b - a
        if abs(step[0]) != 1 or (step != step[0]).any():
            continue
        # One number alone is an index only if an input has so many elements; 0 against 1 may be anything.
        if distinct(a) < 2 and (largest < 2 or step[0] > 0 or b.min() < 1):
            continue
        less = step[0] < 0
        return leaf.cause(
            "index-base",
            f"{where} the port's whole numbers ({int(b.min())} to {int(b.max())}) are exactly one "
            f"{'less' if less else 'more'} than the original's ({int(a.min())} to {int(a.max())})",
            f"{'add 1 to' if less else 'subtract 1 from'} the indices returned: MATLAB counts from 1, NumPy from 0",
        )
    return None


def _index_parts(leaf: Leaf) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Where indices may be: the whole, columns or rows; or all that are not 0, if 0 stands for none on both sides."""
    yield from leaf.parts()
    none = leaf.a == 0
    if none.any() and (leaf.b[none] == 0).all() and distinct(leaf.a[~none]) > 1:
        yield "wherever the original is not 0,", ~none


def ddof(leaf: Leaf) -> Cause | None:
    """Recognise a standard deviation, variance or covariance divided by n against n - 1, or numbers divided by such."""
    found = _factor(leaf, _ddof_factors(leaf))
    if found is None:
        return None
    _, name, value, detail = found
    if any(abs(factor / value - 1) <= leaf.tight for _, factor in _scalar_factors(leaf)):
        return None
    less, power = value < 1, "std" if name.startswith("sqrt") else "var or cov"
    other = "1" if less else "0"
    fix = f"use ddof={other} (np.std, np.var; np.cov has ddof=1 by default): MATLAB's {power} divides by n - 1"
    if not less:
        fix = "use ddof=1 where the port divides by a std (zscore), or ddof=0 where the original asks for std(x, 1)"
    return leaf.cause("ddof", detail, fix)


def _ddof_factors(leaf: Leaf) -> Iterator[Factor]:
    lengths = {n: None for size in input_sizes(leaf) for n in (*size, math.prod(size))}
    for n in lengths:
        if n > 1:
            yield f"sqrt((n-1)/n) for n = {n}", math.sqrt((n - 1) / n)
            yield f"sqrt(n/(n-1)) for n = {n}", math.sqrt(n / (n - 1))
            if n > 2:  # for n = 2 these are 1/2 and 2, which have other reasons more often
                yield f"(n-1)/n for n = {n}", (n - 1) / n
                yield f"n/(n-1) for n = {n}", n / (n - 1)


def scale(leaf: Leaf) -> Cause | None:
    """Recognise a constant factor, named where it is a figure of the call; or a factor for each column or row."""
    if leaf.logical and np.isin(leaf.b, (0, 1)).all():
        return None
    found = _factor(leaf, _known_factors(leaf), others=True)
    if found is not None:
        return leaf.cause(
            "scale", found[3], f"divide by {found[1]}: look for a factor that only the port has, or has not"
        )
    for axis, word in ((0, "column"), (1, "row")):
        cause = _normalised(leaf, axis, word)
        if cause is not None:
            return cause
        own = _of_each_line(leaf, axis)
        if own is None:
            continue
        with np.errstate(all="ignore"):
            factors = np.nansum(np.conj(leaf.a) * leaf.b, axis, keepdims=True)
            factors = factors / np.nansum(np.abs(leaf.a) ** 2, axis, keepdims=True)
            scaled = leaf.a * factors
        rounding = np.abs(factors - 1).max() <= 1e-6
        if np.isfinite(factors).all() and (factors != 0).all() and not rounding and leaf.explains(scaled, leaf.b):
            detail = f"each {word} of the port is the original's times a constant of its own: {_some(factors)}"
            return leaf.cause("scale", detail, f"compare how the two sides normalise each {word}")
    return None


def _normalised(leaf: Leaf, axis: int, word: str) -> Cause | None:
    """Columns or rows that one side alone divides by their sum, norm or largest magnitude."""
    if leaf.a.ndim != 2 or leaf.a.shape[axis] < 2:
        return None
    sides = ((leaf.a, leaf.b, "port"), (leaf.b, leaf.a, "original"))
    for (raw, normal, who), (what, size) in itertools.product(sides, SIZES.items()):
        with np.errstate(all="ignore"):
            divided = raw / size(raw, axis)
        if np.isfinite(divided).all() and telling(raw, raw) and leaf.explains(divided, normal):
            detail = f"the {who} divides each {word} by its {what}, the other side does not"
            return leaf.cause("scale", detail, f"normalise each {word} on both sides, or on neither")
    return None


SIZES: dict[str, Callable[[Array, int], Array]] = {
    "sum": lambda x, axis: x.sum(axis, keepdims=True),
    "norm": lambda x, axis: np.sqrt((np.abs(x) ** 2).sum(axis, keepdims=True)),
    "first element": lambda x, axis: x.take([0], axis),
    "largest magnitude": lambda x, axis: np.abs(x).max(axis, keepdims=True),
}


def _known_factors(leaf: Leaf) -> Iterator[Factor]:
    # The constants come first: a dimension that happens to be 2 or 100 is the rarer reason.
    for k in (2, 3, 4, 10, 100, 1000):
        yield str(k), float(k)
        yield f"1/{k}", 1 / k
    yield "sqrt(2)", math.sqrt(2)
    yield "1/sqrt(2)", math.sqrt(0.5)
    for text, value in (("pi", math.pi), ("2*pi", 2 * math.pi), ("log(2)", math.log(2)), ("log(10)", math.log(10))):
        yield text, value
        yield f"1/({text})", 1 / value
    yield "pi/180", math.pi / 180
    yield "180/pi", 180 / math.pi
    yield "255", 255.0
    yield "1/255", 1 / 255
    yield from _scalar_factors(leaf)
    yield from _size_factors(leaf)


def _scalar_factors(leaf: Leaf) -> Iterator[Factor]:
    for number, array in enumerate(number_inputs(leaf), 1):
        if array.size != 1 or array.dtype.kind == "c" or not np.isfinite(array).all():
            continue
        p = float(array.item())
        what = f"p for the scalar input {number}, p = {p:g}"
        candidates = [(what, p), (f"1/{what}", 1 / p if p else 0.0), (f"p^2, {what[2:]}", p * p)]
        if 0 < p < 1:
            candidates += [(f"(1-p)/{what}", (1 - p) / p), (f"p/(1-p), {what[2:]}", p / (1 - p))]
            candidates += [(f"1-{what}", 1 - p), (f"1/(1-p), {what[2:]}", 1 / (1 - p))]
        yield from candidates


def _size_factors(leaf: Leaf) -> Iterator[Factor]:
    for n, p in dict.fromkeys((size[0], p) for size in input_sizes(leaf) for p in size[1:] if 1 < p < size[0]):
        for k in (n, n - 1):
            what = f"for a {n}x{p} input"
            yield f"{k}/{n - p}, degrees of freedom {what}", k / (n - p)
            yield f"{n - p}/{k}, degrees of freedom {what}", (n - p) / k
            yield f"sqrt({k}/{n - p}), degrees of freedom {what}", math.sqrt(k / (n - p))
            yield f"sqrt({n - p}/{k}), degrees of freedom {what}", math.sqrt((n - p) / k)
    lengths = {n: None for size in input_sizes(leaf) for n in (*size, math.prod(size))}
    for m in lengths:
        if m > 1:
            yield f"m = {m}, a size of an input", float(m)
            yield f"1/m for m = {m}, a size of an input", 1 / m
            yield f"sqrt(m) for m = {m}, a size of an input", math.sqrt(m)
            yield f"1/sqrt(m) for m = {m}, a size of an input", 1 / math.sqrt(m)
            yield f"1/(2*m) for m = {m}, a size of an input", 0.5 / m
            yield f"2*m for m = {m}, a size of an input", 2.0 * m


def _factor(leaf: Leaf, known: Iterable[Factor], others: bool = False) -> tuple[str, str, float, str] | None:
    """Where the port has a factor, its name and value, and a sentence."""
    known = list(known)
    for where, mask in leaf.parts():
        a, b = leaf.a[mask], leaf.b[mask]
        usable = np.isfinite(a) & np.isfinite(b) & (a != 0)
        if not usable.any():
            continue
        largest = int(np.argmax(np.where(usable, np.abs(a), 0)))
        ratio = b[largest] / a[largest]
        if abs(ratio.imag) > 1e-9 * abs(ratio) or ratio in (0, 1, -1) or _small_integers(a, b):
            continue
        estimate = float(ratio.real)
        same = [(name, value) for name, value in known if value and abs(estimate / value - 1) <= leaf.tight]
        name, value = same[0] if same else ("", estimate)
        if name == figure(value):  # a size of an input tells more than the number
            name = next((other for other, _ in same if "size of an input" in other), name)
        # An unknown factor that is hardly one is rounding of some kind.
        if not name and not (others and telling(a[usable], b[usable]) and abs(estimate - 1) > 1e-6):
            continue
        for factor in dict.fromkeys((value, estimate)):
            if leaf.explains(np.where(mask, leaf.a * factor, leaf.a), leaf.b):
                held = closeness(np.where(mask, leaf.a * factor, leaf.a), leaf.b)
                named_so = f" = {name}" if name and name != figure(value) else ""
                detail = f"{where} the port has {figure(value)}{named_so} times the original's values, {held}"
                return where, name or figure(value), value, detail
    return None


def offset(leaf: Leaf) -> Cause | None:
    """Recognise a constant difference, or one for each column or row."""
    if leaf.logical:
        return None
    scalars = [float(x.real.item()) for x in number_inputs(leaf) if x.size == 1]
    for where, mask in leaf.parts():
        a, b = leaf.a[mask], leaf.b[mask]
        usable = np.isfinite(a) & np.isfinite(b)
        if not usable.any():
            continue
        constant = np.median((b - a)[usable].real)
        recognised = abs(constant) == 1 or any(constant in (s, -s) for s in scalars)
        few = not telling(a[usable], b[usable])
        zeros_and_ones = few and set(np.unique([a, b]).tolist()) <= {0, 1}
        alone = distinct(a) == 1 and integers(a)
        # One unit of an integer class, here and there, is rounding.
        rounded = abs(constant) == 1 and not mask.all() and "int" in class_of(leaf.expected)
        if constant == 0 or zeros_and_ones or alone or rounded or (few and not recognised):
            continue
        shifted = np.where(mask, leaf.a + constant, leaf.a)
        if leaf.explains(shifted, leaf.b):
            more = "more" if constant > 0 else "less"
            detail = (
                f"{where} the port has {figure(abs(constant))} {more} than the original, {closeness(shifted, leaf.b)}"
            )
            return leaf.cause("offset", detail, "look for a constant or a mean that one side adds or subtracts alone")
    for axis, word in ((0, "column"), (1, "row")):
        if _of_each_line(leaf, axis) is None:
            continue
        with np.errstate(all="ignore"):
            constants = (leaf.b - leaf.a).mean(axis, keepdims=True)
        if np.isfinite(constants).all() and leaf.explains(leaf.a + constants, leaf.b):
            detail = f"each {word} of the port is the original's plus a constant of its own: {_some(constants)}"
            fix = f"subtract the mean (or minimum) along the axis of the original: keepdims=True, axis={axis}"
            return leaf.cause("offset", detail, fix)
    return None


def sign(leaf: Leaf) -> Cause | None:
    """Recognise opposite signs: everywhere, of whole columns or rows (eigenvectors), of zeros, or of some elements."""
    if leaf.logical:
        return None
    if leaf.distance == 0:
        return _sign_of_zero(leaf)
    if leaf.explains(-leaf.a, leaf.b):
        fix = "negate the result: look for operands of a subtraction that are swapped"
        return leaf.cause("sign", "the port has the original's values with the opposite sign everywhere", fix)
    for axis, word in ((0, "column"), (1, "row")):
        if leaf.a.ndim != 2 or leaf.a.shape[axis] < 2 or leaf.a.shape[1 - axis] < 1:
            continue
        with np.errstate(all="ignore"):
            products = np.sum(np.conj(leaf.a) * leaf.b, axis, keepdims=True)
            phases = np.where(products == 0, 1, products / np.abs(products))
            turned = leaf.a * phases
        if np.isfinite(phases).all() and leaf.explains(turned, leaf.b):
            lines = named(word, np.flatnonzero(np.abs(phases - 1) > leaf.tight))
            how = "the opposite sign" if np.isrealobj(phases) else "another phase"
            detail = f"the port has {lines} with {how}, {closeness(turned, leaf.b)}"
            fix = (
                "singular and eigenvectors are determined up to sign: fix one on both sides, "
                "such as a positive largest element"
            )
            return leaf.cause("sign", detail, fix)
    if distinct(np.abs(leaf.a)) >= 3 and leaf.explains(np.abs(leaf.a), np.abs(leaf.b)):
        absolute = (np.isrealobj(leaf.b) and (leaf.b >= 0).all()) or (np.isrealobj(leaf.a) and (leaf.a >= 0).all())
        detail = f"the absolute values agree, the signs differ at {int(leaf.differs.sum())} of {leaf.a.size} elements"
        return leaf.cause("sign", detail, "look for np.abs on one side only" if absolute else "look for a sign rule")
    return None


def _sign_of_zero(leaf: Leaf) -> Cause | None:
    if leaf.a.dtype.kind == "c" or leaf.b.dtype.kind == "c":
        pairs: tuple[tuple[Array, Array], ...] = ((leaf.a.real, leaf.b.real), (leaf.a.imag, leaf.b.imag))
    else:
        pairs = ((leaf.a, leaf.b),)
    other = np.zeros(leaf.a.shape, bool)
    for a, b in pairs:
        other |= (np.signbit(a) != np.signbit(b)) & ~np.isnan(a)
    if not other.any():
        return None
    detail = (
        f"the values agree, but {int(other.sum())} zeros have the other sign, first at {place(np.argwhere(other)[0])}"
    )
    return leaf.cause("sign", detail, "do what the original does to zeros: multiply by a mask instead of np.where, say")


def complement(leaf: Leaf) -> Cause | None:
    """Recognise true against false, what is kept against what is dropped, or p against 1 - p."""
    a, b = leaf.a, leaf.b
    if np.iscomplexobj(a) or np.iscomplexobj(b) or not a.size:
        return None
    fix = "compare with the keep probability where the original does, not with 1 - p: mind the direction of < and >"
    swapped = _other_probability(leaf)
    if swapped is not None:
        return leaf.cause("complement", swapped, fix)
    if _only(a, 0, 1) and _only(b, 0, 1):
        if distinct(a) == 2 and (b == 1 - a).all():
            return leaf.cause("complement", "the port has 1 (true) exactly where the original has 0 (false)", fix)
        return None
    kept, dropped = int((a != 0).sum()), int((a == 0).sum())
    if min(kept, dropped) >= 2 and ((a != 0) == (b == 0)).all():
        detail = f"the port has 0 exactly where the original has none, at {kept} of {a.size} elements"
        return leaf.cause("complement", detail, fix)
    in_range = bool(((a >= 0) & (a <= 1) & (b >= 0) & (b <= 1)).all())
    if (in_range or distinct(a) >= 3) and not _only(a, 0, 0.5, 1) and leaf.explains(1 - a, b):
        detail = f"the port has 1 - p for every p of the original, {closeness(1 - a, b)}"
        return leaf.cause("complement", detail, "return 1 - p, or pass 1 - p: keep and drop probability are exchanged")
    return None


def _other_probability(leaf: Leaf) -> str | None:
    """Whether random draws are compared with p on one side and with 1 - p on the other, for a scalar input p."""
    if leaf.draws.size != leaf.a.size:
        return None
    draws = leaf.draws.ravel().reshape(leaf.a.shape, order="F")
    for number, x in enumerate(number_inputs(leaf), 1):
        if x.size != 1 or np.iscomplexobj(x) or not 0 < x.item() < 1:
            continue
        p = float(x.item())
        sides = {"u < p": draws < p, "u > p": draws > p, "u < 1 - p": draws < 1 - p, "u > 1 - p": draws > 1 - p}
        here, there = (
            next((text for text, kept in sides.items() if np.array_equal(kept, side != 0)), None)
            for side in (leaf.a, leaf.b)
        )
        if here and there and here != there:
            return f"the original keeps where {here}, the port where {there}, for draws u and p = {p:g}, input {number}"
    return None


def conjugate(leaf: Leaf) -> Cause | None:
    """Recognise complex numbers conjugated on one side, or in one operand of a product of inputs."""
    a, b = leaf.a, leaf.b
    if not (np.iscomplexobj(a) and np.iscomplexobj(b)):
        return None
    fix = "MATLAB's ' conjugates, NumPy's .T does not: use .conj().T for ' and .T for .'"
    if leaf.explains(np.conj(a), b):
        return leaf.cause("conjugate", "the port has the conjugates of the original's values", fix)
    matrices = [(k, x) for k, x in enumerate(number_inputs(leaf), 1) if x.ndim == 2]
    for (j, x), (k, y) in itertools.product(matrices, matrices):
        for text, left, right in (
            (f"the product of input {j}' and input {k}", x.T, y),
            (f"input {j} * input {k}'", x, y.T),
        ):
            if left.shape[1] != right.shape[0] or (left.shape[0], right.shape[1]) != a.shape:
                continue
            plain, conjugated = left @ right, (left.conj() @ right if right is y else left @ right.conj())
            for who, here, there in (("original", conjugated, plain), ("port", plain, conjugated)):
                size = np.vdot(here, here)
                factor = np.vdot(here, a) / size if size else 1.0
                if leaf.explains(factor * here, a) and leaf.explains(factor * there, b):
                    return leaf.cause("conjugate", f"{text}, which is conjugated in the {who} alone", fix)
    return None


def _of_each_line(leaf: Leaf, axis: int) -> bool | None:
    """Whether there are lines to judge one by one: two or more, each with three or more different values."""
    if leaf.a.ndim != 2 or leaf.a.shape[axis] < 3 or not 2 <= leaf.a.shape[1 - axis] <= 1000:
        return None
    lines = leaf.a if axis == 1 else leaf.a.T
    return True if all(distinct(np.abs(line[line != 0])) >= 3 for line in lines) else None


def _small_integers(a: Array, b: Array) -> bool:
    """One small whole number against another: too little to see a factor in."""
    return distinct(a) == 1 and integers(a) and integers(b) and max(np.abs(a).max(), np.abs(b).max()) <= 10


def _only(a: Array, *values: float) -> bool:
    return bool(np.isin(a, values).all())


def _some(values: Array) -> str:
    shown = ", ".join(figure(value) for value in values.ravel()[:5])
    return shown + (", ..." if values.size > 5 else "")
