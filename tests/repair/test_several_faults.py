"""Several faults in one interval: one change for each output, and all of them together."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import case_of_call
from matdrop.cases.reference import Engine, Reference
from matdrop.repair.patched_port import Trial
from matdrop.repair.repair import Repair
from matdrop.repair.search import Places, RepairSearch
from matdrop.repair.several_faults import repair_by_outputs
from matdrop.values.value import Array, array_of
from matdrop.verification.judge import judge

ORIGINAL = "function [y, s] = f(x)\ny = cumsum(x) + 1;\ns = std(y);\nend\n"
RIGHT = "import numpy as np\n\n\ndef f(x):\n    y = np.cumsum(x) + 1\n    s = np.std(y, ddof=1)\n    return y, s\n"
X = np.array([[1.5, 2.0, 4.0, 8.5]])


def reference_of(x: Array) -> Reference:
    """Return what the original computes: Octave gives the same for these inputs."""
    with np.errstate(all="ignore"):  # among the other inputs there is Inf
        y = np.cumsum(x).reshape(x.shape) + 1
        s = y.std(ddof=1) if y.size > 1 else 0.0
    return Reference("live", Engine("GNU Octave", "7.3.0"), (x,), {"y": y, "s": np.array([[s]])})


def original(trials: Sequence[Trial]) -> list[Reference]:
    """Stand for the original on other inputs."""
    return [reference_of(array_of(trial.reference.inputs[0])) for trial in trials]


def repairs(folder: Path, port: str) -> tuple[Repair, ...] | None:
    """Mend a port output by output."""
    (folder / "f.m").write_text(ORIGINAL)
    (folder / "f.py").write_text(port)
    case = case_of_call(folder / "f.m", str(folder / "f.py:f"), ("0",))
    reference = reference_of(X)
    result = judge(case, reference, folder)
    assert result.convention is not None
    search = RepairSearch([Trial(case, reference, result.convention)], folder, original=original)
    found = repair_by_outputs(search, Places({(folder / "f.py").resolve(): range(5, 8)}, {}))
    assert search.made == ()
    return found


@pytest.mark.parametrize("first", ["np.cumsum(x) - 1", "np.cumsum(x) + 2", "np.cumprod(x) + 1"])
def test_each_output_has_its_change(tmp_path: Path, first: str) -> None:
    found = repairs(tmp_path, RIGHT.replace("np.cumsum(x) + 1", first).replace(", ddof=1", ""))
    assert found is not None
    assert [(repair.candidate.lines, repair.others) for repair in found] == [((5,), 1), ((6,), 1)]
    namespace: dict[str, object] = {}
    exec(found[-1].candidate.patch.text, namespace)  # it starts from what the one before it has written
    y, s = namespace["f"](np.array([3.0, 0.5, 7.0]))  # type: ignore[operator]
    assert np.allclose(y, [4.0, 4.5, 11.5], rtol=1e-15)
    assert np.isclose(s, np.std([4.0, 4.5, 11.5], ddof=1), rtol=1e-14)


def test_nothing_is_claimed_if_one_output_stays_wrong(tmp_path: Path) -> None:
    wrong = RIGHT.replace("np.cumsum(x) + 1", "np.cumsum(x) - 1").replace("np.std(y, ddof=1)", "float(len(x))")
    assert repairs(tmp_path, wrong) is None
