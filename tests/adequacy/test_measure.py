"""Which changes of a port the cases notice: the references come from Octave, the changes are planted one by one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import matdrop
from matdrop.adequacy.measure import measure
from matdrop.adequacy.outcome import Fate, PairAdequacy
from matdrop.cases.case import case_of_call
from matdrop.engines.session import Session
from matdrop.verification.judge import judge

PIVOTS = """function x = solve_lu(A, b)
[L, U, P] = lu(A);
x = U \\ (L \\ (P * b));
end
"""
PORT_WITH_PIVOTS = """import numpy as np
import scipy.linalg


def solve_lu(A, b):
    P, L, U = scipy.linalg.lu(A)
    return np.linalg.solve(U, np.linalg.solve(L, P.T @ b))
"""
TIE = """function n = count_low(x, t)
n = 0;
for i = 1:numel(x)
    if x(i) <= t
        n = n + 1;
    end
end
end
"""
PORT_WITH_TIE = """def count_low(x, t):
    n = 0
    for i in range(len(x)):
        if x[i] <= t:
            n = n + 1
    return n
"""


def measured(
    folder: Path, octave: Session, original: str, port: str, *cases: Sequence[str], printed: bool = False
) -> PairAdequacy:
    """Verify a port on some cases, and measure what they notice."""
    name = original.split("=")[1].split("(")[0].strip()
    (folder / f"{name}.m").write_text(original)
    (folder / f"{name}.py").write_bytes(port.encode())
    results = []
    for number, args in enumerate(cases):
        case = case_of_call(folder / f"{name}.m", f"{name}.py", tuple(args))
        case = replace(case, name=f"case_{number}", pair=replace(case.pair, printed=printed))
        (reference,) = octave.run([case])
        results.append(judge(case, reference, folder, octave))
        assert results[-1].verdict == "PASS", results[-1]
    (found,) = measure(results, folder, octave).pairs
    assert not found.error
    return found


def fates(found: PairAdequacy, line: int) -> dict[str, Fate]:
    """Return what came of the changes of a line."""
    return {mutant.change.what: mutant.fate for mutant in found.mutants if mutant.change.line == line}


def test_a_transposed_permutation_survives_where_no_pivot_is_needed(tmp_path: Path, octave: Session) -> None:
    few = measured(
        tmp_path, octave, PIVOTS, PORT_WITH_PIVOTS, ["[4 1; 1 3]", "[1; 2]"], ["[9 2 1; 1 8 2; 0 1 7]", "[1;2;3]"]
    )
    assert fates(few, 7)["with P for P.T"] == "survived"


def test_a_transposed_permutation_is_noticed_by_pivots_in_a_circle(tmp_path: Path, octave: Session) -> None:
    more = measured(tmp_path, octave, PIVOTS, PORT_WITH_PIVOTS, ["[1 8 2; 0 1 7; 9 2 1]", "[1; 2; 3]"])
    assert fates(more, 7)["with P for P.T"] == "noticed"


@pytest.mark.parametrize(("threshold", "fate"), [("2.5", "survived"), ("2", "noticed")])
def test_a_threshold_needs_a_tie(tmp_path: Path, octave: Session, threshold: str, fate: str) -> None:
    found = measured(tmp_path, octave, TIE, PORT_WITH_TIE, ["[1 2 3]", threshold])
    assert fates(found, 4)["with < for <="] == fate
    (mutant,) = (mutant for mutant in found.mutants if mutant.change.what == "with < for <=")
    assert (mutant.text, mutant.column, mutant.change.kind) == ("if x[i] < t:", 17, "comparison")


def test_what_is_not_reached(tmp_path: Path, octave: Session) -> None:
    original = "function y = sides(x)\nif x > 0\n y = 1;\nelse\n y = 2;\nend\nif x < 9\n y = y + 1;\nend\nend\n"
    port = (
        "def sides(x):\n    if x > 0:\n        y = 1\n    else:\n        y = 2\n"
        "    if x < 9: y = y + 1\n    return y if x else -y\n"
    )
    found = measured(tmp_path, octave, original, port, ["3"], ["4"])
    assert [(point.line, point.kind) for point in found.unreached] == [(5, "statement"), (6, "false"), (7, "false")]
    assert [(point.line, point.kind) for point in found.original_unreached] == [(5, "statement"), (7, "false")]
    assert set(fates(found, 5).values()) == {"unreached"}
    assert fates(found, 6)["with 8 for 9"] == "survived"
    # Unreached changes are not noticed, so they count.
    noticed, missed = found.count("noticed"), found.count("survived") + found.count("unreached")
    assert found.share == noticed / (noticed + missed)


def test_an_endless_loop_is_noticed(tmp_path: Path, octave: Session) -> None:
    original = "function y = halve(x)\ny = 0;\nwhile x > 1\n x = x / 2;\n y = y + 1;\nend\nend\n"
    port = "def halve(x):\n    y = 0\n    while x > 1:\n        x = x / 2\n        y = y + 1\n    return y\n"
    found = measured(tmp_path, octave, original, port, ["9"])
    endless = {mutant.change.what for mutant in found.mutants if mutant.is_endless}
    assert {"with * for /", "without x = x / 2"} <= endless
    assert all(mutant.fate == "noticed" for mutant in found.mutants if mutant.is_endless)


def test_what_does_provably_the_same_is_equivalent(tmp_path: Path, octave: Session) -> None:
    original = "function y = shift(x)\ny = x + 1;\nend\n"
    port = "def shift(x):\n    y = x + (1 - 0)\n    return (y)\n"
    found = measured(tmp_path, octave, original, port, ["3"])
    same = {mutant.change.what for mutant in found.mutants if mutant.fate == "equivalent"}
    assert same == {"with + for -", "with 1 for (1 - 0)"}
    assert fates(found, 2)["with 0 for (1 - 0)"] == "noticed"


def test_helpers_methods_and_defaults_are_changed_too(tmp_path: Path, octave: Session) -> None:
    original = "function y = area(r)\ny = 3 * r ^ 2 + 1;\nend\n"
    port = """import functools


def kept(function):
    @functools.wraps(function)
    def call(*args, **named):
        return function(*args, **named)

    return call


@functools.lru_cache
def square(r):
    return r**2


class Circle:
    def __init__(self, r, factor=3):
        self.r, self.factor = r, factor

    def area(self):
        return self.factor * square(self.r)


def other(r):
    return r + 5


@kept
def area(r):
    return Circle(r).area() + 1
"""
    found = measured(tmp_path, octave, original, port, ["4"])
    assert fates(found, 14)["with * for **"] == "noticed"  # although its answers are cached
    assert fates(found, 22)["with / for *"] == "noticed"
    assert fates(found, 31)["with - for +"] == "noticed"
    assert not fates(found, 26)  # another function's


def test_printing_is_changed_only_where_it_is_compared(tmp_path: Path, octave: Session) -> None:
    original = "function y = loud(x)\ny = x + 1;\nfprintf('%d\\n', y);\nend\n"
    port = "def loud(x):\n    y = x + 1\n    print(int(y))\n    return y\n"
    assert not fates(measured(tmp_path, octave, original, port, ["3"]), 3)
    compared = fates(measured(tmp_path, octave, original, port, ["3"], printed=True), 3)
    assert compared["without print(int(y))"] == "noticed"


def test_changes_inside_the_port_are_undone(tmp_path: Path, octave: Session) -> None:
    one = measured(tmp_path, octave, TIE, PORT_WITH_TIE, ["[1 2 3]", "2.5"])
    other = measured(tmp_path, octave, TIE, PORT_WITH_TIE, ["[1 2 3]", "2.5"])
    assert [(m.change, m.fate) for m in one.mutants] == [(m.change, m.fate) for m in other.mutants]
    assert (tmp_path / "count_low.py").read_text() == PORT_WITH_TIE
    assert sorted(path.name for path in tmp_path.iterdir()) == ["count_low.m", "count_low.py"]


def test_what_cannot_be_measured_is_said(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "twice.m").write_text("function y = twice(x)\ny = 2 * x;\nend\n")
    (tmp_path / "twice.py").write_text("def twice(x):\n    return x + x\n")
    (tmp_path / "wrong.py").write_text("def twice(x):\n    return x\n")
    (tmp_path / "counts.py").write_text(
        "calls = []\ndef twice(x):\n    calls.append(x)\n    return 2 * x + (len(calls) > 1)\n"
    )
    for port, said in (
        ("wrong.py", "no case has the verdict that it expects"),
        ("counts.py", "the port keeps something between calls"),
    ):
        case = case_of_call(tmp_path / "twice.m", port, ("3",))
        (reference,) = octave.run([case])
        (found,) = measure([judge(case, reference, tmp_path, octave)], tmp_path, octave).pairs
        assert (found.share, said in found.error) == (None, True), found.error


def test_default_values_outside_of_plain_functions(tmp_path: Path, octave: Session) -> None:
    # That of a lambda stands in no function: a change of it is neither tried nor called equivalent.
    original = "function y = add_two(x)\nif nargin > 0\n y = x + 2;\nend\nend\n"
    found = measured(tmp_path, octave, original, "add_two = lambda x, n=2: x + n\n", ["3"])
    assert fates(found, 1)["with - for +"] == "noticed"
    assert "with 3 for 2" not in fates(found, 1)
    original = "function y = area(r)\nif nargin > 0\n y = 3 * r;\nend\nend\n"
    port = (
        "class Circle:\n    def __init__(self, r, factor=3):\n        self.r, self.factor = r, factor\n\n\n"
        "def area(r):\n    circle = Circle(r)\n    return circle.factor * circle.r\n"
    )
    assert fates(measured(tmp_path, octave, original, port, ["4"]), 2)["with 4 for 3"] == "noticed"


def test_what_has_one_dimension_is_not_transposed(tmp_path: Path, octave: Session) -> None:
    original = "function y = apply_to(A, x)\ny = A * x;\nend\n"
    port = "def apply_to(A, x):\n    return A @ x.ravel()\n"
    found = measured(tmp_path, octave, original, port, ["[1 2; 2 1]", "[1; 2]"])
    assert fates(found, 2)["with A.T for A"] == "survived"  # the matrix is symmetric
    assert "with x.ravel().T for x.ravel()" not in fates(found, 2)


def test_defaults_are_changed_where_the_original_has_them(tmp_path: Path, octave: Session) -> None:
    port = "def add_n(x, n=2):\n    return x + n\n"
    without = measured(tmp_path, octave, "function y = add_n(x, n)\ny = x + n;\nend\n", port, ["3", "4"])
    assert not fates(without, 1)
    original = "function y = add_n(x, n)\nif nargin < 2\n n = 2;\nend\ny = x + n;\nend\n"
    assert fates(measured(tmp_path, octave, original, port, ["3", "4"]), 1)["with 3 for 2"] == "survived"
    assert fates(measured(tmp_path, octave, original, port, ["3"]), 1)["with 3 for 2"] == "noticed"


def test_in_python(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "count_low.m").write_text(TIE)
    (tmp_path / "count_low.py").write_text(PORT_WITH_TIE)
    port = f"{tmp_path / 'count_low.py'}:count_low"
    found = matdrop.measure_adequacy(tmp_path / "count_low.m", port, ["[1 2 3]", 2.5], ["[4 5]", 4.5], session=octave)
    assert (found.cases, fates(found, 4)["with < for <="]) == (("case_1", "case_2"), "survived")
    found = matdrop.measure_adequacy(tmp_path / "count_low.m", port, ["[1 2 3]", 2.0], session=octave)
    assert fates(found, 4)["with < for <="] == "noticed"
    with pytest.raises(matdrop.MatdropError, match="no arguments were given"):
        matdrop.measure_adequacy(tmp_path / "count_low.m", port, session=octave)
