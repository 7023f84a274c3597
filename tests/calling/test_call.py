"""Calling a port: what it is seen to change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.calling.call import FEW, call_port
from matdrop.calling.conventions import Convention
from matdrop.calling.load import parameters_of
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine, Reference
from matdrop.values.canonical import canonical


@pytest.fixture
def original(tmp_path: Path) -> Path:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = x;\nend\n")
    return tmp_path / "f.m"


def changed_by(original: Path, port: Callable[..., Any], value: Any) -> dict[str, Any]:
    """Call a port with one input, and return what it has changed."""
    case = Case(pair_of(original, port), "one")
    reference = Reference("live", Engine("GNU Octave", "7.3.0"), (canonical(value),), {})
    answer = call_port(case, port, reference, Convention((False,)), lambda handle, flat: abs)
    assert answer.error is None
    return dict(answer.changed)


def set_first(x: Any) -> None:
    x[0, 0] = 7.0


def reshape(x: Any) -> None:
    x.shape = (x.size, 1)


def negate(x: Any) -> None:
    x *= -1


def forget_payload(x: Any) -> None:
    x.view(np.uint64)[:] = 0x7FF8_0000_0000_00FF


def leave(x: Any) -> None:
    assert x is not None


MATRIX, LARGE = np.array([[1.0, 2.0, 3.0]]), np.ones((FEW + 1, 1))
NANS, ZEROS = np.full((1, 3), np.nan), np.zeros((1, 2))


@pytest.mark.parametrize(
    ("port", "value"),
    [(set_first, MATRIX), (set_first, LARGE), (reshape, MATRIX), (negate, MATRIX), (negate, ZEROS), (negate, LARGE)],
)
def test_an_input_that_a_port_changes_is_seen(original: Path, port: Callable[..., Any], value: Any) -> None:
    assert list(changed_by(original, port, value)) == ["x"]


@pytest.mark.parametrize(
    ("port", "value"),
    [(leave, 3.5), (leave, "text"), (leave, MATRIX), (leave, LARGE), (negate, NANS), (forget_payload, NANS)],
)
def test_an_input_that_a_port_leaves_or_whose_nan_is_another_is_none(
    original: Path, port: Callable[..., Any], value: Any
) -> None:
    assert changed_by(original, port, value) == {}


def test_what_is_in_a_list_or_a_struct_is_looked_at(original: Path) -> None:
    assert list(changed_by(original, lambda x: x[0].fill(0), [np.ones((2, 2)), "a"])) == ["x"]
    assert list(changed_by(original, lambda x: x.a.fill(0), {"a": np.ones((2, 2))})) == ["x"]
    assert not changed_by(original, lambda x: x[0].sum(), [np.ones((2, 2)), "a"])


def test_parameters_are_those_of_each_function_also_of_one_that_is_no_key() -> None:
    class Unhashable:
        __hash__ = None  # type: ignore[assignment]

        def __call__(self, x: float, y: float) -> float:
            return x + y

    assert [parameter.name for parameter in parameters_of(Unhashable())] == ["x", "y"]
    functions: list[Callable[..., Any]] = [lambda a: a, lambda b, c: b, lambda *args: args]
    for _ in range(2):
        named = [[parameter.name for parameter in parameters_of(function)] for function in functions]
        assert named == [["a"], ["b", "c"], []]
