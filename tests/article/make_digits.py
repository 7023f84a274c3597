"""Make fixtures/digits.mat of the digits that scikit-learn distributes: ``python -m tests.article.make_digits``.

The tests of the file are in test_digits.py; they need no scikit-learn.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matdrop.values.matfile import write_packed

DIGITS = Path(__file__).parents[2] / "fixtures" / "digits.mat"
SOURCE = (
    "E. Alpaydin and C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, "
    "https://doi.org/10.24432/C50P49: the 1797 digits of its test set, optdigits.tes, as scikit-learn distributes "
    "them (sklearn.datasets.load_digits). X has a row of 8-by-8 pixels, from 0 to 16, row by row, for each digit; the "
    "values are unchanged, stored as uint8."
)
LICENCE = "Creative Commons Attribution 4.0 International (CC BY 4.0), https://creativecommons.org/licenses/by/4.0/"


def content() -> bytes:
    """Give what the file holds; the same bytes every time."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    X, digit = digits.data.astype(np.uint8), digits.target.astype(np.uint8)[:, None]
    assert np.array_equal(X, digits.data)
    return write_packed({"X": X, "digit": digit, "source": SOURCE, "licence": LICENCE})


if __name__ == "__main__":
    DIGITS.write_bytes(content())
