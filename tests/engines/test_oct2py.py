"""The road by oct2py: a running session's world is taken over, and originals compute the same there, bit for bit."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import matdrop
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.programs import find_octave
from matdrop.engines.session import Session
from matdrop.values.value import array_of

GENERATORS = ("rand", "randn", "rande", "randg", "randp")
# Functions, matrix products and loops; with seeds, all sizes and special values.
PAIRS = ["inverted_dropout", "ridge_closed_form", "nn_forward"]


@pytest.fixture(scope="module")
def running(octave: Session) -> Iterator[Any]:
    """A running oct2py session of the Octave that matdrop runs."""
    oct2py = pytest.importorskip("oct2py")
    with oct2py.Oct2Py(executable=find_octave().path, logger=logging.getLogger("quiet")) as session:
        session.addpath(str(OWN_TABLE.parent), nout=0)
        yield session


def by_oct2py(running: Any, case: Case) -> Mapping[str, Any]:
    """Run a case's original without any file of matdrop's, and return its outputs as oct2py converts them."""
    names = [f"in{k}" for k in range(len(case.args))]
    outputs = ", ".join(case.pair.outputs)
    seeds = [f"{name}('twister', {case.seed})" for name in GENERATORS] if case.seed is not None else []
    inputs = [f"{name} = {expression}" for name, expression in zip(names, case.args, strict=True)]
    call = f"[{outputs}] = {case.pair.original.stem}({', '.join(names)})"
    running.eval("; ".join([*seeds, *inputs, f"{call};"]), nout=0)
    return {name: running.pull(name) for name in case.pair.outputs}


def bits(value: Any) -> tuple[tuple[int, ...], bytes]:
    array = np.atleast_2d(np.asarray(value, np.complex128))
    return array.shape if array.size else (), array.tobytes("F")  # oct2py does not keep the size of an empty array


def test_originals_compute_the_same_bits_by_both_roads(running: Any, octave: Session) -> None:
    cases = [case for case in load_table(OWN_TABLE).select(PAIRS) if all(isinstance(arg, str) for arg in case.args)]
    references: list[Reference] = octave.run(cases)
    compared = 0
    for case, reference in zip(cases, references, strict=True):
        if reference.error is None:
            obtained = by_oct2py(running, case)
            for name, value in reference.outputs.items():
                if array_of(value).dtype.kind not in "fcbiu":
                    continue  # a cell or a struct, which oct2py converts to objects of its own
                assert bits(obtained[name]) == bits(value), (case.id, name)
                compared += 1
    assert compared > 20


def test_path_of_a_running_session_is_taken_over(running: Any, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "toolbox").mkdir()
    (tmp_path / "own/f.m").write_text("function y = f(x)\ny = tool(x) + 1;\nend\n")
    (tmp_path / "toolbox/tool.m").write_text("function y = tool(x)\ny = 7 * x;\nend\n")
    original = tmp_path / "own/f.m"
    with matdrop.session() as session:
        assert session.verify(original, lambda x: 7 * x + 1, 2.0).verdict == "ORIGINAL FAILED"
    running.addpath(str(tmp_path / "toolbox"), nout=0)
    running.push("kept", 5.0)
    with matdrop.session(engine=running) as session:
        assert session.verify(original, lambda x: 7 * x + 1, 2.0).verdict == "PASS"
        (tmp_path / "own/clears.m").write_text("clear all\npause(100)\ny = 3;\n")  # oct2py's own pause waits
        assert session.verify(tmp_path / "own/clears.m", lambda: 3.0, outputs=["y"]).verdict == "PASS"
    assert running.pull("kept") == 5.0  # its own variables stay
