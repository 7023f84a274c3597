"""Pieces of the trace, each by itself, on what Octave was recorded to do with pairs of the gallery: no engine runs."""

from functools import cache

import pytest

from matdrop.source.statements import MAIN
from matdrop.tracing.align import Alignment
from matdrop.tracing.divergence import names_of
from matdrop.tracing.lines import DIFFERS, Row
from matdrop.tracing.locate import locate
from matdrop.tracing.lockstep import out_of_step
from matdrop.tracing.moments import broken_by, last_before, loops_around, turns
from matdrop.tracing.parting import Parting
from matdrop.tracing.record import Event, Recording, Variable
from matdrop.tracing.run import Trace
from tests.recordings import Replayed, recording_of
from tests.test_gallery import ENTRIES, GALLERY
from tests.tracing.test_gallery_traced import traced


@cache
def trace_of(key: str, side: str) -> Trace:
    return traced(Replayed(recording_of(GALLERY / ENTRIES[key]["original"]), GALLERY), key, side)


def alignment_of(key: str, side: str) -> Alignment:
    return trace_of(key, side).alignment


def lines_of(parting: Parting | None) -> tuple[str, int, int] | None:
    """The kind of a parting, and its line on each side."""
    if parting is None or parting.original_event is None or parting.port_event is None:
        return None
    return parting.kind, parting.original_event.line, parting.port_event.line


def values_of(recording: Recording, name: str) -> list[tuple[int, tuple[int, ...]]]:
    """Line and iteration of each value that a variable was given."""
    return [(w.line, w.event.iteration) for w in recording.writes if w.variable == Variable(MAIN, name)]


def first_at(recording: Recording, line: int) -> Event:
    return next(event for event in recording.events if event.line == line)


# -- what was recorded of an original


def test_values_are_recorded_with_line_and_iteration() -> None:
    original = alignment_of("gradient_descent", "right").original
    assert values_of(original, "m") == [(3, ())]
    assert values_of(original, "delta") == [(6, (n,)) for n in range(1, len(values_of(original, "delta")) + 1)]
    assert [line for line, _ in values_of(original, "theta")[:3]] == [1, 7, 7]  # given, then changed by line 7


def test_loops_are_counted_and_their_values_found() -> None:
    original = alignment_of("bisect_root", "right").original
    loop = first_at(original, 4)
    assert turns(original, loop) == len([line for line, _ in values_of(original, "x") if line == 5]) > 20
    assert broken_by(original, loop) is None
    assert loops_around(original, first_at(original, 9)) == (4,)
    second = next(place for place, write in enumerate(original.writes) if write.event.iteration == (2,))
    before = last_before(original, Variable(MAIN, "x"), second)
    assert before is not None
    assert original.writes[before].event.iteration == (1,)


# -- align


def test_variables_of_one_name_are_partners_and_others_by_their_values() -> None:
    assert names_of(alignment_of("feature_normalize", "right")) == {}
    assert names_of(alignment_of("power_iteration", "right")) == {"lambda": "lam", "iter": "_"}
    partners = alignment_of("power_iteration", "right").partners
    assert partners[Variable(MAIN, "return 1")] == Variable(MAIN, "lambda")


def test_values_of_a_right_port_agree_step_by_step() -> None:
    chains = alignment_of("power_iteration", "right").chains
    for name in ("v", "w", "lambda", "old"):
        assert all(step.same for step in chains[Variable(MAIN, name)] if None not in (step.original, step.port)), name


def test_only_what_is_wrong_does_not_agree() -> None:
    chains = alignment_of("feature_normalize", "wrong").chains
    agreeing = {variable.name for variable, steps in chains.items() if any(step.same for step in steps)}
    assert agreeing == {"X", "mu"}
    assert not any(step.same for step in chains[Variable(MAIN, "sigma")])


# -- where two sides part


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("feature_normalize", ("value", 9, 7)),
        ("power_iteration", ("value", 3, 5)),
        ("bisect_root", ("loop", 4, 5)),
        ("fiedler_vector", ("missing", 8, 8)),
        ("gradient_descent", ("value", 4, 11)),
    ],
)
def test_the_parting_is_located(key: str, expected: tuple[str, int, int]) -> None:
    outputs = trace_of(key, "wrong").result.case.pair.outputs
    assert lines_of(locate(alignment_of(key, "wrong"), outputs)) == expected


@pytest.mark.parametrize("key", ["gradient_descent", "power_iteration", "bisect_root", "feature_normalize"])
def test_right_ports_part_nowhere(key: str) -> None:
    assert locate(alignment_of(key, "right"), trace_of(key, "right").result.case.pair.outputs) is None


def test_the_first_difference_of_sides_in_step() -> None:
    assert lines_of(out_of_step(alignment_of("power_iteration", "wrong"))) == ("value", 3, 5)
    assert out_of_step(alignment_of("power_iteration", "right")) is None


# -- what is shown


def marked(rows: tuple[Row, ...], mark: str) -> set[int | None]:
    return {row.port for row in rows if row.port_mark == mark}


def test_lines_that_differ_are_marked() -> None:
    assert marked(tuple(trace_of("feature_normalize", "right").rows), DIFFERS) == set()
    wrong = marked(tuple(trace_of("feature_normalize", "wrong").rows), DIFFERS)
    assert 7 in wrong
    assert 6 not in wrong  # mu agrees


def test_a_divergence_has_the_values_of_both_sides() -> None:
    divergence = trace_of("power_iteration", "wrong").divergence
    assert divergence is not None
    assert (divergence.expected.item(), divergence.obtained) == (1e-10, 1e-4)
