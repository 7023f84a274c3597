"""Which changes are tried."""

from collections import Counter

from matdrop.adequacy.sample import sample, silent_lines, telling
from matdrop.repair.changes import changes_of
from matdrop.source.python_text import PythonText

SOURCE = """def f(x, y, n=3):
    a = x + y * 2 - x[1:n]
    print(a)
    if a < x:
        a = -a
    return a, y
"""


def test_all_are_tried_if_they_are_few() -> None:
    changes = changes_of(SOURCE)
    assert sample(changes, len(changes)) == changes


def test_lines_have_turns_and_kinds_have_turns_within_a_line() -> None:
    changes = changes_of(SOURCE)
    chosen = sample(changes, 18)
    assert Counter(change.line for change in chosen) == {1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 3}
    assert len({change.kind for change in chosen if change.line == 2}) == 3
    assert chosen == sample(list(changes), 18)


def test_a_minus_that_is_put_and_defaults_of_the_port_alone_are_left_out() -> None:
    text = PythonText(SOURCE)
    changes = changes_of(SOURCE)
    with_defaults, without = telling(changes, text, True), telling(changes, text, False)
    assert {change.line for change in with_defaults if change not in without} == {1}
    assert not any(change.line == 1 for change in without)
    put = {change.what for change in changes if change not in with_defaults}
    assert "with -a for a" in put
    assert "with a for -a" not in put


def test_what_only_prints() -> None:
    source = "def f(x):\n    print(\n        x)\n    y = print(x)\n    warnings.warn('w')\n    g(x)\n"
    assert silent_lines(PythonText(source)) == {2, 3, 5}
