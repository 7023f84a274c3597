"""The search for a change: what it finds first, what it tells apart, and what it does not claim."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.cases.tolerance import Tolerance
from matdrop.repair.candidates import statement_candidates
from matdrop.repair.original_statements import statements_of
from matdrop.repair.other_inputs import Original
from matdrop.repair.patch import Patch, SourceFile
from matdrop.repair.patched_port import PatchedPort, Texts, Trial
from matdrop.repair.repair import Repair
from matdrop.repair.search import Places, RepairSearch
from matdrop.values.value import array_of
from matdrop.verification.attempt import Attempt
from matdrop.verification.judge import judge

ORIGINAL = "function y = f(x, c)\ns = sum(x, 1) / c;\ny = x - s;\nend\n"  # columns less their sum by c
HEAD = "import numpy as np\n\n\ndef f(x, c):\n"
RIGHT = HEAD + "    s = np.sum(x, axis=0) / c\n    y = x - s\n    return y\n"
INPUTS = [(np.array([[1.5, 2.0], [4.0, 8.5]]), np.array([[2.0]]))]


def right(x: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Compute what the original does: Octave gives the same for these inputs."""
    return np.asarray(x - x.sum(axis=0) / c)


def original(trials: Sequence[Trial]) -> list[Reference]:
    """Stand for the original on moved inputs."""
    return [reference_of(*map(array_of, trial.reference.inputs)) for trial in trials]


def reference_of(x: np.ndarray, c: np.ndarray) -> Reference:
    return Reference("live", Engine("GNU Octave", "7.3.0"), (x, c), {"y": right(x, c)})


def searched(
    folder: Path,
    port: str,
    inputs: Sequence[tuple[np.ndarray, np.ndarray]] = INPUTS,
    known: Original | None = original,
    lines: Sequence[int] = range(1, 20),
    tolerance: Mapping[str, Tolerance] | None = None,
    seconds: float = 0.0,
    timeout: float = 60.0,
) -> Repair | None:
    """Look for the change of a port on some lines."""
    (folder / "f.m").write_text(ORIGINAL)
    (folder / "f.py").write_text(port)
    trials = []
    for number, (x, c) in enumerate(inputs):
        case = case_of_call(folder / "f.m", str(folder / "f.py:f"), (str(number),))
        case = replace(case, tolerance=tolerance or {})
        reference = reference_of(x, c)
        result = judge(case, reference, folder, timeout=timeout)
        assert result.convention is not None
        trials.append(Trial(case, replace(reference, seconds=seconds), result.convention))
    search = RepairSearch(trials, folder, original=known, timeout=timeout)
    return search.repair(Places({(folder / "f.py").resolve(): lines}, {}))


@pytest.mark.parametrize(
    ("right_text", "wrong_text"),
    [
        ("/ c", "* c"),
        ("x - s", "x + s"),
        ("x - s", "s - x"),
        ("x - s", "x"),
        ("axis=0", "axis=1"),
        (" / c", ""),
        ("/ c", "/ x"),
        ("np.sum(x, axis=0)", "x"),
        ("np.sum", "np.mean"),
        ("return y", "return s"),
        ("x - s", "x - s + 1"),
        ("np.sum(x, axis=0) / c", "np.mean(x, axis=0) * c"),
    ],
)
def test_a_slip_is_undone(tmp_path: Path, right_text: str, wrong_text: str) -> None:
    repair = searched(tmp_path, RIGHT.replace(right_text, wrong_text, 1))
    assert repair is not None
    assert repair.moved == 6
    namespace: dict[str, object] = {}
    exec(repair.candidate.patch.text, namespace)
    fresh, c = np.array([[0.3, -7.0, 2.5], [1.1, 4.0, 9.0]]), np.array([[3.0]])
    assert np.allclose(namespace["f"](fresh, c), right(fresh, c), rtol=1e-12)  # type: ignore[operator]


def test_what_agrees_by_chance_is_told_apart(tmp_path: Path) -> None:
    # With c = 2 both `/ c` and `/ 2` agree, and so does `* 0.5`.
    repair = searched(tmp_path, RIGHT.replace("/ c", "/ 3"))
    assert repair is not None
    assert "/ c" in repair.candidate.patch.text


def test_what_does_without_a_wrong_variable_hides_no_statement(tmp_path: Path) -> None:
    found = searched(tmp_path, HEAD + "    t = np.sum(x, axis=0) * c\n    y = x - t\n    return y\n")
    assert found is not None  # line 6 could compute anew what line 5 stores
    assert (found.candidate.lines, found.candidate.what, found.is_only_place) == ((5,), "with / for *", True)


def test_a_variable_that_is_read_elsewhere_hides_nothing(tmp_path: Path) -> None:
    found = searched(tmp_path, HEAD + "    t = np.sum(x, axis=0)\n    s = t / t\n    y = x - s\n    return y\n")
    assert found is not None  # with `/ c` for `/ t` the sum is still read: were it wrong, that would be noticed
    assert (found.candidate.lines, found.is_only_place) == ((6,), True)


def test_two_statements_that_a_change_may_mend_are_seen(tmp_path: Path) -> None:
    found = searched(tmp_path, HEAD + "    t = np.sum(x, axis=0)\n    y = x - t\n    return y\n")
    assert found is not None
    assert not found.is_only_place


def test_without_the_original_the_alternatives_are_shown(tmp_path: Path) -> None:
    square = [(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[2.0]]))]
    repair = searched(tmp_path, RIGHT.replace("/ c", "/ 1"), square, None)
    assert repair is not None
    texts = [repair.candidate.patch.text, *(other.candidate.patch.text for other in repair.alternatives)]
    assert any("/ c" in text for text in texts)
    assert len(texts) > 1
    assert all(other.inputs for other in repair.alternatives)


def test_all_cases_have_to_agree(tmp_path: Path) -> None:
    other = (np.array([[5.5, 1.0], [2.0, 3.5], [1.0, 0.5]]), np.array([[4.0]]))
    repair = searched(tmp_path, RIGHT.replace("/ c", "/ 1"), [*INPUTS, other], None)
    assert repair is not None
    assert (repair.cases, "/ c" in repair.candidate.patch.text) == (2, True)


def test_other_lines_are_left_alone(tmp_path: Path) -> None:
    assert searched(tmp_path, RIGHT.replace("/ c", "* c"), lines=[7]) is None


def test_a_port_that_has_nothing_in_common_is_not_mended(tmp_path: Path) -> None:
    assert searched(tmp_path, HEAD + "    return np.zeros((5, 5))\n") is None


def test_a_change_that_never_ends_is_ended(tmp_path: Path) -> None:
    loop = HEAD + "    n = 3\n    while n > 0:\n        n = n - 1\n    s = np.sum(x, axis=0) * c\n    return x - s\n"
    repair = searched(tmp_path, loop, lines=[5, 6, 7, 8])
    assert repair is not None
    assert "/ c" in repair.candidate.patch.text
    assert repair.candidate.lines == (8,)


def test_a_port_that_never_ends_is_waited_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain: list[Trial] = []
    call = PatchedPort.call

    def noted(port: PatchedPort, texts: Texts) -> Attempt:
        plain.extend([] if texts else [port.trial])
        return call(port, texts)

    monkeypatch.setattr(PatchedPort, "call", noted)
    body = "    k = 0\n    while k < 3:\n        k = k - 1\n"
    repair = searched(tmp_path, RIGHT.replace(HEAD, HEAD + body), timeout=0.5)
    assert repair is not None
    assert repair.moved == 6
    assert len(plain) == 1


def test_a_fault_in_a_helper_is_mended_in_its_file(tmp_path: Path) -> None:
    helper = tmp_path / "spread_of.py"
    helper.write_text("import numpy as np\n\n\ndef spread(x, c):\n    return np.sum(x, axis=0) * c\n")
    (tmp_path / "f.m").write_text(ORIGINAL)
    (tmp_path / "f.py").write_text("from spread_of import spread\n\n\ndef f(x, c):\n    return x - spread(x, c)\n")
    (x, c) = INPUTS[0]
    case = case_of_call(tmp_path / "f.m", str(tmp_path / "f.py:f"), ("0",))
    result = judge(case, reference_of(x, c), tmp_path)
    assert result.convention is not None
    search = RepairSearch([Trial(case, reference_of(x, c), result.convention)], tmp_path, original=original)
    repair = search.repair(Places({helper.resolve(): [5]}, {}))
    assert repair is not None
    assert repair.candidate.patch.source.path == helper.resolve()
    assert "np.sum(x, axis=0) / c" in repair.candidate.patch.text


def test_what_is_declared_to_differ_may_differ_as_much_on_moved_inputs(tmp_path: Path) -> None:
    def coarse(trials: Sequence[Trial]) -> list[Reference]:
        """Stand for an original that differs from a right port by 1 in 10,000 on moved inputs."""
        exact = original(trials)
        return [replace(one, outputs={"y": array_of(one.outputs["y"]) * 1.0001}) for one in exact]

    wrong = RIGHT.replace("x - s", "x + s")
    declared = {"y": Tolerance(None, 1e-3)}
    repair = searched(tmp_path, wrong, known=coarse, tolerance=declared)
    assert repair is not None
    assert repair.candidate.what == "with - for +"
    assert searched(tmp_path, wrong, known=coarse) is None


def test_an_original_that_takes_long_is_run_on_one_moved_input(tmp_path: Path) -> None:
    asked: list[int] = []

    def counted(trials: Sequence[Trial]) -> list[Reference]:
        asked.append(len(trials))
        return original(trials)

    wrong = RIGHT.replace("x - s", "x + s")
    moved = [searched(tmp_path, wrong, known=counted, seconds=seconds) for seconds in (0.1, 3.0)]
    assert [repair.moved for repair in moved if repair is not None] == [6, 1]
    assert asked == [6, 6, 1, 1]  # moved and shuffled


@pytest.mark.parametrize(
    ("wrong", "put_in"),
    [
        (HEAD + "    y = x - s\n    return y\n", "s = np.sum(x, axis=0) / c"),
        (HEAD + "    s = np.sum(x, axis=0) / c\n    return y\n", "y = x - s"),
    ],
)
def test_a_statement_that_the_port_lacks_is_put_in(tmp_path: Path, wrong: str, put_in: str) -> None:
    repair = searched(tmp_path, wrong)
    assert repair is not None
    assert repair.candidate.what == f"with {put_in} put in"
    assert repair.candidate.patch.text == RIGHT


def test_a_call_that_is_left_out_may_hide_a_fault_of_its_function(tmp_path: Path) -> None:
    helper = "def g(t):\n    return t**3 + 7\n\n\n"
    port = HEAD.replace("def f", f"{helper}def f") + RIGHT.removeprefix(HEAD).replace(
        "np.sum(x, axis=0)", "g(np.sum(x, axis=0))"
    )
    repair = searched(tmp_path, port)
    assert repair is not None
    assert not repair.is_only_place


def test_a_fix_leaves_no_neutral_constant_behind(tmp_path: Path) -> None:
    repair = searched(tmp_path, RIGHT.replace("return y", "return y[0:x.shape[0] - 1]"))
    assert repair is not None
    assert "- 0" not in repair.candidate.patch.text
    assert "return y[0:x.shape[0]]\n" in repair.candidate.patch.text
    assert repair.candidate.what == "without - 1"


def test_a_tidied_fix_is_run_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoiled(patch: Patch) -> Patch:
        [change] = patch.changes
        return replace(patch, changes=(replace(change, text="7"),))

    monkeypatch.setattr("matdrop.repair.search.tidied", spoiled)
    repair = searched(tmp_path, RIGHT.replace("return y", "return y[0:x.shape[0] - 1]"))
    assert repair is not None
    assert "return y[0:x.shape[0] - 0]\n" in repair.candidate.patch.text


def test_what_is_returned_may_be_what_the_original_stores(tmp_path: Path) -> None:
    wrong = RIGHT.replace("    y = x - s\n    return y", "    return x")
    repair = searched(tmp_path, wrong, lines=[6])
    assert repair is not None
    assert "return x - s\n" in repair.candidate.patch.text


def test_what_is_computed_and_dropped_may_belong_into_a_list(tmp_path: Path) -> None:
    body = "    rows = []\n    for row in x:\n        row - np.sum(x, axis=0) / c\n    return np.array(rows)\n"
    repair = searched(tmp_path, HEAD + body)
    assert repair is not None
    assert "rows.append(row - np.sum(x, axis=0) / c)" in repair.candidate.patch.text


@pytest.mark.parametrize(
    ("statement", "port", "put_in"),
    [
        ("k = (0:n-1)';", "k = n", "k = np.arange(n)"),
        ("k = polyval(p, n);", "k = n", "k = np.polyval(p, n)"),
        ("k = eig(n);", "k = n", "k = np.linalg.eigvals(n)"),
        # The axis may be named by something else than the original's call of that name.
        ("k = n ./ repmat(sum(n, p), 1, 2);", "k = n / n.sum()", "k = n / n.sum(axis=1, keepdims=True)"),
        ("k = sum(n, p);", "k = np.sum(n, keepdims=True)", "k = np.sum(n, keepdims=True, axis=1)"),
        ("k = cumsum(n, p);", "k = np.cumsum(n)", "k = np.cumsum(n, axis=0)"),
        ("k = [n p];", "k = np.concatenate((n, p))", "k = np.concatenate((n, p), axis=1)"),
    ],
)
def test_calls_of_the_original_are_tried(tmp_path: Path, statement: str, port: str, put_in: str) -> None:
    (tmp_path / "f.m").write_text(f"function k = f(n, p)\n{statement}\nend\n")
    text = f"import numpy as np\ndef f(n, p):\n    {port}\n    return k\n"
    file = SourceFile(tmp_path / "f.py", text.encode(), "utf-8", text)
    (one,) = statement_candidates(file, [3], statements_of(tmp_path / "f.m"), {})
    assert text.replace(port, put_in) in {candidate.patch.text for candidate in (*one.singles, *one.wrapped)}
