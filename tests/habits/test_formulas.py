"""Formulas on inputs: what they leave behind when only some of them are asked for."""

import numpy as np

from matdrop.habits.formulas import results
from matdrop.habits.leaf import Leaf


def test_warnings_are_as_before_when_only_some_are_asked_for() -> None:
    leaf = Leaf("y", "", np.array([[1.0]]), np.array([[2.0]]), inputs=(np.array([[3.0]]),))
    before = np.geterr()
    with np.errstate(all="ignore"):
        found = results(leaf)
        next(found)
    assert np.geterr() == before
    del found  # what it has begun ends here
    assert np.geterr() == before
