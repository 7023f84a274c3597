"""Original and port stay aligned in loops: defects planted in one are caught."""

import pytest

from tests.port.test_alignment import ORIGINALS, PORTS, misalignments

DEFECTS_OF_LOOP = {
    "statement after the loop": ("        b_mean = b_mean + 2 /", "    b_mean = b_mean + 2 /"),
    "end inside the loop": ("    # end\n", "        # end\n"),
    "end missing": ("    # end\n", ""),
    "statement in the loop, after its end": ("    # end\n", "    # end\n        W = W\n"),
    "statement in the loop, without a comment": ("    # end\n", "        W = W\n    # end\n"),
    "loop variable renamed": ("for t in range", "for k in range"),
    "loop over something else": ("range(1, iterations + 1)", "range(1, rate + 1)"),
}


@pytest.mark.parametrize("defect", DEFECTS_OF_LOOP)
def test_defect_planted_in_a_loop_is_caught(defect: str) -> None:
    before, after = DEFECTS_OF_LOOP[defect]
    name = "dropout_gradient_descent"
    original, port = ORIGINALS[name].read_text(), PORTS[name].read_text()
    assert port.count(before) == 1
    assert misalignments(original, port.replace(before, after), name)
