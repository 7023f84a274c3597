"""The digits, their training in both languages, and what dropout does to the gap between training and test."""

from dataclasses import replace
from statistics import mean, stdev

import numpy as np
import pytest

from matdrop.article.digits import Digits, Training, digit_cases
from matdrop.article.measure import Agreement
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.fixtures.store import Fixtures
from matdrop.port.load import load
from matdrop.values.matfile import write_packed
from matdrop.values.value import array_of
from tests.article.make_digits import DIGITS, LICENCE, SOURCE

# Published with the data, in optdigits.names: the number of examples of each digit in the test set.
EXAMPLES = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_file_holds_the_published_digits_and_their_licence() -> None:
    data = load("../fixtures/digits.mat")
    assert (data.X.shape, data.X.dtype, data.X.min(), data.X.max()) == ((1797, 64), np.uint8, 0, 16)
    assert np.bincount(data.digit.ravel()).tolist() == EXAMPLES
    assert (data.source[0], data.licence[0]) == (SOURCE, LICENCE)


def test_file_has_the_bytes_that_the_script_writes() -> None:
    data = load("../fixtures/digits.mat")
    variables = {"X": data.X, "digit": data.digit, "source": SOURCE, "licence": LICENCE}
    assert write_packed(variables) == DIGITS.read_bytes()


def test_gap_is_smaller_and_test_accuracy_higher_with_dropout() -> None:
    table = load_table(OWN_TABLE)
    cases = table.select(["nn_digits"])
    accuracies = [array_of(Fixtures(table.fixtures).read(case).outputs["accuracy"]).ravel() for case in cases]
    assert [case.name.rpartition("_")[0] for case in cases] == ["no_dropout", "dropout"] * 5
    assert [case.seed for case in cases] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    # The setting was chosen on other seeds. With dropout seed 4 is a little worse, the four others are better.
    for smaller in (gained([train - test for train, test in accuracies]), gained([-test for _, test in accuracies])):
        assert sum(difference > 0 for difference in smaller) == 4
        assert mean(smaller) > 1.5 * stdev(smaller) / np.sqrt(len(smaller))


def gained(values: list[float]) -> list[float]:
    """Return by how much each value without dropout is above the one with it."""
    return [without - with_dropout for without, with_dropout in zip(values[::2], values[1::2], strict=True)]


def test_seeds_without_octave_are_the_recorded_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/no/such/octave")
    assert [case.seed for case in digit_cases(2)] == [1, 1, 2, 2]
    assert [case.seed for case in digit_cases(7)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def digits(*trainings: Training) -> Digits:
    return Digits(trainings, Agreement("GNU Octave 7.3.0", "saved", "", 0.0), 1e-12)


WITHOUT = Training(1, 1.0, 1.0, 0.90, (2.0, 1.0), (2.0, 1.0), 0)
WITH = Training(1, 0.5, 1.0, 0.95, (2.0, 1.5), (2.0, 1.5), 0)


def test_gaps_have_mean_and_standard_deviation() -> None:
    measured = digits(WITHOUT, WITH, replace(WITHOUT, seed=2, test_accuracy=0.80), replace(WITH, seed=2))
    without, with_dropout = measured.gaps
    assert without.mean == pytest.approx(0.15)
    assert without.spread == pytest.approx(0.1 / np.sqrt(2))
    assert with_dropout.mean == pytest.approx(0.05)
    assert with_dropout.spread == 0
    assert measured.agrees
    assert measured.to_json()["gap_without_dropout"] == {"mean": without.mean, "spread": without.spread}


@pytest.mark.parametrize("other", [{"loss": (2.0, 1.5 + 1e-11)}, {"different_answers": 1}])
def test_languages_that_differ_are_told(other: dict[str, tuple[float, ...]]) -> None:
    assert not digits(WITHOUT, replace(WITH, **other)).agrees  # type: ignore[arg-type]
