"""Causes that change the numbers where they stand: index base, ddof, sign, scale, offset, complement, conjugate."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from matdrop.parity.diagnose.cause import Cause
from matdrop.parity.diagnose.leaf import (
    Array,
    Leaf,
    closeness,
    distinct,
    figure,
    input_sizes,
    integers,
    named,
    number_inputs,
    place,
)

Factor = tuple[str, float]


def index_base(leaf: Leaf) -> Cause | None:
    """Recognise indices from 0 against indices from 1: whole numbers, one apart, in the range of an input's indices."""
    if leaf.logical:
        return None
    largest = max((math.prod(size) for size in input_sizes(leaf)), default=0)
    for where, mask in leaf.parts():
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


def ddof(leaf: Leaf) -> Cause | None:
    """Recognise a standard deviation, variance or covariance divided by n against n - 1, or numbers divided by such."""
    found = _factor(leaf, _ddof_factors(leaf))
    if found is None:
        return None
    _, name, value, detail = found
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
    if leaf.logical:
        return None
    found = _factor(leaf, _known_factors(leaf), others=True)
    if found is not None:
        return leaf.cause(
            "scale", found[3], f"divide by {found[1]}: look for a factor that only the port has, or has not"
        )
    for axis, word in ((0, "column"), (1, "row")):
        own = _of_each_line(leaf, axis)
        if own is None:
            continue
        with np.errstate(all="ignore"):
            factors = np.nansum(np.conj(leaf.a) * leaf.b, axis, keepdims=True)
            factors = factors / np.nansum(np.abs(leaf.a) ** 2, axis, keepdims=True)
            scaled = leaf.a * factors
        if np.isfinite(factors).all() and (factors != 0).all() and leaf.explains(scaled, leaf.b):
            detail = f"each {word} of the port is the original's times a constant of its own: {_some(factors)}"
            return leaf.cause("scale", detail, f"compare how the two sides normalise each {word}")
    return None


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
        name, value = next(
            ((name, value) for name, value in known if value and abs(estimate / value - 1) <= leaf.tight),
            ("", estimate),
        )
        if not name and not (others and distinct(np.abs(a[usable])) >= 3):
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
        few = distinct(a) < 3
        zeros_and_ones = few and set(np.unique([a, b]).tolist()) <= {0, 1}
        alone = distinct(a) == 1 and integers(a)
        if constant == 0 or zeros_and_ones or alone or (few and not recognised):
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
    if _only(a, 0, 1) and _only(b, 0, 1):
        if distinct(a) == 2 and (b == 1 - a).all():
            return leaf.cause("complement", "the port has 1 (true) exactly where the original has 0 (false)", fix)
        return None
    kept, dropped = int((a != 0).sum()), int((a == 0).sum())
    if min(kept, dropped) >= 2 and ((a != 0) == (b == 0)).all():
        detail = f"the port has 0 exactly where the original has none, at {kept} of {a.size} elements"
        return leaf.cause("complement", detail, fix)
    in_range = bool(((a >= 0) & (a <= 1) & (b >= 0) & (b <= 1)).all())
    if in_range and not _only(a, 0, 0.5, 1) and leaf.explains(1 - a, b):
        detail = f"the port has 1 - p for every p of the original, {closeness(1 - a, b)}"
        return leaf.cause("complement", detail, "return 1 - p, or pass 1 - p: keep and drop probability are exchanged")
    return None


def conjugate(leaf: Leaf) -> Cause | None:
    """Recognise complex numbers conjugated on one side."""
    if np.iscomplexobj(leaf.a) and np.iscomplexobj(leaf.b) and leaf.explains(np.conj(leaf.a), leaf.b):
        fix = "MATLAB's ' conjugates, NumPy's .T does not: use .conj().T for ' and .T for .'"
        return leaf.cause("conjugate", "the port has the conjugates of the original's values", fix)
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
