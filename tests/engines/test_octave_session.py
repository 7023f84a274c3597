"""The live reference: values, errors, hangs and crashes of GNU Octave."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.engines.session import EngineUnavailableError, Session
from matdrop.errors import MatdropError
from matdrop.explain.explanation import verify_pair
from matdrop.streams import OctaveStream
from matdrop.values.canonical import canonical, class_of, digest, text_of
from matdrop.values.value import FunctionHandle, array_of
from matdrop.verification.compare import compare


class Originals:
    """Originals in a folder of their own, and a way to run them by name."""

    def __init__(self, folder: Path, octave: Session) -> None:
        self.folder, self.octave = folder, octave

    def case(self, name: str, source: str, args: Sequence[Any] = (), seed: int | None = None, count: int = 1) -> Case:
        (self.folder / f"{name}.m").write_text(source)
        outputs = tuple(f"y{k}" for k in range(1, count + 1))
        return Case(Pair(name, self.folder / f"{name}.m", "", outputs), "one", tuple(args), seed)

    def run(
        self, name: str, source: str, args: Sequence[Any] = (), seed: int | None = None, count: int = 1
    ) -> Reference:
        return self.octave.run([self.case(name, source, args, seed, count)])[0]


@pytest.fixture
def originals(tmp_path: Path, octave: Octave) -> Originals:
    return Originals(tmp_path, octave)


@pytest.fixture
def impatient(tmp_path: Path, octave: Octave) -> Iterator[Originals]:
    """Originals in a session of their own that gives up after a second."""
    with Octave(timeout=1.0) as session:
        yield Originals(tmp_path, session)


@pytest.fixture
def expendable(tmp_path: Path, octave: Octave) -> Iterator[Originals]:
    """Originals in a session of their own, for crashes."""
    with Octave() as session:
        yield Originals(tmp_path, session)


IDENTITY = "function y = identity(x)\ny = x;\nend\n"
SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324, -5e-324, 1.7976931348623157e308, 1 / 3]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]


def struct_array() -> Any:
    array = np.empty((2, 2), [("a", object), ("b", object)])
    for k, index in enumerate(np.ndindex(2, 2)):
        array[index] = (float(k), "text" * k)
    return array


VALUES: dict[str, Any] = {
    "double": [SPECIAL],
    "single": np.array([[0, -0.0, np.inf, np.nan, 1e-45]], np.float32),
    "complex": np.array([[complex(-0.0, 1), complex(0, -np.inf), complex(np.nan, 2), complex(1, -0.0), 3j]]),
    "complex single": np.array([[1 + 2j], [complex(-0.0, -0.0)]], np.complex64),
    "logical": [[True, False], [False, True]],
    "char": "it's 50 % ünï",
    "char beyond Latin": "日本 😀 ünï",
    "cell of char beyond ASCII": ["größer", {"name": "é"}],
    "char matrix": np.array([["a", "b"], ["c", "d"]]),
    "cell": [1, "two", [3, "four"], {"five": 6}],
    "cell column": np.array([["x"], [1]], object),
    "empty cell": np.empty((0, 2), object),
    "struct": {"a": 1, "b": "text", "c": {"d": [1, 2]}},
    "struct array": struct_array(),
    "struct without fields": {},
    "long field": {"a" * 63: 1},
    "sparse": scipy.sparse.csc_array(np.array([[0, 1.5, 0], [np.nan, 0, -2]])),
    "sparse logical": scipy.sparse.csc_array(np.eye(3, dtype=bool)),
    "sparse complex": scipy.sparse.csc_array(np.array([[0, 1 + 2j]])),
    "sparse row": scipy.sparse.csc_array(np.array([[1.0, 0, 2.0]])),
    "sparse zero": scipy.sparse.csc_array((3, 4)),
    "function handle": FunctionHandle("@(x) x + 1"),
    "four dimensions": np.arange(120.0).reshape(2, 3, 4, 5),
    **{name: np.array([[np.iinfo(name).min, 0, 1, np.iinfo(name).max]], name) for name in INTEGERS},
    **{f"empty {size}": np.zeros(size) for size in [(0, 0), (1, 0), (0, 1), (0, 3), (3, 0), (1, 0, 2), (0, 0, 3)]},
    "empty single": np.zeros((0, 2), np.float32),
    "empty int8": np.zeros((2, 0), np.int8),
    "empty logical": np.zeros((0, 1), bool),
    "empty text": "",
    "empty text row": np.zeros((1, 0), "<U1"),
}  # fmt: skip


def test_values_go_to_octave_and_come_back_bit_for_bit(originals: Originals) -> None:
    cases = [originals.case("identity", IDENTITY, [{"value": v}]) for v in VALUES.values()]
    for (name, value), reference in zip(VALUES.items(), originals.octave.run(cases), strict=True):
        assert reference.error is None, (name, reference.error)
        for journey in (reference.inputs[0], reference.outputs["y1"]):
            returned = array_of(journey)["value"][0, 0]
            assert class_of(returned) == class_of(canonical(value)), name
            assert compare(canonical(value), returned).mismatch is None, name
            assert digest(returned) == digest(value), name


def test_a_row_of_text_is_its_characters_and_not_octaves_bytes(originals: Originals) -> None:
    source = "function [c, n] = texts(x)\nc = {'größer', x, char(246), strcmp(x, 'öm')};\nn = numel('ö');\nend\n"
    for given in ("'öm'", canonical("öm")):  # an expression, and a value
        reference = originals.run("texts", source, [given], count=2)
        assert [text_of(text) for text in array_of(reference.outputs["y1"])[0, :3]] == ["größer", "öm", "ö"]
        assert array_of(reference.outputs["y1"])[0, 3].item() is True
        assert reference.outputs["y2"] == 2  # as Octave counts
    failed = originals.run("fails", "function fails()\nerror('é:ö', 'größer: %s', '日本');\nend\n", count=0)
    assert failed.error is not None
    assert failed.error.message == "größer: 日本"


def test_folders_may_have_names_beyond_ascii(octave: Octave, tmp_path: Path) -> None:
    originals = Originals(tmp_path / "größe 日本", octave)
    originals.folder.mkdir()
    source = "function y = add(x, g)\ny = g(x) + load('däta.txt');\nend\n"
    (originals.folder / "däta.txt").write_text("5\n")
    assert originals.run("add", source, [1.0, FunctionHandle("@(x) x")]).outputs["y1"] == 6
    failed = originals.run("add", source.replace("x)\n", "x);\n").replace("g(x)", "x(4)"), [1.0, "@sin"])
    assert failed.error is not None
    assert (failed.error.file, failed.error.line) == (str(originals.folder / "add.m"), 2)


def test_handles_call_what_is_in_folders_beyond_ascii(octave: Octave, tmp_path: Path) -> None:
    folder = tmp_path / "größe 日本"
    folder.mkdir()
    (folder / "twice.m").write_text("function y = twice(x)\ny = 2 * x;\nend\n")
    assert octave.call(folder, FunctionHandle("@(x) twice(x) + numel('ö')"), [3.0]) == [8.0]


# MATLAB expressions, and what they are in Python.
EXPRESSIONS: dict[str, Any] = {
    "-0": -0.0,
    "[1 -0 NaN -Inf realmin]": [[1, -0.0, np.nan, -np.inf, 2.2250738585072014e-308]],
    "intmin('int64')": np.int64(-(2**63)),
    "[intmax('int64') int64(9007199254740993)]": np.array([[2**63 - 1, 2**53 + 1]], np.int64),
    "intmax('uint64')": np.uint64(2**64 - 1),
    "single(0.1)": np.float32(0.1),
    "1:3": [[1, 2, 3]],
    "true(1, 2)": [[True, True]],
    "[1+2i; 3-4i]": np.array([[1 + 2j], [3 - 4j]]),
    "'it''s'": "it's",
    "['ab'; 'cd']": np.array([["a", "b"], ["c", "d"]]),
    "{1, 'a'; {}, []}": np.array([[1, "a"], [np.empty((0, 0), object), np.zeros((0, 0))]], object),
    "struct('a', {1, 'x'})": np.array([[(1.0,), ("x",)]], [("a", object)]),
    "struct('a', {{1, 2}})": {"a": np.array([[1.0, 2.0]], object)},
    "sparse([1 2], [2 2], [5 -1], 3, 2)": scipy.sparse.csc_array(([5.0, -1.0], ([0, 1], [1, 1])), shape=(3, 2)),
    "sparse(2, 3)": scipy.sparse.csc_array((2, 3)),
    "@sin": FunctionHandle("sin"),
    "@(x) x + 1": FunctionHandle("@(x) x + 1"),
    "zeros(0, 3, 'int8')": np.zeros((0, 3), np.int8),
    "zeros(3, 0, 2)": np.zeros((3, 0, 2)),
    "''": "",
    "\"a\\tb\"": "a\tb",
    "reshape(1:8, 2, 2, 2)": np.arange(1.0, 9).reshape(2, 2, 2, order="F"),
    "repmat('a', [2 1 2])": np.full((2, 1, 2), "a"),
}  # fmt: skip


def test_values_of_octave_arrive_bit_for_bit(originals: Originals) -> None:
    cases = [originals.case("identity", IDENTITY, [expression]) for expression in EXPRESSIONS]
    for (expression, value), reference in zip(EXPRESSIONS.items(), originals.octave.run(cases), strict=True):
        assert reference.error is None, (expression, reference.error)
        returned = reference.outputs["y1"]
        assert class_of(returned) == class_of(canonical(value)), expression
        assert digest(returned) == digest(value), expression


def test_diagonal_matrices_are_full_as_in_matlab(originals: Originals) -> None:
    reference = originals.run(
        "spread", "function y = spread(x)\ny = [x * eye(2), (diag([1 2]) * x')'];\nend\n", ["[NaN 1]"]
    )
    assert np.all(np.isnan(array_of(reference.outputs["y1"])))


def test_several_outputs_and_what_is_printed(originals: Originals) -> None:
    source = "function [a, b] = two(x)\na = x;\nb = -x;\nprintf('x is %g\\n', x);\nx\nend\n"
    reference = originals.run("two", source, ["3"], count=2)
    assert (array_of(reference.outputs["y1"]).item(), array_of(reference.outputs["y2"]).item()) == (3.0, -3.0)
    assert reference.printed == "x is 3\nx = 3\n"


def test_printed_text_keeps_its_characters(originals: Originals) -> None:
    assert originals.run("loud", "function loud()\ndisp('é%d');\nend\n", count=0).printed == "é%d\n"


def test_error_of_the_original_has_identifier_message_file_and_line(originals: Originals) -> None:
    source = "function y = broken(x)\ny = 1;\nerror('my:id', 'no %s\\n', 'luck');\nend\n"
    error = originals.run("broken", source, ["1"]).error
    assert error is not None
    assert (error.stage, error.identifier, error.message.strip()) == ("call", "my:id", "no luck")
    assert (error.file, error.line) == (str(originals.folder / "broken.m"), 3)


def test_error_in_a_callee_points_at_the_callee(originals: Originals) -> None:
    (originals.folder / "callee.m").write_text("function y = callee(x)\n\ny = no_such_thing + x;\nend\n")
    error = originals.run("caller", "function y = caller(x)\ny = callee(x);\nend\n", ["1"]).error
    assert error is not None
    assert error.identifier == "Octave:undefined-function"
    assert (error.file, error.line) == (str(originals.folder / "callee.m"), 3)
    assert error.reached == (2, 3), "line 2 of caller.m had called it"


def test_how_a_function_is_called_is_laid_out_once(expendable: Originals) -> None:
    source = """\
function y = misused()
y = {message_of_call(), message_of_call()};
makeinfo_program('false');  % what has been laid out needs it no more
y{3} = message_of_call();
end
function message = message_of_call()
try
    circshift(1);
catch caught
    message = caught.message;
end
end
"""
    (messages,) = expendable.run("misused", source).outputs.values()
    assert isinstance(messages, np.ndarray)
    first, *others = map(text_of, messages.ravel())
    assert first.startswith("Invalid call to circshift.  Correct usage is:\n\n -- Y = circshift (X, N)")
    assert others == [first] * 2


def test_output_that_is_not_set_is_an_error_of_the_original(originals: Originals) -> None:
    error = originals.run("unset", "function y = unset(x)\nend\n", ["1"]).error
    assert error is not None
    assert error.stage == "call"


def test_syntax_error_is_an_error_of_the_original(originals: Originals) -> None:
    references = originals.octave.run(
        [
            originals.case("wrong", "function y = wrong(x)\ny = (x;\nend\n", ["1"]),
            originals.case("identity", IDENTITY, ["1"]),
        ]
    )
    assert references[0].error is not None
    assert "parse error" in references[0].error.message
    assert references[1].error is None


def test_error_in_an_argument_is_told_apart(originals: Originals) -> None:
    error = originals.run("identity", IDENTITY, ["no_such_thing"]).error
    assert error is not None
    assert error.stage == "arguments"
    assert "no_such_thing" in error.message


def test_original_that_has_gone_is_named(originals: Originals) -> None:
    case = originals.case("identity", IDENTITY, ["1"])
    assert case.pair.declaration.outputs == ("y",)
    case.pair.original.unlink()
    (reference,) = originals.octave.run([case])
    assert reference.error is not None
    assert reference.error.stage == "original"
    assert str(case.pair.original) in reference.error.message


@pytest.mark.parametrize("builtin", ["disp", "rand"])
def test_original_named_like_a_builtin_is_refused(originals: Originals, builtin: str) -> None:
    # Octave runs its own disp, although `which` names the file.
    error = originals.run(builtin, f"function y = {builtin}(varargin)\ny = 'mine';\nend\n", ["1"]).error
    assert error is not None
    assert error.stage == "original"
    assert f"{builtin} is also a builtin function" in error.message


def test_original_named_like_a_function_of_the_library_runs(originals: Originals) -> None:
    reference = originals.run("mean", "function y = mean(x)\ny = 'mine';\nend\n", ["1"])
    assert text_of(reference.outputs["y1"]) == "mine"


def script(originals: Originals, source: str, outputs: tuple[str, ...]) -> Reference:
    (originals.folder / "script.m").write_text(source)
    pair = Pair("script", originals.folder / "script.m", "", outputs)
    return originals.octave.run([Case(pair, "one", seed=42)])[0]


def test_script_leaves_its_variables(originals: Originals) -> None:
    reference = script(originals, "x = 2;\ny = x + 1\n", ("x", "y"))
    assert (array_of(reference.outputs["x"]).item(), array_of(reference.outputs["y"]).item(), reference.printed) == (
        2.0,
        3.0,
        "y = 3\n",
    )


@pytest.mark.parametrize(
    "start", ["clear all; close all; clc", "clear", "clearvars; clc;", "close all\nclear all\nclc"]
)
def test_script_may_clear_everything_first(originals: Originals, start: str) -> None:
    reference = script(originals, f"{start}\nx = rand;\n", ("x",))
    assert reference.error is None, reference.error
    assert array_of(reference.outputs["x"]).item() == 0.63942679845788375  # rand('twister', 42); rand
    assert reference.draws.tolist() == [[0.63942679845788375]]


def test_script_is_not_shown_because_the_one_before_was(originals: Originals) -> None:
    script(originals, "echo on\nx = 1;\n", ("x",))
    assert script(originals, "x = 2;\n", ("x",)).printed == ""


def test_script_sees_nothing_of_the_one_before(originals: Originals) -> None:
    script(originals, "left_over = 1;\n", ("left_over",))
    reference = script(originals, "x = exist('left_over');\n", ("x",))
    assert array_of(reference.outputs["x"]).item() == 0.0


def test_variable_that_a_script_does_not_leave_is_named(originals: Originals) -> None:
    error = script(originals, "x = 1;\n", ("z",)).error
    assert error is not None
    assert "the script script does not set the variable z" in error.message


def test_edited_original_is_never_stale(originals: Originals) -> None:
    for number in (1, 2, 3):
        reference = originals.run("constant", f"function y = constant()\ny = {number};\nend\n")
        assert array_of(reference.outputs["y1"]).item() == number


def test_neighbours_of_another_folder_are_not_seen(originals: Originals, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "neighbour.m").write_text("function y = neighbour()\ny = 1;\nend\n")
    other = Originals(elsewhere, originals.octave)
    assert other.run("first", "function y = first()\ny = neighbour();\nend\n").error is None
    assert originals.run("second", "function y = second()\ny = neighbour();\nend\n").error is not None


def test_same_name_in_two_folders_runs_the_right_one(originals: Originals, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    cases = [
        originals.case("twin", "function y = twin()\ny = 1;\nend\n"),
        Originals(elsewhere, originals.octave).case("twin", "function y = twin()\ny = 2;\nend\n"),
    ] * 2
    assert [array_of(reference.outputs["y1"]).item() for reference in originals.octave.run(cases)] == [1, 2, 1, 2]


def test_file_of_the_same_name_in_the_working_folder_does_not_get_in_the_way(
    tmp_path: Path, octave: Octave, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "identity.m").write_text("function y = identity(x)\ny = -x;\nend\n")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    with Octave() as session:
        assert array_of(Originals(elsewhere, session).run("identity", IDENTITY, ["1"]).outputs["y1"]).item() == 1.0


# ---------------------------------------------------------------- random numbers


def draws_of(count: int) -> str:
    return f"function y = draw()\ny = rand({count}, 1);\nend\n"


@pytest.mark.parametrize("count", [1, 311, 312, 313, 624, 1000])
def test_draws_are_those_of_the_stream(originals: Originals, count: int) -> None:
    reference = originals.run("draw", draws_of(count), seed=7)
    expected = OctaveStream(7).rand(count, 1)
    assert reference.draws.tobytes() == expected.tobytes() == array_of(reference.outputs["y1"]).tobytes()
    assert not reference.states


def test_states_tell_what_evaluating_the_arguments_has_drawn(originals: Originals) -> None:
    reference = originals.run("add", "function y = add(x)\ny = x + rand;\nend\n", ["rand(2, 2)"], seed=7)
    stream = OctaveStream(7)
    assert stream.rand(2, 2).tolist() == array_of(reference.inputs[0]).tolist()
    state: Any = stream.rand("state")
    assert state.tolist() == reference.states["rand"].tolist()
    assert reference.draws.tolist() == [[stream.rand()]]


def test_seed_makes_cases_repeatable_in_any_order(originals: Originals) -> None:
    case, other = originals.case("draw", draws_of(3), seed=7), originals.case("draw", draws_of(3), seed=8)
    first, second, third = originals.octave.run([case, other, case])
    assert digest(dict(first.outputs)) == digest(dict(third.outputs)) != digest(dict(second.outputs))


def test_original_that_seeds_again_has_no_draws_to_report(originals: Originals) -> None:
    reference = originals.run("seeds", "function y = seeds()\nrand('twister', 1);\ny = rand;\nend\n", seed=7)
    assert reference.error is None
    assert np.isnan(reference.draws).all()


def many(originals: Originals, source: str, arguments: Sequence[Sequence[Any]], seed: int | None = None) -> Any:
    case = originals.case("f", source, seed=seed)
    return originals.octave.run([replace(case, args=tuple(args)) for args in arguments])


def test_error_among_cases_of_numbers_has_its_line_and_the_others_their_values(originals: Originals) -> None:
    source = "function y = f(x)\nif x == 2\n    error('f:two', 'it is %d', x);\nend\ny = 10 * x;\nend\n"
    references = many(originals, source, [[1.0], [1.5], [2.0], [3.0], [4.0]])
    assert values(references) == [10.0, 15.0, None, 30.0, 40.0]
    error = references[2].error
    assert error is not None
    assert (error.stage, error.identifier, error.message) == ("call", "f:two", "it is 2")
    assert (error.file, error.line) == (str(originals.folder / "f.m"), 3)


@pytest.mark.parametrize(
    "leave",
    [
        "fclose('all');", "cd('/');", "cd ..", "chdir('/');", "feval('cd', '/');", "cellfun('cd', {'/'});",
        "eval(['c' 'd /']);", "evalc(['c' 'd /']);", "evalin('caller', 'args = {0};');",
        "assignin('caller', 'args', {0});",
        "inline(['c' 'd(x)'])('/');", "moved = str2func(['c' 'd']); moved('/');", "run('elsewhere');",
        "source('elsewhere.m');", "elsewhere();",
    ],
)  # fmt: skip
def test_no_case_of_numbers_sees_what_another_has_left(leave: str, originals: Originals) -> None:
    (originals.folder / "elsewhere.m").write_text("function elsewhere()\ncd('/');\n")
    if leave.startswith(("run", "source")):
        (originals.folder / "elsewhere.m").write_text("cd('/');\n")
    source = f"function y = f(x)\nglobal G\ny = [x, numel(G), exist('f.m', 'file')];\nG = x;\n{leave}\nend\n"
    references = many(originals, source, [[1.0], [2.0], [3.0], [4.0]])
    assert [array_of(reference.outputs["y1"]).tolist() for reference in references] == [
        [[1, 0, 2]],
        [[2, 0, 2]],
        [[3, 0, 2]],
        [[4, 0, 2]],
    ]


def test_only_what_is_no_number_is_packed_and_all_arrive(originals: Originals) -> None:
    all_kinds = "{1.5, 'ab', sparse([0 2]), true, 1i, single(1), {}, int8(3), '', NaN}"
    source = f"function y = f(k)\nall = {all_kinds};\ny = all{{k}};\nend\n"
    references = many(originals, source, [[float(k)] for k in range(1, 11)])
    assert [class_of(reference.outputs["y1"]) for reference in references] == [
        "double", "char", "sparse double", "logical", "complex double", "single", "cell", "int8", "char", "double",
    ]  # fmt: skip


def test_what_each_of_many_cases_draws_is_its_own(originals: Originals) -> None:
    arguments: list[list[Any]] = [["rand(2)"], [2.0], ["randn(3)"], [3.0], ["rande(2)"]]
    drawn = many(originals, "function y = f(x)\ny = rand(1, numel(x));\nend\n", arguments, seed=5)
    assert [reference.draws.size for reference in drawn] == [4, 1, 9, 1, 4]
    assert [bool(reference.states) for reference in drawn] == [True, False, True, False, True]
    assert drawn[1].draws.item() == OctaveStream(5).rand()


def test_draws_are_counted_though_the_folder_has_a_rand_of_its_own(originals: Originals) -> None:
    own = "function x = rand(varargin)\nx = ones(2) * builtin('rand', 1);\nend\n"
    (originals.folder / "rand.m").write_text(own)
    found = originals.run("twice", "function y = twice(x)\ny = rand(x) + rand(x);\nend\n", [2.0], seed=5)
    assert found.error is None
    assert found.draws.ravel().tolist() == OctaveStream(5).rand(2, 1).ravel().tolist()


def test_no_seed_no_draws(originals: Originals) -> None:
    assert originals.run("draw", draws_of(2)).draws.size == 0


# ---------------------------------------------------------------- hangs and crashes


def values(references: Sequence[Reference]) -> list[float | None]:
    return [None if reference.error else array_of(reference.outputs["y1"]).item() for reference in references]


def test_hang_is_stopped_and_the_other_cases_get_their_values(impatient: Originals) -> None:
    hang = impatient.case("hang", "function y = hang(x)\nwhile true\nend\nend\n", ["1"])
    cases = [impatient.case("identity", IDENTITY, [str(k)]) for k in range(4)]
    started = time.monotonic()
    references = impatient.octave.run([*cases[:2], hang, *cases[2:]])
    assert values(references) == [0, 1, None, 2, 3]
    error = references[2].error
    assert error is not None
    assert (error.stage, error.file) == ("call", str(hang.pair.original))
    assert error.message == f"no answer within 1 s; {impatient.octave.engine} was stopped and started again"
    assert time.monotonic() - started < 20


def test_original_may_write_to_any_file_it_has_a_number_of(impatient: Originals) -> None:
    """It may be the one that tells which case runs, and a hang is still seen."""
    source = "function y = scribble(number)\nfwrite(number, [254 10 65 10]);\nfclose('all');\n{}y = 1;\nend\n"
    for number in (3, 4, 5):
        impatient.run("scribble", source.format(""), [number])
    found = impatient.run("scribble", source.format("while true, end\n"), [3])
    assert found.error is not None
    assert "no answer within 1 s" in found.error.message


@pytest.mark.parametrize("crash", ["exit", "kill(getpid(), 9)"])
def test_crash_in_an_original_costs_only_its_own_case(expendable: Originals, crash: str) -> None:
    dies = expendable.case(
        "dies", f"function y = dies(x)\n{crash};\nt = tic; while toc(t) < 5, end\n\ny = x;\nend\n", ["1"]
    )
    cases = [expendable.case("identity", IDENTITY, [str(k)]) for k in range(3)]
    references = expendable.octave.run([cases[0], dies, *cases[1:]])
    assert values(references) == [0, None, 1, 2]
    error = references[1].error
    assert error is not None
    assert "was started again" in error.message


def test_memory_that_is_not_there_costs_only_its_own_case(expendable: Originals) -> None:
    greedy = expendable.case("greedy", "function y = greedy(x)\ny = sum(ones(x, x)(:));\nend\n", ["1e7"])
    cases = [expendable.case("identity", IDENTITY, [str(k)]) for k in range(3)]
    references = expendable.octave.run([cases[0], greedy, *cases[1:]])
    assert values(references) == [0, None, 1, 2]
    assert "out of memory" in str(references[1].error)


def test_octave_killed_from_outside_costs_nothing(expendable: Originals) -> None:
    slow = expendable.case("slow", "function y = slow(x)\nt = tic; while toc(t) < 0.6, end\ny = x;\nend\n", ["1"])
    cases = [expendable.case("identity", IDENTITY, [str(k)]) for k in range(3)]
    killer = threading.Timer(0.3, os.kill, (expendable.octave.process_id, signal.SIGKILL))
    killer.start()
    references = expendable.octave.run([cases[0], slow, *cases[1:]])
    killer.join()
    assert values(references) == [0, 1, 1, 2]


def test_session_is_usable_after_it_was_killed_between_runs(expendable: Originals) -> None:
    case = expendable.case("identity", IDENTITY, ["5"])
    assert values(expendable.octave.run([case])) == [5]
    os.kill(expendable.octave.process_id, signal.SIGKILL)
    time.sleep(0.1)
    assert values(expendable.octave.run([case])) == [5]


def test_session_is_usable_right_after_a_kill(expendable: Originals) -> None:
    case = expendable.case("identity", IDENTITY, ["5"])
    assert values(expendable.octave.run([case])) == [5]
    assert expendable.octave._process is not None
    expendable.octave._process.kill()  # which does not wait until it has ended
    assert values(expendable.octave.run([case])) == [5]


# ---------------------------------------------------------------- originals that run ahead


def test_originals_that_were_begun_are_not_run_again(originals: Originals) -> None:
    counts = "function y = counts(x)\npersistent n\nif isempty(n), n = 0; end\nn = n + 1;\ny = n;\nend\n"
    cases = [originals.case("counts", counts, [str(k)]) for k in range(3)]
    told: list[int] = []
    originals.octave.begin(cases, told.append)
    ahead = originals.octave._ahead
    assert ahead is not None
    first = originals.octave.run(list(cases))
    assert ahead.result() == (first, None)
    assert values(first) == values(originals.octave.run(cases))
    assert originals.octave._ahead is None


def test_what_is_asked_in_between_waits_for_what_was_begun(originals: Originals) -> None:
    slow = originals.case("slow", "function y = slow(x)\nt = tic; while toc(t) < 0.3, end\ny = x;\nend\n", ["7"])
    others = [originals.case("identity", IDENTITY, [str(k)]) for k in range(2)]
    originals.octave.begin([slow])
    assert originals.octave.engine.name == "GNU Octave"
    assert originals.octave._ahead is not None
    assert values(originals.octave.run(others)) == [0, 1]
    assert values(originals.octave.run([slow])) == [7]
    originals.octave.begin(others)
    assert originals.octave.call(originals.folder, FunctionHandle("@(x) x + 1"), [2.0]) == [3.0]
    originals.octave.begin(others)
    originals.octave.begin([slow, *others])
    assert values(originals.octave.run([slow, *others])) == [7, 0, 1]


def test_a_hang_and_a_crash_among_what_was_begun_cost_only_their_own_cases(impatient: Originals) -> None:
    hang = impatient.case("hang", "function y = hang(x)\nwhile true\nend\nend\n", ["1"])
    dies = impatient.case("dies", "function y = dies(x)\nkill(getpid(), 9);\nt = tic; while toc(t) < 5, end\nend\n")
    cases = [impatient.case("identity", IDENTITY, [str(k)]) for k in range(2)]
    for bad, said in ((hang, "no answer within 1 s"), (dies, "was started again")):
        some = [cases[0], bad, cases[1]]
        impatient.octave.begin(some)
        references = impatient.octave.run(some)
        assert values(references) == [0, None, 1]
        assert said in str(references[1].error)


def test_what_cannot_be_begun_is_said_when_it_is_asked_for(originals: Originals) -> None:
    cases = [originals.case("identity", IDENTITY, [1.0]), originals.case("identity", IDENTITY, [object()])]
    originals.octave.begin(cases)
    with pytest.raises(MatdropError, match="object"):
        originals.octave.run(cases)
    assert values(originals.octave.run(cases[:1])) == [1]


def test_a_session_ends_at_once_though_what_was_begun_goes_on(tmp_path: Path, octave: Octave) -> None:
    started = time.monotonic()
    with Octave() as session:
        hang = Originals(tmp_path, session).case("hang", "function y = hang(x)\nwhile true\nend\nend\n", ["1"])
        session.begin([hang])
    assert time.monotonic() - started < 10


def test_folder_of_the_last_original_may_be_removed(originals: Originals) -> None:
    gone = originals.folder / "gone"
    gone.mkdir()
    process = originals.octave.process_id
    assert values([Originals(gone, originals.octave).run("identity", IDENTITY, ["5"])]) == [5]
    shutil.rmtree(gone)
    assert values([originals.run("identity", IDENTITY, ["6"])]) == [6]
    assert originals.octave.process_id == process


def test_progress_counts_up_to_all_cases(originals: Originals) -> None:
    told: list[int] = []
    originals.octave.run([originals.case("identity", IDENTITY, ["1"])] * 5, told.append)
    assert told == sorted(told)
    assert told[-1] == 5


def test_closing_ends_octave_and_removes_its_folder(octave: Octave) -> None:
    session = Octave()
    process_id, folder = session.process_id, session._folder
    assert folder is not None
    assert folder.is_dir()
    session.close()
    session.close()
    assert not folder.exists()
    for _ in range(100):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("Octave still runs")


# ---------------------------------------------------------------- no Octave


def test_executable_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/nonexistent")
    found = find_octave()
    assert found.path is None
    assert found.reason == "OCTAVE_EXECUTABLE is /nonexistent, and no such program was found"
    with pytest.raises(EngineUnavailableError, match="correct or unset OCTAVE_EXECUTABLE"):
        Octave().engine  # noqa: B018


def test_no_octave_on_the_path_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("OCTAVE_EXECUTABLE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = find_octave()
    assert found.path is None
    assert found.reason == "GNU Octave is not on the PATH"
    assert "install" in found.remedy


def test_executable_that_is_no_octave_is_an_error_of_the_request(
    monkeypatch: pytest.MonkeyPatch, octave: Octave
) -> None:
    monkeypatch.setenv("OCTAVE_EXECUTABLE", "/bin/false")
    with pytest.raises(EngineUnavailableError, match=r"/bin/false does not start"):
        Octave().engine  # noqa: B018


# Expected: by hand, as MATLAB's documentation defines them.
STOOD_IN = {
    "nanmax([1 NaN 3])": [[3.0]],
    "nanmin([NaN 2; 1 NaN])": [[1.0, 2.0]],
    "nansum([1 NaN; 2 3])": [[3.0, 3.0]],
    "nansum([1 NaN; 2 3], 2)": [[1.0], [5.0]],
    "nanmean([1 NaN; 2 3])": [[1.5, 3.0]],
    "nanvar([1 NaN; 2 3; 4 5])": [[7 / 3, 2.0]],
    "nanstd([1; NaN; 3], 1)": [[1.0]],
    "nanvar(5)": [[0.0]],
    "normpdf(0)": [[0.3989422804014327]],
    "normcdf([0 1.96])": [[0.5, 0.9750021048517795]],
    "double(contains({'abc', 'xyz'}, 'b'))": [[1.0, 0.0]],
}


def test_functions_that_octave_has_not_are_stood_in_for_and_said(originals: Originals) -> None:
    cases = [originals.case("identity", IDENTITY, [expression]) for expression in STOOD_IN]
    for (expression, expected), reference in zip(STOOD_IN.items(), originals.octave.run(cases), strict=True):
        assert reference.error is None, (expression, reference.error)
        np.testing.assert_allclose(array_of(reference.outputs["y1"]), expected, rtol=1e-15, err_msg=expression)
    assert originals.octave.shims >= {
        "nanmax",
        "nanmin",
        "nansum",
        "nanmean",
        "nanvar",
        "nanstd",
        "normpdf",
        "contains",
    }
    (originals.folder / "largest.m").write_text("function y = largest(x)\ny = nanmax(x);\nend\n")
    result = verify_pair(originals.folder / "largest.m", np.nanmax, [1.0, np.nan, 3.0], session=originals.octave)
    assert result.verdict == "PASS"
    assert f"not in {originals.octave.engine}: matdrop's shim was used for nanmax" in result.conventions


@pytest.mark.usefixtures("cold_octave")
@pytest.mark.parametrize("given", [None, "glibc.malloc.tcache_count=3"])
def test_small_blocks_are_kept_at_hand(given: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    if given:
        monkeypatch.setenv("GLIBC_TUNABLES", given)
    with Octave() as session:
        originals = Originals(tmp_path, session)
        said = originals.run("told", "function y = told()\n    y = getenv('GLIBC_TUNABLES');\nend\n").outputs["y1"]
    assert text_of(said) == (given or "glibc.malloc.tcache_count=500")
