"""Which rows of the table of pitfalls show a habit, and the functions that they are about."""

from __future__ import annotations

import re

from matdrop.habits.cause import Cause, Kind

# By kind, its rows, each with NumPy's functions in it. Left out are kinds that no row shows: `scale`, `offset`,
# `region`, `swapped-outputs`, `tolerance`, `unknown`.
ROWS_OF: dict[Kind, dict[str, str]] = {
    "orientation": {
        "column-minus-row": "0",
        "column-stays-2d": "hstack",
        "mean-keeps-dimension": "mean",
    },
    "transpose": {
        "sum-dimension-one": "sum",
        "svd-transposed": "diag linalg norm svd",
        "chol-upper": "cholesky linalg",
        "lu-permutation": "",
        "meshgrid-or-mgrid": "0 arange meshgrid mgrid",
    },
    "memory-order": {
        "reshape": "reshape",
        "colon-flattens-columns": "ravel reshape",
        "mask-order": "reshape",
        "linear-index": "flat ravel",
    },
    "index-base": {
        "max-index": "0 argmax",
        "sort-index": "0 argsort",
        "find-in-matrix": "0 flatnonzero reshape",
        "randperm-from-one": "0 permutation reshape sort",
    },
    "ddof": {
        "std-ddof": "std",
        "var-ddof": "var",
        "zscore": "stats",
    },
    "rounding": {
        "round-halves": "5 abs copysign floor round",
        "integer-conversion": "5 astype clip floor int64 uint8",
        "integer-division": "5 astype floor int32",
    },
    "sign": {
        "singular-vector-sign": "linalg sign svd",
        "dropout-negative-zero": "0 where",
        "rem-keeps-sign": "0 fmod",
    },
    "complement": {
        "dropout-keep-or-drop": "astype",
        "not-of-numbers": "logical_not",
    },
    "order": {
        "sort-columns": "sort",
        "eigenvalues-order": "eig eigh linalg reshape",
        "top-n": "0 argsort reshape",
        "unique-keeps-order": "reshape sort unique",
        "mask-order": "reshape",
        "polynomial-order": "polynomial polyval",
    },
    "diagonal": {
        "svd-singular-values": "diag linalg svd",
        "eig-outputs": "diag eigh linalg",
        "diag-of-column": "diag ravel",
    },
    "conjugate": {
        "complex-transpose": "conj",
        "inner-product-complex": "dot vdot",
    },
    "missing-output": {
        "ignored-output": "0 argmax",
    },
    "extra-output": {
        "first-output-only": "argmax max",
    },
    "length": {
        "range-end": "arange sum",
        "range-includes-end": "",
        "fraction-step-count": "1 arange linspace",
        "conv-same-length": "convolve reshape",
        "linspace-count": "linspace",
    },
    "single-precision": {
        "single-with-double": "2 float32",
        "dropout-single": "8 float32",
    },
    "saturation": {
        "integer-saturates": "astype clip uint8",
        "integer-below-zero": "astype clip uint8",
        "image-difference": "astype",
    },
    "class": {
        "integer-true-division": "5 astype floor int32",
        "integer-times-fraction": "3 5 astype floor int32",
        "and-of-numbers": "logical_and",
        "integer-array-keeps-class": "0 5",
    },
    "nan": {
        "max-skips-nan": "max nanmax",
        "max-of-two-skips-nan": "fmax maximum",
        "std-of-one": "std",
        "dropout-infinite": "0 5 errstate where",
        "interp-outside": "interp nan",
    },
    "empty": {
        "empty-is-0x0": "",
        "sum-of-0x0": "sum",
        "max-of-nothing": "max",
        "find-first-nowhere": "argmax flatnonzero",
    },
    "ties": {
        "sort-descending-ties": "0 argsort",
        "mode-of-ties": "argmax unique",
    },
    "mutated-input": {
        "input-is-untouched": "mean",
        "array-is-copied": "copy",
    },
    "stream": {
        "rand-seed": "RandomState rand random_sample streams",
        "rand-default-generator": "default_rng rand streams",
        "randn-algorithm": "RandomState randn standard_normal streams",
        "randi-from-rand": "randi randint seed",
    },
    "stream-order": {
        "rand-order": "rand reshape",
    },
    "ill-conditioned": {
        "sum-in-order": "cumsum sum",
        "dropout-divides-after": "7",
    },
}
ROWS_SHOWN = 2


def rows_for(cause: Cause) -> tuple[str, ...]:
    """Return the ids of the rows that show a cause best.

    Parameters
    ----------
    cause : Cause
        Of any kind.

    Returns
    -------
    tuple of str
        Rows of its kind, first those whose functions the cause's figures and its fix name.

    Examples
    --------
    >>> rows_for(Cause("memory-order", "J", "with order='F' in reshape the port agrees"))
    ('reshape', 'colon-flattens-columns')
    >>> rows_for(Cause("unknown", "J", ""))
    ()
    """
    said = set(re.findall(r"\w+", f"{cause.detail} {cause.fix}"))
    rows = ROWS_OF.get(cause.kind, {})
    ranked = sorted(rows, key=lambda id_: -len(said & set(rows[id_].split())))
    return tuple(ranked[:ROWS_SHOWN])
