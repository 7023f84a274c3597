"""Arguments of another kind than is taken are named, with what to give, before anything is run."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import matdrop
from matdrop.cases.call_arguments import check_arguments
from matdrop.cases.table import OWN_TABLE
from matdrop.errors import MatdropError

# As it is for those who have no type checker.
UNTYPED: Any = matdrop
ORIGINAL = OWN_TABLE.parent / "inverted_dropout_predict.m"


def port(X: Any) -> Any:
    return X


@pytest.mark.parametrize("name", ["verify", "trace"])
@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        ((5, port, "1"), {}, "original = 5 is not understood; give the path of a .m file"),
        ((ORIGINAL, 3, "1"), {}, "port = 3 is not understood; give a function"),
        ((ORIGINAL, port, "1"), {"seed": "x"}, "seed = 'x'"),
        ((ORIGINAL, port, "1"), {"seed": True}, "seed = True"),
        ((ORIGINAL, port, "1"), {"nargout": -1}, "nargout = -1"),
        ((ORIGINAL, port, "1"), {"nargout": "two"}, "give a whole number from 0"),
        ((ORIGINAL, port, "1"), {"outputs": "mu"}, "outputs = 'mu' is not understood; give a list of names"),
        ((ORIGINAL, port, "1"), {"outputs": [1]}, "outputs = "),
        ((ORIGINAL, port, "1"), {"strict": "yes"}, "give True or False"),
        ((ORIGINAL, port, "1"), {"conventions": "zero_based"}, "give a dict"),
        ((ORIGINAL, port, "1"), {"path": "lib"}, "give a list of folders"),
        ((ORIGINAL, port, "1"), {"path": 3}, "give a list of folders"),
        ((ORIGINAL, port, "1"), {"timeout": "a"}, "give a number of seconds above 0"),
        ((ORIGINAL, port, "1"), {"timeout": 0}, "give a number of seconds above 0"),
        ((ORIGINAL, port, "1"), {"session": 3}, "session = 3 is not understood; give a session"),
        ((ORIGINAL, port, "1"), {"session": matdrop.session()}, "its attribute session"),
        ((ORIGINAL, port, "1"), {"tolerance": 1e-9}, "tolerance 1e-09 is not understood; write"),
    ],
)
def test_what_is_given_wrongly_is_named(name: str, arguments: Any, options: Any, said: str) -> None:
    with pytest.raises(MatdropError) as raised:
        getattr(matdrop, name)(*arguments, **options)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: UNTYPED.verify(ORIGINAL, port, "1", constructor=3), "constructor = 3"),
        (lambda: UNTYPED.verify(ORIGINAL, port, "1", adapter=3), "adapter = 3"),
        (lambda: UNTYPED.report("dropout_demo", folder=OWN_TABLE), "names = 'dropout_demo' is not understood"),
        (lambda: UNTYPED.report(folder=3), "folder = 3"),
        (lambda: UNTYPED.session(timeout="a"), "timeout = 'a'"),
        (lambda: UNTYPED.first_port(5, "1"), "original = 5"),
        (lambda: UNTYPED.first_port(ORIGINAL, "1", tries=-1), "tries = -1"),
        (lambda: UNTYPED.measure_adequacy(ORIGINAL, 3, ["1"]), "port = 3"),
    ],
)
def test_so_it_is_in_other_functions(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(MatdropError) as raised:
        call()
    assert said in str(raised.value)


def test_numbers_of_numpy_paths_and_tuples_are_right() -> None:
    check_arguments(
        original=Path("f.m"), port=port, seed=np.float64(3), nargout=np.int64(2), outputs=("mu",), path=[Path("lib")],
        constructor=(), timeout=np.float32(1), names=[], folder=None, conventions={}, session=None,
    )  # fmt: skip
