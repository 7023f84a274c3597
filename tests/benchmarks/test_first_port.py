"""The benchmark of first ports: which originals are chosen, and what counts against a port."""

import tomllib
from pathlib import Path

import numpy as np

from benchmarks.first_port import choose, is_covered, original_of


def test_inputs_of_a_form_that_no_case_has_are_told_apart() -> None:
    number, row, column, matrix = np.ones((1, 1)), np.ones((1, 3)), np.ones((3, 1)), np.ones((2, 3))
    assert is_covered([(row,)], (number,))
    assert is_covered([(matrix,)], (column,))
    assert not is_covered([(number,)], (row,))
    assert not is_covered([(row,)], (column,))
    assert not is_covered([(row,)], (row.astype(np.float32),))
    assert not is_covered([(row,)], (row, number))


def test_the_two_halves_have_no_original_in_common(octave: object, tmp_path: Path) -> None:
    for name in "abcdef":
        (tmp_path / f"{name}.m").write_text(f"function y = {name}(x)\ny = 2 * x;\nend\n")
    halves = [tomllib.loads("\n".join(choose([tmp_path], 6, half))) for half in (0, 1)]
    assert set(halves[0]).isdisjoint(halves[1])
    assert len(halves[0]) + len(halves[1]) == 6
    name, entry = next(iter({**halves[0], **halves[1]}.items()))
    original = original_of(tmp_path, name, entry)
    assert len(original.aside) == entry["aside"]
    assert len(original.cases) + len(original.aside) == len(entry["cases"])
