"""An Octave that is handed on is like a new one to the session that gets it."""

import os
from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.values.value import array_of
from tests.engines.test_octave_session import IDENTITY, Originals
from tests.warm_octave import WarmOctaves

LEAVES = """\
function y = leaves(x)
global shared
shared = x;
assignin('base', 'left', x);
rand('seed', 1);
addpath(fileparts(mfilename('fullpath')));
fopen('left.txt', 'w');
y = fopen('all');
end
"""
# The last one: whether the old generator of rand is in force, and so moves.
LOOKS = """\
function x = looks()
old = rand('seed');
rand();
x = {evalin('base', "exist('left')"), size(who('global'), 1), numel(fopen('all')), exist('leaves')};
x{end + 1} = rand('seed') ~= old;
end
"""


def test_the_next_session_finds_nothing_of_the_one_before(octave: Octave, tmp_path: Path) -> None:
    with Octave() as session:
        before = session.process_id
        reference = Originals(tmp_path, session).run("leaves", LEAVES, ["2"])
        assert reference.error is None
        assert array_of(reference.outputs["y1"]).size == 2  # the driver has one too
    (tmp_path / "elsewhere").mkdir()
    with Octave() as session:
        assert session.process_id == before
        seen = Originals(tmp_path / "elsewhere", session).run("looks", LOOKS)
        assert seen.error is None
        assert [value.item() for value in array_of(seen.outputs["y1"]).ravel()] == [0, 0, 1, 0, 0]


def test_one_that_was_killed_is_not_handed_on(octave: Octave, tmp_path: Path) -> None:
    with Octave() as session:
        before = session.process_id
        os.kill(before, 9)
    with Octave() as session:
        assert session.process_id != before
        assert Originals(tmp_path, session).run("identity", IDENTITY, ["2"]).error is None


def test_two_sessions_at_a_time_have_one_each(octave: Octave) -> None:
    with Octave() as first, Octave() as second:
        assert len({octave.process_id, first.process_id, second.process_id}) == 3


def test_where_starting_is_tested_none_is_handed_on(octave: Octave, cold_octave: None) -> None:
    with Octave() as session:
        before = session.process_id
    with Octave() as session:
        assert session.process_id != before


def test_another_path_is_another_kind(octave: Octave, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with Octave() as session:
        before = session.process_id
    monkeypatch.setenv("OCTAVE_PATH", str(tmp_path))
    with Octave() as session:
        assert session.process_id != before


def test_those_that_are_kept_are_ended_in_the_end(octave: Octave) -> None:
    octaves = WarmOctaves()
    session = Octave()
    process = session.process_id
    octaves.end(session)
    os.kill(process, 0)
    octaves.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
