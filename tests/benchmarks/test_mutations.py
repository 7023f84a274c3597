"""Planted defects change one or two tokens of one statement, and always the same ones."""

import ast

from benchmarks.mutations import defects

SOURCE = '''def f(x, n):
    """Doc."""
    y = np.mean(x, axis=0) + 1.5
    if n < 3 and not y:
        y -= -x[n - 1]
    return np.power(abs(y), n)
'''


def test_each_defect_changes_one_statement() -> None:
    lines = SOURCE.splitlines()
    for defect in defects(SOURCE):
        changed = [k for k, (a, b) in enumerate(zip(lines, defect.text.splitlines(), strict=True), 1) if a != b]
        assert changed
        assert set(changed) <= set(defect.lines)
        ast.parse(defect.text)


def test_operators_constants_names_calls_and_terms_are_changed() -> None:
    kinds = {kind for defect in defects(SOURCE) for kind in defect.kind.split("+")}
    assert kinds == {
        "operator",
        "comparison",
        "constant",
        "name",
        "function",
        "dropped term",
        "missing call",
        "swapped",
    }


def test_they_are_the_same_ones_each_time() -> None:
    assert defects(SOURCE) == defects(SOURCE)
    assert len({defect.text for defect in defects(SOURCE)}) > 20
