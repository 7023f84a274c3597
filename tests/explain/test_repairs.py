"""Where changes are tried, and what a change of a proven line has to store."""

import runpy
from dataclasses import replace
from pathlib import Path

from matdrop.explain.places import places_of
from matdrop.explain.repairs import reached_lines
from matdrop.repair.patched_port import Trial
from matdrop.repair.search import RepairSearch
from matdrop.tracing.location import locate
from tests.tracing.hand_made import Step, lines, observed

SOURCE = """import numpy as np

SCALE = 2


def helper(x):
    return x * SCALE


def other(x):
    return helper(x) + 1


def f(x):
    return helper(x)
"""


def test_functions_that_the_port_does_not_name_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text(SOURCE)
    assert reached_lines(tmp_path / "f.py", "f") == set(range(1, 16)) - {10, 11}
    assert reached_lines(tmp_path / "f.py", "other") == set(range(1, 16)) - {14, 15}


def test_all_lines_are_tried_where_the_function_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "f.py").write_text(SOURCE)
    assert reached_lines(tmp_path / "f.py", "made_elsewhere") == set(range(1, 16))


def test_a_change_of_a_proven_line_stores_what_the_original_stores(tmp_path: Path) -> None:
    # Every threshold between 1e-12 and 3 gives the same count: the outputs cannot tell them apart.
    original = "function r = above(s)\nt = max(s) * pow2(-52);\nr = sum(s > t);\n"
    port = "def above(s):\n    t = np.max(s)\n    r = np.sum(s > t)\n    return r\n"
    steps: list[Step] = [(2, "store", "t", 5 * 2.0**-52), (3, "store", "r", 2)]
    given = [[5.0, 3.0, 1e-16]]
    observations = observed(tmp_path, original, port, ({"s": given}, {"r": 2}, steps))
    faults = locate(observations, tmp_path)
    places = places_of(faults.faults[0], faults)
    search = RepairSearch([Trial(o.case, o.reference, o.convention) for o in observations], tmp_path)
    by_outputs = search.repair(replace(places, proven=None))
    assert by_outputs is not None and "min" in by_outputs.candidate.what
    assert search.repair(places) is None


def test_a_function_within_a_function_is_located_and_mended(tmp_path: Path) -> None:
    original = "function t = scaled(x)\nt = 2 * x + 2;\n"
    text = "def made(scale):\n    def scaled(x):\n        t = scale * x + 1\n        return t\n    return scaled\n"
    steps: list[Step] = [(2, "store", "t", 7)]
    (observation,) = observed(tmp_path, original, text, ({"x": 2.5}, {"t": 7}, steps))
    scaled = runpy.run_path(str(tmp_path / "port.py"))["made"](2)
    pair = replace(observation.case.pair, port=scaled)
    observation = replace(observation, case=replace(observation.case, pair=pair))
    faults = locate([observation], tmp_path)
    assert lines(faults) == [("proven", 3, [3])]
    trial = Trial(observation.case, observation.reference, observation.convention)
    repair = RepairSearch([trial], tmp_path).repair(places_of(faults.faults[0], faults))
    assert repair is not None and repair.candidate.lines == (4,)
