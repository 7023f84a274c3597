"""Functions and texts that are taken for each other: each group holds what may stand in another's place."""

from __future__ import annotations

# By their last names: np.mean, torch.mean and x.mean alike.
_FUNCTIONS = (
    ("mean", "median", "sum"),
    ("sum", "prod", "cumsum"),
    ("cumsum", "cumprod"),
    ("nansum", "sum"),
    ("nanmean", "mean"),
    ("nanstd", "std"),
    ("nanvar", "var"),
    ("nanmax", "max"),
    ("nanmin", "min"),
    ("nanmedian", "median"),
    ("floor", "ceil", "round", "trunc", "rint", "fix"),
    ("max", "min"),
    ("amax", "amin"),
    ("maximum", "minimum"),
    ("fmax", "fmin"),
    ("argmax", "argmin"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("any", "all"),
    ("std", "var"),
    ("hstack", "vstack"),
    ("fliplr", "flipud"),
    ("triu", "tril"),
    ("sin", "cos"),
    ("sinh", "cosh"),
    ("arctan2", "arctan"),
    ("exp", "expm1"),
    ("log", "log1p", "log2", "log10"),
    ("logical_and", "logical_or", "logical_xor"),
    ("isnan", "isinf", "isfinite"),
    ("dot", "outer"),
    ("mod", "fmod", "remainder"),
    ("real", "imag"),
    ("union1d", "intersect1d", "setdiff1d"),
    ("argsort", "sort"),
    ("greater", "greater_equal"),
    ("less", "less_equal"),
    ("add", "subtract"),
    ("multiply", "divide"),
    ("rand", "randn"),
    ("linspace", "logspace"),
)
_TEXTS = (
    ("F", "C"),
    ("left", "right"),
    ("same", "valid", "full"),
    ("linear", "nearest", "cubic"),
    ("lower", "higher"),
    ("stable", "quicksort"),
)
# An order of two arguments that changes nothing, or nothing but a NaN's sign.
SYMMETRIC = frozenset(
    {"max", "min", "maximum", "minimum", "fmax", "fmin", "hypot", "gcd", "lcm", "array_equal", "union1d"}
    | {"intersect1d", "logical_and", "logical_or", "logical_xor", "add", "multiply", "zip"}
)


def _siblings(groups: tuple[tuple[str, ...], ...]) -> dict[str, tuple[str, ...]]:
    """Return for each member the others of all its groups."""
    found: dict[str, list[str]] = {}
    for group in groups:
        for member in group:
            others = found.setdefault(member, [])
            others += [other for other in group if other != member and other not in others]
    return {member: tuple(others) for member, others in found.items()}


FUNCTION_SIBLINGS = _siblings(_FUNCTIONS)
TEXT_SIBLINGS = _siblings(_TEXTS)
