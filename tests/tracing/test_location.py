"""Faults of ports beside originals that were recorded by hand; what once was a false proof is none any more."""

from pathlib import Path

import numpy as np
import pytest

from matdrop.tracing import monitor
from tests.tracing.hand_made import Step, lines, located

SCALED = """function y = scaled(x, k)
a = x + k;
b = a * 2;
y = b - 1;
"""
SCALED_STEPS: list[Step] = [(2, "store", "a", 5.0), (3, "store", "b", 10.0), (4, "store", "y", 9.0)]


def steps_of_scaled(x: float, k: float) -> list[Step]:
    """Return what the original does for some inputs."""
    return [(2, "store", "a", x + k), (3, "store", "b", 2 * (x + k)), (4, "store", "y", 2 * (x + k) - 1)]


def test_a_right_port_has_no_fault(tmp_path: Path) -> None:
    port = "def scaled(x, k):\n    a = x + k\n    b = a * 2\n    return b - 1\n"
    assert located(tmp_path, SCALED, port, ({"x": 3, "k": 2}, {"y": 9}, SCALED_STEPS)).faults == ()


def test_a_wrong_statement_of_right_operands_is_proven(tmp_path: Path) -> None:
    port = "def scaled(x, k):\n    a = x + k\n    b = a * 3\n    return b - 1\n"
    faults = located(tmp_path, SCALED, port, ({"x": 3, "k": 2}, {"y": 9}, SCALED_STEPS))
    assert lines(faults) == [("proven", 3, [3])]
    (fault,) = faults.faults
    assert fault.variable == "b"
    assert fault.values is not None
    assert [value.item() for value in fault.values] == [10, 15]
    assert fault.original is not None
    assert fault.original.line == 3
    assert fault.cases == ("case_1",)


def test_a_graft_has_to_heal_every_case(tmp_path: Path) -> None:
    port = "def scaled(x, k):\n    a = x + k\n    b = a * 3 if x > 3 else a * 2\n    return b - 1 if x > 3 else b\n"
    second: list[Step] = [(2, "store", "a", 6.0), (3, "store", "b", 12.0), (4, "store", "y", 11.0)]
    faults = located(
        tmp_path,
        SCALED,
        port,
        ({"x": 3, "k": 2}, {"y": 9}, SCALED_STEPS),
        ({"x": 4, "k": 2}, {"y": 11}, second),
    )
    # In the first case only the last line is wrong, in the second only the one before.
    assert not any(fault.certainty == "proven" and fault.statement is None for fault in faults.faults)
    named = {line for _, _, interval in lines(faults) for line in interval}
    assert {3, 4} <= named


def test_two_independent_faults_are_both_proven(tmp_path: Path) -> None:
    original = "function [p, q] = both(x)\np = x + 1;\nq = x * 2;\n"
    port = "def both(x):\n    p = x - 1\n    q = x * 3\n    return p, q\n"
    steps: list[Step] = [(2, "store", "p", 4.0), (3, "store", "q", 6.0)]
    faults = located(tmp_path, original, port, ({"x": 3}, {"p": 4, "q": 6}, steps))
    assert [(certainty, line) for certainty, line, _ in lines(faults)] == [("proven", 2), ("proven", 3)]


def test_what_is_read_and_has_no_counterpart_makes_an_interval(tmp_path: Path) -> None:
    port = "def scaled(x, k):\n    a = x + k\n    twice = a * 3\n    b = twice\n    return b - 1\n"
    faults = located(tmp_path, SCALED, port, ({"x": 3, "k": 2}, {"y": 9}, SCALED_STEPS))
    ((certainty, _, interval),) = lines(faults)
    assert (certainty, interval) == ("probable", [3, 4])


def test_a_store_that_is_left_out_is_looked_for_in_the_loop_that_has_it_in_the_original(tmp_path: Path) -> None:
    original = "function s = total(x)\ns = 0;\nfor k = 1:numel(x)\ns = s + x(k);\nend\n"
    port = "def total(x):\n    s = 0\n    for k in range(x.size):\n        pass\n    return s\n"
    steps: list[Step] = [(2, "store", "s", 0.0), (3, "iterable", "", [1, 2, 3])]
    for k, s in enumerate((5.0, 7.0, 8.0), 1):
        steps += [(3, "store", "k", k), (4, "store", "s", s)]
    faults = located(tmp_path, original, port, ({"x": [[5.0], [2.0], [1.0]]}, {"s": 8}, steps), flat=True)
    ((certainty, _, interval),) = lines(faults)
    assert certainty != "proven"
    assert 3 in interval


def test_a_name_that_does_not_exist_is_proven(tmp_path: Path) -> None:
    port = "def scaled(x, k):\n    a = x + k\n    b = c * 2\n    return b - 1\n"
    assert lines(located(tmp_path, SCALED, port, ({"x": 3, "k": 2}, {"y": 9}, SCALED_STEPS))) == [("proven", 3, [3])]


def test_a_loop_that_ends_early_is_proven_by_what_it_runs_over(tmp_path: Path) -> None:
    original = "function s = total(x)\ns = 0;\nfor k = 1:numel(x)\ns = s + x(k);\nend\n"
    port = "def total(x):\n    s = 0\n    for k in range(x.size - 1):\n        s = s + x[k]\n    return s\n"
    steps: list[Step] = [(2, "store", "s", 0.0), (3, "iterable", "", [1, 2, 3])]
    for k, s in enumerate((5.0, 7.0, 8.0), 1):
        steps += [(3, "store", "k", k), (4, "store", "s", s)]
    faults = located(tmp_path, original, port, ({"x": [[5.0], [2.0], [1.0]]}, {"s": 8}, steps), flat=True)
    assert lines(faults) == [("proven", 3, [3])]


def test_a_vectorized_statement_is_compared_with_the_end_of_a_loop(tmp_path: Path) -> None:
    original = "function y = doubled(x)\ny = zeros(size(x));\nfor k = 1:numel(x)\ny(k) = x(k) * 2;\nend\n"
    port = "def doubled(x):\n    y = x * 3\n    return y\n"
    steps: list[Step] = [(2, "store", "y", [0, 0]), (3, "iterable", "", [1, 2])]
    steps += [(3, "store", "k", 1), (4, "store", "y", [4, 0]), (3, "store", "k", 2), (4, "store", "y", [4, 6])]
    assert lines(located(tmp_path, original, port, ({"x": [2, 3]}, {"y": [4, 6]}, steps))) == [("proven", 2, [2])]


def test_a_loop_that_carries_a_wrong_value_on_is_proven(tmp_path: Path) -> None:
    original = "function s = walk(n)\ns = 1;\nfor k = 1:n\nt = s + k;\ns = s + t;\nend\n"
    port = (
        "def walk(n):\n    s = 1\n    for k in range(1, n + 1):\n        t = s * k\n        s = s + t\n    return s\n"
    )
    steps: list[Step] = [(2, "store", "s", 1), (3, "iterable", "", [1, 2])]
    for k, t, s in ((1, 2, 3), (2, 5, 8)):
        steps += [(3, "store", "k", k), (4, "store", "t", t), (5, "store", "s", s)]
    assert lines(located(tmp_path, original, port, ({"n": 2}, {"s": 8}, steps))) == [("proven", 4, [4])]


# What were false proofs of earlier versions.


def test_a_parameter_that_is_stored_again_is_not_the_original_one(tmp_path: Path) -> None:
    original = "function [C, m] = center(X)\nm = mean(X, 1);\nC = X - m;\n"
    port = "def center(X):\n    m = np.mean(X, axis=0, keepdims=True)\n    X = X\n    return X, m\n"
    X, m = np.array([[1.0, 4.0], [3.0, 6.0]]), np.array([[2.0, 5.0]])
    steps: list[Step] = [(2, "store", "m", m), (3, "store", "C", X - m)]
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"X": X}, {"C": X - m, "m": m}, steps)))
    assert 3 in interval


def test_a_store_into_another_array_is_within_the_interval(tmp_path: Path) -> None:
    original = "function A = relu(Z)\nA = Z;\nA(Z < 0) = 0;\n"
    port = "def relu(Z):\n    A = Z.copy()\n    Z[Z < 0] = 0\n    return A\n"
    Z, A = np.array([[1.0, -2.0, 3.0]]), np.array([[1.0, 0.0, 3.0]])
    steps: list[Step] = [(2, "store", "A", Z), (3, "store", "A", A)]
    ((certainty, _, interval),) = lines(located(tmp_path, original, port, ({"Z": Z}, {"A": A}, steps)))
    assert certainty != "proven"
    assert 3 in interval


def test_an_index_from_zero_is_not_proven_where_its_line_might_count(tmp_path: Path) -> None:
    original = "function i = ranks(x)\n[s, i] = sort(x);\n"
    port = "def ranks(x):\n    i = np.argsort(x.ravel())\n    return i.reshape(1, -1)\n"
    steps: list[Step] = [(2, "store", "s", [1, 5, 9]), (2, "store", "i", [2, 3, 1])]
    ((certainty, _, interval),) = lines(located(tmp_path, original, port, ({"x": [9, 1, 5]}, {"i": [2, 3, 1]}, steps)))
    assert (certainty, interval) == ("probable", [2, 3])


def test_a_lost_dimension_is_not_the_reader_s_fault(tmp_path: Path) -> None:
    original = "function U = unit(X)\nn = sum(X, 2);\nU = X ./ n;\n"
    port = "def unit(X):\n    n = np.sum(X, axis=1)\n    U = X / n\n    return U\n"
    X, n = np.array([[1.0, 3.0], [2.0, 6.0]]), np.array([[4.0], [8.0]])
    steps: list[Step] = [(2, "store", "n", n), (3, "store", "U", X / n)]
    ((certainty, named, interval),) = lines(located(tmp_path, original, port, ({"X": X}, {"U": X / n}, steps)))
    assert (certainty, named, interval) == ("probable", 2, [2, 3])


def test_a_lost_dimension_is_followed_to_where_it_was_lost(tmp_path: Path) -> None:
    original = "function U = unit(X)\nn = sum(X, 2);\nm = n * 2;\nU = X ./ m;\n"
    port = "def unit(X):\n    n = np.sum(X, axis=1)\n    m = n * 2\n    U = X / m\n    return U\n"
    X, n = np.array([[1.0, 3.0], [2.0, 6.0]]), np.array([[4.0], [8.0]])
    steps: list[Step] = [(2, "store", "n", n), (3, "store", "m", 2 * n), (4, "store", "U", X / n / 2)]
    ((certainty, named, interval),) = lines(located(tmp_path, original, port, ({"X": X}, {"U": X / n / 2}, steps)))
    assert (certainty, named, interval) == ("probable", 2, [2, 3, 4])


def test_an_expression_without_effect_is_within_the_interval(tmp_path: Path) -> None:
    original = "function c = doubles(x)\nc = [];\nfor k = 1:numel(x)\nc = [c, 2 * x(k)];\nend\n"
    port = "def doubles(x):\n    c = []\n    for k in range(x.size):\n        2 * x[0, k]\n    return np.array(c)\n"
    steps: list[Step] = [(2, "store", "c", []), (3, "iterable", "", [1, 2])]
    steps += [(3, "store", "k", 1), (4, "store", "c", [8]), (3, "store", "k", 2), (4, "store", "c", [8, 6])]
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"x": [4, 3]}, {"c": [8, 6]}, steps)))
    assert 4 in interval


def test_a_default_that_differs_is_not_an_input(tmp_path: Path) -> None:
    original = "function y = grown(x, r)\nif nargin < 2\nr = 0.5;\nend\ny = x * r;\n"
    port = "def grown(x, r=0.25):\n    y = x * r\n    return y\n"
    steps: list[Step] = [(2, "condition", "", True), (3, "store", "r", 0.5), (5, "store", "y", 4.0)]
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"x": 8}, {"y": 4}, steps)))
    assert 1 in interval


def test_a_helper_of_the_port_alone_is_within_the_interval(tmp_path: Path) -> None:
    port = "def twice(a):\n    return a * 3\ndef scaled(x, k):\n    a = x + k\n    b = twice(a)\n    return b - 1\n"
    ((certainty, _, interval),) = lines(located(tmp_path, SCALED, port, ({"x": 3, "k": 2}, {"y": 9}, SCALED_STEPS)))
    assert certainty == "probable"
    assert 2 in interval


def test_a_loop_that_never_ends_is_followed_to_its_condition(tmp_path: Path) -> None:
    original = "function n = halvings(x)\nn = 0;\nwhile x > 1\nx = x / 2;\nn = n + 1;\nend\n"
    port = "def halvings(x):\n    n = 0\n    while x > 1:\n        x = x * 2\n        n = n + 1\n    return n\n"
    steps: list[Step] = [(2, "store", "n", 0), (3, "condition", "", True), (4, "store", "x", 2), (5, "store", "n", 1)]
    steps += [(3, "condition", "", True), (4, "store", "x", 1), (5, "store", "n", 2), (3, "condition", "", False)]
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"x": 4}, {"n": 2}, steps)))
    assert 4 in interval


def test_a_loop_that_never_ends_is_followed_to_what_would_leave_it(tmp_path: Path) -> None:
    original = "function n = halvings(x)\nn = 0;\nwhile true\nx = x / 2;\nif x < 1\nbreak\nend\nn = n + 1;\nend\n"
    port = (
        "def halvings(x):\n    n = 0\n    while True:\n        x = x * 2\n        if x < 1:\n            break\n"
        "        n = n + 1\n    return n\n"
    )
    steps: list[Step] = [(2, "store", "n", 0)]
    for x, n in ((2.0, 1), (1.0, 2), (0.5, None)):
        steps += [(3, "condition", "", True), (4, "store", "x", x), (5, "condition", "", n is None)]
        steps += [(8, "store", "n", n)] if n is not None else []
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"x": 4}, {"n": 2}, steps)))
    assert 4 in interval


def test_a_stored_value_without_effect_is_not_the_return_s_fault(tmp_path: Path) -> None:
    original = "function P = inner(x)\nP = abs(x);\nP(2) = 2 * P(2);\n"
    port = "def inner(x):\n    P = np.abs(x)\n    P[0, 1] = P[0, 1]\n    return P.reshape(1, -1)\n"
    steps: list[Step] = [(2, "store", "P", [1, 2, 3]), (3, "store", "P", [1, 4, 3])]
    faults = located(tmp_path, original, port, ({"x": [-1.0, 2.0, 3.0]}, {"P": [1, 4, 3]}, steps))
    assert lines(faults) == [("probable", 3, [3, 4])]  # a store after line 3 may be missing


def test_a_copy_is_not_wrong_because_a_store_after_it_is_missing(tmp_path: Path) -> None:
    original = "function A = patched(A, p)\nA(2) = 2 * p;\nA(1) = -1;\n"
    port = "def patched(A, p):\n    A = A.copy()\n    A[0, 0] = -1\n    return A\n"
    steps: list[Step] = [(2, "store", "A", [5, 6, 7]), (3, "store", "A", [-1, 6, 7])]
    faults = located(tmp_path, original, port, ({"A": [[5.0, 1.0, 7.0]], "p": 3}, {"A": [-1, 6, 7]}, steps))
    ((certainty, _, interval),) = lines(faults)
    assert certainty == "probable"
    assert 3 in interval


def test_another_variable_of_the_original_with_the_same_value_explains_nothing(tmp_path: Path) -> None:
    # With its divisor dropped, q is the value that the original stores on the way to what q ought to be.
    original = "function y = share(a, m, s)\nratio = a / m;\nr = ratio / s;\ny = r * 2;\n"
    port = "def share(a, m, s):\n    q = a / m\n    y = q * 2\n    return y\n"
    ratio = 1 / 7
    steps: list[Step] = [(2, "store", "ratio", ratio), (3, "store", "r", ratio / 3), (4, "store", "y", ratio / 3 * 2)]
    faults = located(tmp_path, original, port, ({"a": 1, "m": 7, "s": 3}, {"y": ratio / 3 * 2}, steps))
    ((_, _, interval),) = lines(faults)
    assert 2 in interval


def test_a_lost_form_is_found_though_the_first_iteration_fails(tmp_path: Path) -> None:
    original = "function s = total(x)\ns = 0;\nfor k = 1:2\nv = x(k, :);\ns = s + v(1);\nend\n"
    port = (
        "def total(x):\n    s = 0\n    for k in range(2):\n        v = x[[k], :]\n"
        "        s = s + {v[0]: v[0]}[v[0]]\n    return s\n"
    )
    steps: list[Step] = [(2, "store", "s", 0.0), (3, "iterable", "", [1, 2])]
    for k, v, s in ((1, [[5.0, 1.0]], 5.0), (2, [[2.0, 1.0]], 7.0)):
        steps += [(3, "store", "k", k), (4, "store", "v", v), (5, "store", "s", s)]
    faults = located(tmp_path, original, port, ({"x": [[5.0, 1.0], [2.0, 1.0]]}, {"s": 7}, steps))
    ((certainty, _, interval),) = lines(faults)
    assert certainty == "probable"
    assert 4 in interval


def test_a_variable_that_is_never_stored_may_be_the_loop_s(tmp_path: Path) -> None:
    original = "function s = total(x)\ns = 0;\nfor k = 1:numel(x)\ns = s + x(k);\nend\n"
    port = "def total(x):\n    s = 0\n    for j in range(x.size):\n        s = s + x[0, k]\n    return s\n"
    steps: list[Step] = [(2, "store", "s", 0.0), (3, "iterable", "", [1, 2])]
    for k, s in enumerate((5.0, 7.0), 1):
        steps += [(3, "store", "k", k), (4, "store", "s", s)]
    faults = located(tmp_path, original, port, ({"x": [[5.0, 2.0]]}, {"s": 7}, steps))
    assert lines(faults) == [("probable", 4, [3, 4])]


def test_a_label_that_is_returned_counts_as_the_original_s(tmp_path: Path) -> None:
    original = "function p = labels(H)\np = zeros(2, 1);\nfor i = 1:2\n[m, k] = max(H(i, :));\np(i) = k;\nend\n"
    port = (
        "def labels(H):\n    p = np.zeros((2, 1))\n    for i in range(2):\n"
        "        p[i] = np.argmax(H[i])\n    return p\n"
    )
    steps: list[Step] = [(2, "store", "p", [[0], [0]]), (3, "iterable", "", [1, 2])]
    for i, k, p in ((1, 3, [[3], [0]]), (2, 1, [[3], [1]])):
        steps += [(3, "store", "i", i), (4, "store", "m", 9), (4, "store", "k", k), (5, "store", "p", p)]
    H = np.array([[1.0, 2.0, 9.0], [9.0, 1.0, 2.0]])
    assert lines(located(tmp_path, original, port, ({"H": H}, {"p": [[3], [1]]}, steps))) == [("proven", 4, [4])]


def test_a_missing_output_is_the_return_s(tmp_path: Path) -> None:
    original = "function [p, q] = both(x)\np = x + 1;\nq = x * 2;\n"
    port = "def both(x):\n    p = x + 1\n    q = x * 2\n    return p\n"
    steps: list[Step] = [(2, "store", "p", 4.0), (3, "store", "q", 6.0)]
    faults = located(tmp_path, original, port, ({"x": 3}, {"p": 4, "q": 6}, steps))
    assert lines(faults) == [("probable", 4, [4])]


def test_an_input_that_is_changed_under_another_name(tmp_path: Path) -> None:
    original = "function A = relu(Z)\nA = Z;\nA(Z < 0) = 0;\n"
    port = "def relu(Z):\n    A = Z\n    A[Z < 0] = 0\n    return A\n"
    Z, A = np.array([[1.0, -2.0, 3.0]]), np.array([[1.0, 0.0, 3.0]])
    steps: list[Step] = [(2, "store", "A", Z), (3, "store", "A", A)]
    faults = located(tmp_path, original, port, ({"Z": Z}, {"A": A}, steps))
    assert lines(faults) == [("probable", 2, [2, 3])]
    assert faults.faults[0].proof == ("line 4 changes the input Z in place",)


def test_a_graft_has_to_leave_right_cases_right(tmp_path: Path) -> None:
    # Line 3 is put right for x = 2 alone: for x = 1 it is right, too, and its counterpart's value would spoil it.
    original = "function y = f(x)\na = x + 1;\ny = a * 2;\n"
    port = "def f(x):\n    a = x + 1\n    y = a * 2 if x == 1 else a\n    return y\n"
    wrong: list[Step] = [(2, "store", "a", 3.0), (3, "store", "y", 6.0)]
    right: list[Step] = [(2, "store", "a", 2.0), (3, "store", "y", 5.0)]
    faults = located(tmp_path, original, port, ({"x": 2}, {"y": 6}, wrong), ({"x": 1}, {"y": 4}, right))
    assert lines(faults) == [("probable", 3, [3])]


def test_what_is_proven_has_to_hold_for_moved_inputs(tmp_path: Path) -> None:
    # With x = 1 the value of a hides that b is wrong, too.
    port = "def scaled(x, k):\n    a = x - k\n    b = a * 2 if x == 1 else a\n    y = b - 1\n    return y\n"
    case = ({"x": 1, "k": 2}, {"y": 5}, steps_of_scaled(1.0, 2.0))
    moved = ({"x": 1.5, "k": 2}, {"y": 6}, steps_of_scaled(1.5, 2.0))
    assert lines(located(tmp_path, SCALED, port, case)) == [("proven", 2, [2])]
    assert lines(located(tmp_path, SCALED, port, case, moved, further=1)) == [("probable", 2, [2])]


def test_a_value_of_another_size_and_name_may_be_another_thing(tmp_path: Path) -> None:
    original = "function S = spread(X)\nS = diag(X);\n"
    port = "def spread(X):\n    s = np.abs(X.ravel())\n    return s\n"
    S = np.diag([1.0, 2.0])
    faults = located(tmp_path, original, port, ({"X": [[-1.0, -2.0]]}, {"S": S}, [(2, "store", "S", S)]))
    ((certainty, _, interval),) = lines(faults)
    assert certainty != "proven"
    assert 3 in interval


def test_an_append_that_was_dropped_is_within_the_interval(tmp_path: Path) -> None:
    original = "function [y, isBig] = big(x)\ny = x;\nisBig = x > 2;\n"
    port = (
        "def big(x):\n    y = x\n    is_big = []\n    for k in range(x.size):\n"
        "        x[0, k] > 2\n    return y, np.array(is_big)\n"
    )
    x, truth = np.array([[1.0, 5.0]]), np.array([[False, True]])
    steps: list[Step] = [(2, "store", "y", x), (3, "store", "isBig", truth)]
    ((certainty, _, interval),) = lines(located(tmp_path, original, port, ({"x": x}, {"y": x, "isBig": truth}, steps)))
    assert certainty != "proven"
    assert 5 in interval


def test_a_loop_is_no_branch_though_both_read_the_same(tmp_path: Path) -> None:
    # Line 4 reads c in place of t, so the loop does what the branch had to do: once that was called a fault of line 8.
    original = "function y = f(t)\nc = 0;\ny = 1;\nif t > 0\ny = y * 10 + 5;\nt = t - 1;\nend\nwhile t > 0\nif t == 5\n"
    original += "y = y * 10;\nelse\ny = y * 10 + 1;\nend\nt = t - 1;\nend\n"
    port = (
        "def f(t):\n    c = 0\n    y = 1\n    if c > 0:\n        y = y * 10 + 5\n        t = t - 1\n    while t > 0:\n"
        "        if t == 5:\n            y = y * 10\n        else:\n            y = y * 10 + 1\n        t = t - 1\n"
        "    return y\n"
    )
    steps: list[Step] = [(2, "store", "c", 0), (3, "store", "y", 1), (4, "condition", "", True)]
    steps += [(5, "store", "y", 15), (6, "store", "t", 0), (8, "condition", "", False)]
    faults = located(tmp_path, original, port, ({"t": 1}, {"y": 15}, steps))
    assert 4 in {line for _, _, interval in lines(faults) for line in interval}


def test_what_fails_may_have_had_to_store_what_was_put_in_place(tmp_path: Path) -> None:
    # Line 3 stores one place too far: with the original's z after line 2 it would not fail.
    original = "function z = f(x)\nz(1) = x * 2;\nz(2) = x * 3;\n"
    port = "def f(x):\n    z = np.zeros((1, 1))\n    z[0, 1] = x * 2\n"
    port += "    z = np.hstack((z[:, :1], [[x * 3]]))\n    return z\n"
    steps: list[Step] = [(2, "store", "z", [[3.0]]), (3, "store", "z", [[3.0, 4.5]])]
    faults = located(tmp_path, original, port, ({"x": 1.5}, {"z": [[3.0, 4.5]]}, steps))
    assert 3 in {line for _, _, interval in lines(faults) for line in interval}


def test_a_break_that_comes_early_is_within_the_interval(tmp_path: Path) -> None:
    original = "function s = until(n)\ns = 0;\nfor k = 1:n\ns = s + k;\nif s > 4\nbreak\nend\nend\n"
    port = (
        "def until(n):\n    s = 0\n    for k in range(1, n + 1):\n        s = s + k\n"
        "        if s > 0:\n            break\n    return s\n"
    )
    steps: list[Step] = [(2, "store", "s", 0), (3, "iterable", "", [1, 2, 3, 4, 5])]
    for k, s in ((1, 1), (2, 3), (3, 6)):
        steps += [(3, "store", "k", k), (4, "store", "s", s), (5, "condition", "", s > 4)]
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"n": 5}, {"s": 6}, steps)))
    assert 5 in interval


def test_what_a_loop_runs_over_is_not_right_because_it_is_as_long(tmp_path: Path) -> None:
    original = "function s = total(x)\ns = 0;\nfor k = 1:numel(x)\ns = s + 2 * x(k);\nend\n"
    port = (
        "def total(x):\n    s = 0\n    table = [np.array([3 * v, 0]) for v in x[0]]\n"
        "    for v, w in zip(table, x[0]):\n        s = s + v[0]\n    return s\n"
    )
    steps: list[Step] = [(2, "store", "s", 0), (3, "iterable", "", [1, 2])]
    for k, s in ((1, 8), (2, 14)):
        steps += [(3, "store", "k", k), (4, "store", "s", s)]
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"x": [[4.0, 3.0]]}, {"s": 14}, steps)))
    assert 3 in interval


def test_a_wrong_argument_is_the_caller_s(tmp_path: Path) -> None:
    original = "function y = scaled(x, k)\na = x + k;\ny = a * 2;\n"
    port = "def twice(v):\n    return v[0]\ndef scaled(x, k):\n    a = x + k\n    y = twice(x)\n    return y\n"
    steps: list[Step] = [(2, "store", "a", 5.0), (3, "store", "y", 10.0)]
    ((_, _, interval),) = lines(located(tmp_path, original, port, ({"x": 3, "k": 2}, {"y": 10}, steps)))
    assert 5 in interval


def test_a_struct_that_is_returned_is_one_output(tmp_path: Path) -> None:
    original = "function m = model(x)\nm.a = x + 1;\nm.b = x * 2;\n"
    port = "def model(x):\n    a = x + 1\n    b = x * 3\n    return {'a': a, 'b': b}\n"
    m = {"a": 4.0, "b": 6.0}
    steps: list[Step] = [(2, "store", "m.a", 4.0), (3, "store", "m.b", 6.0)]
    assert lines(located(tmp_path, original, port, ({"x": 3}, {"m": m}, steps))) == [("proven", 3, [3])]


def test_what_is_right_within_the_tolerance_may_be_amplified(tmp_path: Path) -> None:
    original = "function d = gap(x)\nc = 0;\ns = x * 1e12 + c;\nd = s - x * 1e12;\n"
    port = "def gap(x):\n    c = 1.0\n    s = x * 1e12 + c\n    d = s - x * 1e12\n    return d\n"
    steps: list[Step] = [(2, "store", "c", 0.0), (3, "store", "s", 3e12), (4, "store", "d", 0.0)]
    ((certainty, _, interval),) = lines(located(tmp_path, original, port, ({"x": 3.0}, {"d": 0.0}, steps)))
    assert certainty != "proven"
    assert 2 in interval


def test_what_comes_after_the_end_of_a_recording_is_within_the_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "EVENTS", 20)
    original = "function s = total(n)\ns = 0;\nfor k = 1:n\ns = s + k;\nend\n"
    port = "def total(n):\n    s = 0\n    for k in range(1, int(n) + 1):\n        s = s + k\n    return s + 1\n"
    steps: list[Step] = [(2, "store", "s", 0.0), (3, "iterable", "", list(range(1, 31)))]
    for k in range(1, 31):
        steps += [(3, "store", "k", k), (4, "store", "s", k * (k + 1) / 2)]
    faults = located(tmp_path, original, port, ({"n": 30}, {"s": 465}, steps))
    assert all(certainty != "proven" for certainty, _, _ in lines(faults))
    assert 5 in {line for _, _, interval in lines(faults) for line in interval}


def test_a_port_without_source_is_said(tmp_path: Path) -> None:
    port = "scaled = max\ndef other():\n    pass\n"
    faults = located(tmp_path, SCALED, port, ({"x": 3, "k": 2}, {"y": 9}, SCALED_STEPS))
    assert faults.faults == ()
    assert faults.said == ("the port cannot be traced: it has no Python source; name a function of a .py file",)


def test_a_number_heals_where_the_port_has_an_array(tmp_path: Path) -> None:
    original = "function s = f(x)\nn = numel(x) - 1;\ns = ones(1, n);\n"
    port = "def f(x):\n    n = x - 1\n    s = np.ones((1, n))\n    return s\n"
    steps: list[Step] = [(2, "store", "n", 2), (3, "store", "s", [[1, 1]])]
    found = located(tmp_path, original, port, ({"x": [[5, 6, 7]]}, {"s": [[1, 1]]}, steps))
    assert lines(found) == [("proven", 2, [2])]


def test_what_stores_into_an_array_of_a_wrong_size_is_not_proven(tmp_path: Path) -> None:
    """With the original's values the array has its size from the first element on, as one that grows."""
    original = "function s = f(x, w)\nn = numel(x) - w;\ns = zeros(1, n);\nfor i = 1:n\ns(i) = mean(x(i:i+w-1));\nend\n"
    port = (
        "def f(x, w):\n    x = x.ravel()\n    w = int(w)\n    n = len(x) - w\n    s = np.zeros((1, w))\n"
        "    for i in range(n):\n        s[0, i] = np.mean(x[i:i + w])\n    return s\n"
    )
    steps: list[Step] = [(2, "store", "n", 4), (3, "store", "s", [[0, 0, 0, 0]])]
    for i, s in enumerate([[1, 0, 0, 0], [1, 2, 0, 0], [1, 2, 5, 0], [1, 2, 5, 3]], 1):
        steps += [(4, "store", "i", i), (5, "store", "s", [s])]
    inputs = {"x": [[0, 2, 2, 8, -2, 1]], "w": 2}
    ((certainty, line, interval),) = lines(located(tmp_path, original, port, (inputs, {"s": [[1, 2, 5, 3]]}, steps)))
    assert (certainty, line) == ("probable", 5)
    assert {5, 7} <= set(interval)


def test_an_output_of_that_name_may_be_made_where_it_is_returned(tmp_path: Path) -> None:
    original = "function g = angle_of(t)\ns = 240 * t;\ng = rem(s / 240, 7);\n"
    # The port's g holds seconds; the remainder leaves the original's angle as it is, so that it heals in place of them.
    port = "def angle_of(t):\n    g = 240 * t\n    return g % 7\n"
    steps: list[Step] = [(2, "store", "s", 2400.0), (3, "store", "g", 3.0)]
    ((certainty, _, interval),) = lines(located(tmp_path, original, port, ({"t": 10}, {"g": 3}, steps)))
    assert certainty != "proven"
    assert 3 in interval


def test_of_several_variables_the_one_that_is_read_is_shown(tmp_path: Path) -> None:
    original = "function [a, b] = two(x)\na = x;\na = a + 1;\nb = 9;\n"
    port = "def two(x):\n    a, b = (0.0,) * 2\n    a = x + 1\n    return a, b\n"
    steps: list[Step] = [(2, "store", "a", 3.0), (3, "store", "a", 4.0), (4, "store", "b", 9.0)]
    (fault,) = located(tmp_path, original, port, ({"x": 3}, {"a": 4, "b": 9}, steps)).faults
    assert (fault.certainty, fault.variable) == ("proven", "b")
