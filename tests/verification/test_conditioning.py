"""Conditioning: measured on real-valued inputs alone, and never a reason to accept a jump or a wrong port."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from matdrop.calling.conventions import Convention
from matdrop.cases.case import case_of_call
from matdrop.cases.tolerance import DEFAULT_TOLERANCE
from matdrop.engines.session import Session
from matdrop.explain.explanation import verify_pair
from matdrop.values.canonical import canonical
from matdrop.values.value import Value, array_of
from matdrop.verification.attempt import Caller
from matdrop.verification.conditioning import FAR, LARGEST, MARGIN, Moves, condition_of, moves_of, tolerance_for

AUC = "function a = auc(y, score)\na = sum(score(y==1))/sum(score);\nend\n"
AUC_OFF = "import numpy as np\ndef auc(y, score):\n    return np.sum(score[y == 1]) / (np.sum(score) + 1e-6)\n"
SOLVE = "function x = solve(A, b)\nx = A \\ b;\nend\n"
SOLVE_PORT = "import numpy as np\ndef solve(A, b):\n    return np.linalg.solve(A, b){change}\n"


def given_to(*inputs: object) -> list[tuple[Value, ...]]:
    """What an original is run on."""
    seen: list[tuple[Value, ...]] = []

    def rerun(moved: Sequence[tuple[Value, ...]]) -> list[Mapping[str, Value] | None]:
        seen.extend(moved)
        return [{} for _ in moved]

    moves_of(rerun, tuple(map(canonical, inputs)))
    return seen


@pytest.mark.parametrize("value", [3.0, [[1, 0], [0, 1]], [True, False], "text", {"a": 0.5}, np.array([1, 2], "i1")])
def test_whole_numbers_labels_and_text_never_move(value: object) -> None:
    assert given_to(value) == []


def test_real_numbers_move_by_one_ulp_and_whole_ones_beside_them_stay() -> None:
    runs = given_to([0.5, 2.0, 0.1], [1.0, 2.0])
    assert len(runs) == 8
    for number, (first, second) in enumerate(map(array_of, run) for run in runs):
        units = 1 if number < 4 else FAR
        assert first[0, 1] == 2.0
        assert (abs(first[0, [0, 2]] - [0.5, 0.1]) == units * np.spacing([0.5, 0.1])).all()
        assert (first[0, [0, 2]] != [0.5, 0.1]).all()
        assert (second == [[1.0, 2.0]]).all()


def test_complex_sparse_and_cells_move_too() -> None:
    for value in ([0.5 + 2j], [[0.5], ["a"]]):
        assert len(given_to(value)) == 8


def test_a_jump_is_no_condition() -> None:
    expected = np.array([[0.5]])
    small, large = {"y": expected + 1e-12}, {"y": expected + 1.6e-11}
    assert condition_of("y", expected, Moves((small,), (small,))) == 0
    assert condition_of("y", expected, Moves((small, large), (large,))) == 0
    assert condition_of("y", expected, Moves((small,), (large,))) > 0
    assert condition_of("y", expected, Moves(({"y": expected + LARGEST},), ({"y": expected * 2},))) == 0


def test_no_condition_allows_more_than_the_margin_times_the_largest() -> None:
    assert tolerance_for(0.0) == DEFAULT_TOLERANCE
    assert tolerance_for(LARGEST).rtol == pytest.approx(MARGIN * LARGEST)


def test_labels_do_not_make_a_wrong_port_pass(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "auc.m").write_text(AUC)
    (tmp_path / "auc.py").write_text(AUC_OFF)
    args = "[1;0;1;1;0]", "[.3;.2;.7;.9;.1]"
    result = verify_pair(tmp_path / "auc.m", str(tmp_path / "auc.py"), *args, session=octave, traced=False)
    assert result.verdict == "MISMATCH"


@pytest.mark.parametrize(
    ("change", "args", "verdict"),
    [
        ("", ("hilb(8) + 0", "sqrt(1:8)'"), "PASS"),
        (" * (1 + 1e-4)", ("hilb(8) + 0", "sqrt(1:8)'"), "MISMATCH"),
        (" * (1 + 1e-7)", ("magic(3) / 7", "(1:3)' / 7"), "MISMATCH"),
    ],
)
def test_a_port_may_be_as_far_off_as_the_original_is_from_itself(
    tmp_path: Path, octave: Session, change: str, args: tuple[str, ...], verdict: str
) -> None:
    (tmp_path / "solve.m").write_text(SOLVE)
    (tmp_path / "solve.py").write_text(SOLVE_PORT.format(change=change))
    result = verify_pair(tmp_path / "solve.m", str(tmp_path / "solve.py"), *args, session=octave, traced=False)
    assert result.verdict == verdict


def test_what_is_allowed_is_said(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "solve.m").write_text(SOLVE)
    (tmp_path / "solve.py").write_text("import numpy as np\ndef solve(A, b):\n    return np.linalg.inv(A) @ b\n")
    args = "hilb(8) + 0", "sqrt(1:8)'"
    result = verify_pair(tmp_path / "solve.m", str(tmp_path / "solve.py"), *args, session=octave, traced=False)
    assert (result.verdict, len(result.conventions)) == ("PASS", 1)
    assert (
        "x: ill-conditioned: moving the inputs by one ulp changes the original's output by a relative"
        in result.conventions[0]
    )


def test_text_and_numbers_in_a_cell_have_no_condition(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = {'a', x};\nend\n")
    (tmp_path / "f.py").write_text("def f(x):\n    return ['b', x]\n")
    result = verify_pair(tmp_path / "f.m", str(tmp_path / "f.py"), "0.5", session=octave, traced=False)
    assert (result.verdict, result.error) == ("MISMATCH", None)


# Original, right and wrong expressions of a port, arguments. Wrong ones stay a mismatch.
NEAR_ZERO = {
    "sum of deviations": (
        "sum(x - mean(x))",
        ["np.sum(x - np.mean(x))", "sum(v - np.sum(x) / x.size for v in x.ravel())", "0.0"],
        ["np.sum(x - np.median(x))", "np.sum(x - np.mean(x)) + 1e-13", "np.sum(np.abs(x - np.mean(x)))"],
        "sqrt(1:7)",
    ),
    "sum less one": (
        "sum(x / sum(x)) - 1",
        ["np.cumsum(x[0, ::-1] / np.sum(x))[-1] - 1", "0.0"],
        ["np.sum(x / np.sum(x)) - 1 + 1e-13", "-1e-10"],
        "sqrt(1:9)",
    ),
    "a matrix less its inverse's inverse": (
        "x * inv(x) - eye(3)",
        ["x @ np.linalg.inv(x) - np.eye(3)", "np.zeros((3, 3))"],
        ["x @ np.linalg.inv(x.T) - np.eye(3)", "1e-10 * np.ones((3, 3))"],
        "magic(3) / 7",
    ),
    "residual": (
        "norm(x * (x \\ [1; 2; 3]) - [1; 2; 3])",
        ["np.linalg.norm(x @ np.linalg.solve(x, [1, 2, 3]) - [1, 2, 3])", "0.0"],
        ["np.linalg.norm(x @ np.linalg.solve(x, [1, 2, 3]) - [1, 2, 3]) + 1e-11"],
        "magic(3) / 7",
    ),
    "complex": (
        "sum(exp(2i * pi * x / 8))",
        ["np.sum(np.exp(2j * np.pi * x / 8)) + 1e-17"],
        ["np.sum(np.exp(2j * np.pi * x / 9))", "1e-12j"],
        "(0:7) + 0.5",
    ),
    # Small, and as much a result as any other: computed without rounding.
    "a small difference": ("x - 0.3", ["x - 0.3"], ["2 * (x - 0.3)", "0.0", "1.0001 * (x - 0.3)"], "0.1 + 0.2"),
    "a small product": ("x * 1e-16", ["x * 1e-16"], ["0.0", "x * 2e-16", "x * 1.0001e-16"], "0.7"),
    "a small constant": ("1e-16 + 0 * x", ["1e-16 + 0 * x"], ["0.0", "2e-16"], "0.7"),
    "two that nearly cancel": ("x(1) - x(2)", ["x[0, 0] - x[0, 1]"], ["0.0", "x[0, 1] - x[0, 0]"], "[0.3 0.1+0.2]"),
    # Zero, and jumps when its inputs move.
    "a jump": ("0.7 * (x > 0.5)", ["0.7 * (x > 0.5)"], ["1e-16 + 0 * x", "0.7 * (x >= 0.5)"], "0.5 + 0"),
    "whole numbers": ("sum(x - mean(x)) * 1e-16", ["0.0"], ["1e-16"], "1:7"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEAR_ZERO)
def test_an_output_that_is_0_but_for_rounding_is_judged_by_that_rounding(
    tmp_path: Path, octave: Session, name: str
) -> None:
    original, right, wrong, args = NEAR_ZERO[name]
    (tmp_path / "f.m").write_text(f"function y = f(x)\ny = {original};\nend\n")
    case = case_of_call(tmp_path / "f.m", abs, (args,))
    (reference,) = octave.run([case])
    caller = Caller(case, reference, tmp_path, octave)  # one for all ports, so that the original is moved once
    ports = {text: eval(f"lambda x: {text}", {"np": np}) for text in (*right, *wrong)}
    found = {text: caller.call(Convention((False,)), port).agrees for text, port in ports.items()}
    assert found == {**dict.fromkeys(right, True), **dict.fromkeys(wrong, False)}


def test_what_rounding_allows_is_said(tmp_path: Path, octave: Session) -> None:
    (tmp_path / "f.m").write_text("function y = f(x)\ny = sum(x - mean(x));\nend\n")
    (tmp_path / "f.py").write_text("def f(x):\n    return 1e-17\n")
    result = verify_pair(tmp_path / "f.m", str(tmp_path / "f.py"), "sqrt(1:7)", session=octave, traced=False)
    (said,) = result.conventions
    assert re.fullmatch(
        r"y: 0 but for rounding: moving the inputs by one ulp shows a rounding of \S+e-1[56] in the original's output; "
        r"\S+e-1[45] is allowed, and the port differs by \S+e-1[567]",
        said,
    )
