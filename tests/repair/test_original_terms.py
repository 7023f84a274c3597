"""Expressions of an original in Python: what is plain is written, what is not is left out."""

import ast

import pytest

from matdrop.repair.original_terms import Words, terms_in
from matdrop.source.matlab import parse

NAMES = {"x": "x", "mu": "mu_k", "n": "n", "i": "i", "spread": "spread"}
WORDS = Words(NAMES, "np", frozenset({"x", "mu", "n", "i"}))


def written(code: str) -> list[str]:
    """Return the ways in which a whole expression is written."""
    (statement,) = parse(f"y = {code};").statements
    value = getattr(statement, "value")  # noqa: B009
    return [ast.unparse(term) for node, term in terms_in((value,), WORDS) if node is value]


@pytest.mark.parametrize(
    ("code", "ways"),
    [
        ("x / n - 1", ["x / n - 1"]),
        ("x * mu", ["x * mu_k", "x @ mu_k"]),
        ("x'", ["x.T"]),
        ("-x .^ 2", ["-x ** 2"]),
        ("x >= 0.5", ["x >= 0.5"]),
        ("x ~= n", ["x != n"]),
        ("sum(x, 1)", ["np.sum(x, axis=0)"]),
        ("sqrt(sum(x))", ["np.sqrt(np.sum(x))"]),
        ("size(x, 2)", ["x.shape[1]"]),
        ("zeros(n, 1)", ["np.zeros((n, 1))"]),
        ("x(i)", ["x[i]", "x[i - 1]", "x"]),
        ("x(:, 2)", ["x[:, 1]"]),
        ("x(end)", ["x[-1]"]),
        ("pi * n", ["np.pi * n"]),
        ("spread(x)", ["spread(x)"]),
        ("unknown(x)", []),
        ("[x; x]", []),
    ],
)
def test_ways_to_write_it(code: str, ways: list[str]) -> None:
    found = written(code)
    assert found[: len(ways)] == ways
    assert bool(found) == bool(ways)


def test_names_that_differ_in_case_alone() -> None:
    """Each is its own; a name that only one of them can stand for is that one's."""
    words = Words({"x": "x", "X": "X", "xnorm": "X_norm"}, "np")
    assert [words.own(name) for name in ("x", "X", "Xnorm", "y")] == ["x", "X", "X_norm", None]
