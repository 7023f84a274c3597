"""The benchmark of first ports: which originals are chosen, and what counts against a port."""

from pathlib import Path

import numpy as np

from benchmarks.first_port import choose, files_of_half, is_covered, original_of
from matdrop.values.canonical import canonical


def test_inputs_of_a_form_that_no_case_has_are_told_apart() -> None:
    number, row, column, matrix = np.ones((1, 1)), np.ones((1, 3)), np.ones((3, 1)), np.ones((2, 3))
    assert is_covered([(row,)], (number,))
    assert is_covered([(matrix,)], (column,))
    assert not is_covered([(number,)], (row,))
    assert not is_covered([(row,)], (column,))
    assert not is_covered([(row,)], (row.astype(np.float32),))
    assert not is_covered([(row,)], (row, number))


def test_texts_cells_and_numbers_are_told_apart() -> None:
    text, texts, cell = canonical("abc"), canonical(["a", "bc"]), canonical(["a", np.ones((1, 2))])
    assert is_covered([(cell,)], (texts,))
    assert not is_covered([(texts,)], (cell,))
    assert not is_covered([(texts,)], (text,))
    assert not is_covered([(text,)], (np.ones((1, 3)),))


def test_fields_of_structs_have_forms_of_their_own() -> None:
    number, matrix = np.ones((1, 1)), np.ones((2, 2))
    with_number, with_matrix = (
        np.array([[(value, matrix)]], dtype=[("b", object), ("a", object)]) for value in (number, matrix)
    )
    assert is_covered([(with_matrix,)], (with_number,))
    assert not is_covered([(with_number,)], (with_matrix,))


def test_the_two_halves_have_no_original_in_common(tmp_path: Path) -> None:
    for name in "abcdefgh":
        (tmp_path / f"{name}.m").touch()
    halves = [files_of_half(tmp_path, half) for half in (0, 1)]
    assert sorted(path.stem for half in halves for path in half) == list("abcdefgh")
    assert all(halves)


def test_the_last_inputs_of_an_entry_are_kept_aside(tmp_path: Path) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = 2 * x;\nend\n")
    original = original_of(tmp_path, "f", {"original": "f.m", "aside": 1, "cases": [["1"], ["2"], ["[3 4]"]]})
    assert [case.args for case in original.cases] == [("1",), ("2",)]
    assert [case.args for case in original.aside] == [("[3 4]",)]


def test_a_name_is_chosen_once(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"part{number}").mkdir()
        (tmp_path / f"part{number}" / "double_it.m").write_text("function y = double_it(x)\ny = 2 * x;\nend\n")
    entries = list(choose([tmp_path], 12, 0))
    assert len(entries) == 1
    assert entries[0].startswith(f'["{tmp_path.name} double_it"]')
