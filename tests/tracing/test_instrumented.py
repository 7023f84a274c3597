"""Instrumented copies behave as their originals: same results, same printed text, same errors at the same lines."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.recorded import behaviour
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.octave_session import Octave
from matdrop.source.matlab import parse
from matdrop.tracing.bounds import Bounds
from matdrop.tracing.instrumented import instrumented
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.recording import Recording
from matdrop.tracing.sites import Sites
from tests.test_coursework import COURSEWORK, TRUTH
from tests.test_gallery import ENTRIES, GALLERY, case_of
from tests.tracing.programs import Program, programs

FEW = Bounds(turns=20)


def compared(octave: Octave, cases: Sequence[Case]) -> list[Recording]:
    """Run cases by themselves and in copies; both must behave alike. Return what the copies have recorded."""
    recordings = []
    for case, plain in zip(cases, octave.run(cases), strict=True):
        reference, recording = record_original(case, octave, FEW)
        assert behaviour(reference) == behaviour(plain), case.id
        assert bool(recording.error) == (plain.error is not None), case.id
        recordings.append(recording)
    return recordings


@pytest.mark.parametrize("part", range(5))
def test_programs_behave_alike(octave: Octave, tmp_path: Path, part: int) -> None:
    chosen = programs()[part::5]
    recordings = compared(octave, [program.case(tmp_path) for program in chosen])
    for program, recording in zip(chosen, recordings, strict=True):
        assert recording.events or recording.error, program.name
        assert recording.not_instrumented == (
            ("counter_class.m:1: a class is not instrumented",) if program.name == "classdef_user" else ()
        )


def test_the_gallerys_originals_behave_alike(octave: Octave) -> None:
    compared(octave, [case_of(GALLERY, key, entry, "right") for key, entry in ENTRIES.items()])


def test_the_courseworks_originals_behave_alike(octave: Octave) -> None:
    cases = []
    for name, entry in TRUTH.items():
        first = entry.get("case", [entry])[0]
        pair = pair_of(COURSEWORK / entry["original"], entry["port"], name=name, outputs=entry.get("outputs"))
        cases.append(Case(pair, "first", tuple(first.get("args", entry.get("args", ()))), 1))
    compared(octave, cases)


def test_own_originals_behave_alike(octave: Octave) -> None:
    first: dict[str, Case] = {}
    for case in load_table(OWN_TABLE).cases:
        first.setdefault(case.pair.name, case)
    compared(octave, list(first.values()))


@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_a_copy_has_the_lines_of_the_original(tmp_path: Path, program: Program) -> None:
    path = program.write(tmp_path)
    for file in path.parent.rglob("*.m"):
        source = file.read_bytes()
        sites = Sites()
        copy = instrumented(file, parse(source), sites)
        assert not parse(copy).not_understood
        assert len(copy.splitlines()) == len(source.splitlines())
        for statement in sites.statements:
            span = statement.span
            assert 1 <= span.line <= span.end_line <= len(source.splitlines())
            assert (span.line, span.column) <= (span.end_line, span.end_column)


def test_the_body_of_a_parfor_is_left_as_it_is_for_matlab() -> None:
    source = b"function s = f(n)\ns = 0;\nparfor k = 1:n\n    s = s + k;\nend\nend\n"
    sites = Sites()
    copy = instrumented(Path("f.m"), parse(source), sites, within_parfor=False).splitlines()
    assert copy[2:4] == [b"parfor k = 1:n", b"    s = s + k;"]
    assert copy[4].startswith(b"end;if matdrop_r1,")
    assert sites.not_instrumented == ["f.m:3: the body of a parfor is not recorded"]
    assert ("s",) in [statement.stores for statement in sites.statements if statement.span.line == 3]


def test_what_is_not_understood_is_left_as_it_is_and_said() -> None:
    source = b"function y = f(x)\ny = g(x);\nend\nfunction y = g(x)\ny = x +* 2;\nend\n"
    sites = Sites()
    copy = instrumented(Path("f.m"), parse(source), sites)
    assert copy.splitlines()[3:] == source.splitlines()[3:]
    assert copy != source
    assert len(sites.not_instrumented) == 1
    assert sites.not_instrumented[0].startswith("f.m:5: this is not understood")


def test_a_script_that_is_shown_is_left_as_it_is() -> None:
    source, sites = b"x = 1;\necho on\ny = x;\n", Sites()
    assert instrumented(Path("f.m"), parse(source), sites) == source
    assert sites.not_instrumented == ["f.m:1: echo shows each statement, so the script is not instrumented"]
