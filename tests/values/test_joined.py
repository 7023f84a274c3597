"""What an engine gets and returns of many cases arrives value by value, however it was joined to be saved."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.engines.find import engines_on_path, session_of
from matdrop.engines.octave_session import Octave
from matdrop.values.canonical import canonical, digest
from matdrop.values.value import array_of

TEXT = np.array([list("text")])  # a str among arguments is an expression
# As MATLAB writes them, and what each is: of the same height and of others, empty, sparse, large, and no numbers.
VALUES = {
    "-0": -0.0,
    "[1 2]": [[1.0, 2.0]],
    "[]": np.zeros((0, 0)),
    "[1.5; NaN]": [[1.5], [np.nan]],
    "zeros(0, 3)": np.zeros((0, 3)),
    "eye(2)": np.eye(2),
    "zeros(2, 0)": np.zeros((2, 0)),
    "true": True,
    "3:5": [[3.0, 4.0, 5.0]],
    "ones(2, 1, 2)": np.ones((2, 1, 2)),
    "'text'": TEXT,
    "repmat(0.5, 40, 30)": np.full((40, 30), 0.5),
    "1i": 1j,
    "single(7)": np.float32(7),
    "{8, 'nine'}": np.array([[8.0, "nine"]], object),
    "[6 7; 8 9]": [[6.0, 7.0], [8.0, 9.0]],
}
SPARSE = {**VALUES, "sparse([0 2])": None, "sparse(2, 1)": None}


@pytest.mark.parametrize("texts", [list(VALUES), list(SPARSE)], ids=["full", "sparse among them"])
def test_values_of_many_cases_arrive_bit_for_bit_and_in_order(texts: list[str], tmp_path: Path, octave: Octave) -> None:
    (tmp_path / "f.m").write_text(
        f"function [y, z] = f(k)\nall = {{{'; '.join(texts)}}};\ny = all{{k}};\nz = k;\nend\n"
    )
    pair = Pair("f", tmp_path / "f.m", "", ("y", "z"))
    cases = [Case(pair, f"case_{k}", (float(k),)) for k in range(1, len(texts) + 1)]
    for (text, value), reference in zip(SPARSE.items(), octave.run(cases), strict=False):
        assert reference.outputs["z"] == texts.index(text) + 1
        if value is not None:
            assert digest(reference.outputs["y"]) == digest(canonical(value)), text


@pytest.mark.usefixtures("octave")
def test_values_of_which_none_is_joined_arrive_from_every_octave(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function y = f(k)\ny = 'text';\nend\n")
    pair = Pair("f", tmp_path / "f.m", "", ("y",))
    for name in engines_on_path():
        with session_of(name) as session:
            references = session.run([Case(pair, f"{k}", (TEXT,)) for k in range(2)])
        assert [digest(one.outputs["y"]) for one in references] == [digest(canonical(TEXT))] * 2, name


def test_case_without_outputs_takes_none_of_the_others(tmp_path: Path, octave: Octave) -> None:
    (tmp_path / "f.m").write_text("function y = f(k)\ny = 1 / k * (2 - [1 2 3](k));\nend\n")
    pair = Pair("f", tmp_path / "f.m", "", ("y",))
    first, second, third, fourth = octave.run([Case(pair, f"{k}", (k,)) for k in (1.0, 4.0, 2.0, 3.0)])
    assert second.error is not None
    assert [array_of(one.outputs["y"]).item() for one in (first, third, fourth)] == [1, 0, -1 / 3]


@pytest.mark.parametrize("also", [[], [scipy.sparse.csc_array([[0.0, 2.0]])]], ids=["full", "sparse among them"])
def test_arguments_of_many_cases_arrive_bit_for_bit_and_in_order(
    also: list[Any], tmp_path: Path, octave: Octave
) -> None:
    (tmp_path / "f.m").write_text("function varargout = f(varargin)\nvarargout = [varargin, nargin, 0, 0];\nend\n")
    pair = Pair("f", tmp_path / "f.m", "", ("x", "y", "z"))
    given = [*VALUES.values(), *also]
    lists = [given[k : k + k % 4] for k in range(len(given))]
    cases = [Case(pair, f"case_{k}", tuple(args)) for k, args in enumerate(lists)]
    for args, reference in zip(lists, octave.run(cases), strict=True):
        expected = [*args, len(args), 0, 0][:3]
        assert list(map(digest, reference.outputs.values())) == [digest(canonical(value)) for value in expected]
