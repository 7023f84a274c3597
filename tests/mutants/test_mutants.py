"""Every wrong port of ports.py is caught, and its kind of difference named; true ports pass the same harness."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.octave_session import Octave
from matdrop.explain.explanation import ExplainedResult, explain_result
from matdrop.fixtures.store import Fixtures
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
from tests.mutants import ports

PORTS = Path(__file__).with_name("ports.py")
TABLE = load_table(OWN_TABLE)


@cache
def references(pair: str) -> list[tuple[Case, Reference]]:
    """The cases of a pair that should pass, with their saved references."""
    fixtures = Fixtures(TABLE.fixtures)
    return [(case, fixtures.read(case)) for case in TABLE.select([pair]) if case.expected == "PASS"]


# Pair, the kind of mismatch or the verdict that must be among those found, and the cause where matdrop names one.
MUTANTS = {
    "at_most_keep_prob": ("inverted_dropout", "value", "region"),
    "above_keep_prob": ("inverted_dropout", "value", "complement"),
    "below_drop_probability": ("inverted_dropout", "value", "region"),
    "row_major_fill": ("inverted_dropout", "value", "memory-order"),
    "mask_drawn_twice": ("inverted_dropout", "value", ""),
    "one_draw_skipped": ("inverted_dropout", "value", ""),
    "mask_by_row": ("inverted_dropout", "value", ""),
    "numpy_seeding": ("inverted_dropout", "value", ""),
    "single_draws": ("inverted_dropout", "value", ""),
    "single_comparison": ("inverted_dropout", "value", "single-precision"),
    "single_mask": ("inverted_dropout", "class", "class"),
    "double_mask": ("inverted_dropout", "class", "class"),
    "multiplied_instead_of_divided": ("inverted_dropout", "value", "scale"),
    "not_divided": ("inverted_dropout", "value", "scale"),
    "scaled_mask": ("inverted_dropout", "value", ""),
    "times_reciprocal": ("inverted_dropout", "value", ""),
    "divided_first": ("inverted_dropout", "nan", "nan"),
    "where_instead_of_times": ("inverted_dropout", "sign-of-zero", "sign"),
    "negative_zero_lost": ("inverted_dropout", "sign-of-zero", "sign"),
    "nan_replaced_by_zero": ("inverted_dropout", "nan", "nan"),
    "double_for_single": ("inverted_dropout", "class", "single-precision"),
    "single_rounded_late": ("inverted_dropout", "value", ""),
    "numpy_promotion": ("inverted_dropout", "class", "class"),
    "half_to_even": ("inverted_dropout", "value", ""),
    "truncated": ("inverted_dropout", "value", ""),
    "wrapped_around": ("inverted_dropout", "value", ""),
    "one_dimensional": ("inverted_dropout", "size", "orientation"),
    "transposed": ("inverted_dropout", "size", ""),
    "empty_loses_its_size": ("inverted_dropout", "size", ""),
    "imaginary_part_lost": ("inverted_dropout", "class", "class"),
    "conjugated": ("inverted_dropout", "value", ""),
    "input_changed_in_place": ("inverted_dropout", "MISMATCH", "mutated-input"),
    "mask_not_returned": ("inverted_dropout", "missing", "missing-output"),
    "one_output_too_many": ("inverted_dropout", "MISMATCH", "extra-output"),
    "outputs_swapped": ("inverted_dropout", "class", ""),
    "fails_on_empty": ("inverted_dropout", "PORT FAILED", ""),
    "backward_not_divided": ("inverted_dropout_backward", "value", "scale"),
    "backward_with_a_new_mask": ("inverted_dropout_backward", "value", ""),
    "backward_without_mask": ("inverted_dropout_backward", "value", "region"),
    "scaled_at_test_time": ("inverted_dropout_predict", "value", "scale"),
    "dropped_at_test_time": ("inverted_dropout_predict", "value", "stream"),
    "traditional_divided_in_training": ("traditional_dropout", "value", "scale"),
    "traditional_not_scaled_at_test_time": ("traditional_dropout_predict", "value", "scale"),
    "published_defect_repaired": ("dropout_as_published", "value", "region"),
    "linear_not_scaled": ("linear_model", "value", ""),
    "linear_bias_dropped_too": ("linear_model", "value", ""),
    "fit_ignores_the_bias": ("linear_fit", "value", ""),
    "fit_of_dropped_units_too": ("linear_fit", "value", ""),
    "variance_by_n": ("bias_variance", "value", "ddof"),
    "bias_not_squared": ("bias_variance", "value", ""),
    "error_for_bias": ("bias_variance", "value", ""),
    "units_dropped_at_test_time_only": ("linear_bias_variance", "value", ""),
    "mask_drawn_once_for_all_sets": ("dropout_bias_variance", "value", "stream"),
    "penalty_upside_down": ("dropout_penalty", "value", "scale"),
    "penalty_by_variance_of_units": ("dropout_penalty", "value", ""),
    "penalty_without_division": ("dropout_penalty", "value", "scale"),
    "objective_not_scaled": ("dropout_objective", "value", ""),
    "objective_of_one_mask": ("dropout_objective", "value", "stream"),
    "expected_objective_without_penalty": ("dropout_expected_objective", "value", ""),
    "bias_penalised": ("ridge_closed_form", "value", ""),
    "mask_drawn_once_for_all_iterations": ("dropout_gradient_descent", "value", "stream"),
    "gradient_of_undropped_inputs": ("dropout_gradient_descent", "value", ""),
    "expected_value_of_one_function": ("dropout_expected_value", "value", ""),
}
# These differ from the true port on single draws or single values only: the named case must be the one that tells.
TOLD_BY = {
    "at_most_keep_prob": "draw_equals_keep_prob",
    "single_comparison": "draw_just_below_keep_prob",
    "where_instead_of_times": "special_values",
    "divided_first": "special_values",
    "half_to_even": "int8_rounds_half_away",
    "wrapped_around": "uint8_saturates",
    "imaginary_part_lost": "complex",
    "one_dimensional": "one_by_one",
    "empty_loses_its_size": "empty_0_by_3",
    "mask_drawn_twice": "example_a",
    "linear_bias_dropped_too": "all_units_dropped",
    "fit_of_dropped_units_too": "some_units_dropped",
    "variance_by_n": "normal",
}


EXPLAINED = 3


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write each mutant into a file of its own: a search for its cause loads the file for each change that it tries."""
    folder = tmp_path_factory.mktemp("mutants")
    imports = PORTS.read_text().partition("# ---")[0]
    for mutant in MUTANTS:
        (folder / f"{mutant}.py").write_text(imports + inspect.getsource(getattr(ports, mutant)))
    return folder


def judge_mutant(case: Case, mutant: str, reference: Reference, alone: Path) -> Result:
    port = f"{alone / mutant}.py:{mutant}"
    return judge(replace(case, pair=replace(case.pair, port=port)), reference, OWN_TABLE.parent)


def kinds(results: Iterable[Result]) -> set[str]:
    """What the verdicts other than PASS name: kinds of mismatch, and verdicts."""
    differing = [result for result in results if result.verdict != "PASS"]
    of_outputs = {output.mismatch.kind for result in differing for output in result.outputs if output.mismatch}
    return of_outputs | {result.verdict for result in differing}


def test_every_mutant_is_in_the_table() -> None:
    functions = inspect.getmembers(ports, inspect.isfunction)
    assert {name for name, function in functions if function.__module__ == ports.__name__} == MUTANTS.keys()


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutant_is_caught_by_saved_references(mutant: str, alone: Path) -> None:
    pair, kind, cause = MUTANTS[mutant]
    check_caught(judged(mutant, pair, kind, alone), kind, cause)


def check_caught(results: list[Result], kind: str, cause: str) -> None:
    """Check that the verdicts name a kind of difference, and the findings the cause, where one is known."""
    assert kind in kinds(results)
    told = list(explained_until(cause, [result for result in results if result.verdict == "MISMATCH"]))
    assert not cause or cause in {finding.kind for result in told for finding in result.findings}
    assert all(result.findings for result in told)


def explained_until(cause: str, results: list[Result]) -> Iterator[ExplainedResult]:
    """Explain one mismatch after the other until the cause is named; without one, the first is enough."""
    for result in results:
        told = explain_result(result, OWN_TABLE.parent)
        yield told
        if not cause or any(finding.kind == cause for finding in told.findings):
            return


def judged(mutant: str, pair: str, kind: str, alone: Path) -> list[Result]:
    """Judge a mutant by all named cases, and by generated ones until some are wrong and its kind has been named.

    The other generated cases would ask the same question of the same port a hundred times.
    """
    results: list[Result] = []
    wrong = 0
    for case, reference in sorted(references(pair), key=lambda known: known[0].generated):  # the named ones first
        if case.generated and wrong >= EXPLAINED and kind in kinds(results):
            break
        results.append(judge_mutant(case, mutant, reference, alone))
        wrong += case.generated and results[-1].verdict == "MISMATCH"
    return results


@pytest.mark.parametrize("mutant", TOLD_BY)
def test_mutant_is_caught_by_its_own_case(mutant: str, alone: Path) -> None:
    pair_references = {case.name: (case, reference) for case, reference in references(MUTANTS[mutant][0])}
    case, reference = pair_references[TOLD_BY[mutant]]
    assert judge_mutant(case, mutant, reference, alone).verdict == "MISMATCH"


@pytest.mark.parametrize("pair", sorted({pair for pair, _, _ in MUTANTS.values()}))
def test_true_port_passes_the_same_harness(pair: str) -> None:
    assert kinds(judge(case, reference, OWN_TABLE.parent) for case, reference in references(pair)) == set()


LIVE = ["at_most_keep_prob", "row_major_fill", "scaled_mask", "where_instead_of_times", "backward_not_divided"]


def test_mutants_are_caught_live(octave: Octave, alone: Path) -> None:
    pairs = dict.fromkeys(MUTANTS[mutant][0] for mutant in LIVE)
    named = [case for pair in pairs for case, _ in references(pair) if not case.generated]
    live = list(zip(named, octave.run(named), strict=True))
    assert kinds(judge(case, reference, OWN_TABLE.parent) for case, reference in live) == set()
    for mutant in LIVE:
        pair, kind, cause = MUTANTS[mutant]
        own = [(case, reference) for case, reference in live if case.pair.name == pair]
        check_caught([judge_mutant(case, mutant, reference, alone) for case, reference in own], kind, cause)
