"""Which rows of the table explain a cause."""

from __future__ import annotations

import dataclasses
import functools
import re

from matdrop.habits.cause import Cause, Kind
from matdrop.pitfalls.catalogue import load_pitfalls
from matdrop.verification.judge import Result

# Left out are kinds that no row explains: `scale`, `offset`, `region`, `swapped-outputs`, `tolerance`, `unknown`.
ROWS_OF: dict[Kind, tuple[str, ...]] = {
    "orientation": ("column-minus-row", "column-stays-2d", "mean-keeps-dimension"),
    "transpose": ("sum-dimension-one", "svd-transposed", "chol-upper", "lu-permutation", "meshgrid-or-mgrid"),
    "memory-order": ("reshape", "colon-flattens-columns", "mask-order", "linear-index"),
    "index-base": ("max-index", "sort-index", "find-in-matrix", "randperm-from-one"),
    "ddof": ("std-ddof", "var-ddof", "zscore"),
    "rounding": ("round-halves", "integer-conversion", "integer-division"),
    "sign": ("singular-vector-sign", "dropout-negative-zero", "rem-keeps-sign"),
    "complement": ("dropout-keep-or-drop", "not-of-numbers"),
    "order": ("sort-columns", "eigenvalues-order", "top-n", "unique-keeps-order", "mask-order", "polynomial-order"),
    "diagonal": ("svd-singular-values", "eig-outputs", "diag-of-column"),
    "conjugate": ("complex-transpose", "inner-product-complex"),
    "missing-output": ("ignored-output",),
    "extra-output": ("first-output-only",),
    "length": ("range-end", "range-includes-end", "fraction-step-count", "conv-same-length", "linspace-count"),
    "single-precision": ("single-with-double", "dropout-single"),
    "saturation": ("integer-saturates", "integer-below-zero", "image-difference"),
    "class": ("integer-true-division", "integer-times-fraction", "and-of-numbers", "integer-array-keeps-class"),
    "nan": ("max-skips-nan", "max-of-two-skips-nan", "std-of-one", "dropout-infinite", "interp-outside"),
    "empty": ("empty-is-0x0", "sum-of-0x0", "max-of-nothing", "find-first-nowhere"),
    "ties": ("sort-descending-ties", "mode-of-ties"),
    "mutated-input": ("input-is-untouched", "array-is-copied"),
    "stream": ("rand-seed", "rand-default-generator", "randn-algorithm", "randi-from-rand"),
    "stream-order": ("rand-order",),
    "ill-conditioned": ("sum-in-order", "dropout-divides-after"),
}
ROWS_TOLD = 2
WORD = re.compile(r"\w+")


def explained(result: Result) -> Result:
    """Link the causes of a verdict to the rows that explain them.

    Parameters
    ----------
    result : Result
        Of any case.

    Returns
    -------
    Result
        The same, with the ids of rows in each cause's `pitfalls`.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> case = load_table(OWN_TABLE).cases[0]
    >>> explained(Result(case, "saved", "MISMATCH", causes=(Cause("ddof", "s", "n"),))).causes[0].pitfalls
    ('std-ddof', 'var-ddof')
    """
    causes = tuple(dataclasses.replace(cause, pitfalls=rows_for(cause)) for cause in result.causes)
    return dataclasses.replace(result, causes=causes)


def rows_for(cause: Cause) -> tuple[str, ...]:
    """Give the ids of the rows that explain a cause best.

    Parameters
    ----------
    cause : Cause
        Of any kind.

    Returns
    -------
    tuple of str
        Rows of its kind, first those whose Python shares most words with the cause's figures and its fix.

    Examples
    --------
    >>> rows_for(Cause("memory-order", "J", "with order='F' in reshape the port agrees"))
    ('reshape', 'colon-flattens-columns')
    >>> rows_for(Cause("unknown", "J", ""))
    ()
    """
    said = set(WORD.findall(f"{cause.detail} {cause.fix}"))
    ids = sorted(ROWS_OF.get(cause.kind, ()), key=lambda id_: -len(said & _called()[id_]))
    return tuple(ids[:ROWS_TOLD])


@functools.cache
def _called() -> dict[str, set[str]]:
    """By row, the functions that its Python names after a dot."""
    return {row.id: set(re.findall(r"\.(\w+)", f"{row.naive} {row.right}")) for row in load_pitfalls()}
