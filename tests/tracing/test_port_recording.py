"""Ports run as they are called: helpers of other files, module state, random draws; all else is left as it was."""

import sys
from pathlib import Path

import numpy as np
import pytest

from matdrop.calling.conventions import Convention
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Engine, Reference
from matdrop.streams import OctaveStream
from matdrop.tracing import port_recording
from matdrop.tracing.instrumentation import MONITOR, Program
from matdrop.tracing.port_recording import RecordedPort, is_beside
from matdrop.values.value import Value


def port_of(
    folder: Path,
    files: dict[str, str],
    inputs: dict[str, float],
    expected: float,
    seed: int | None = None,
    function: str = "f",
    seconds: float = 0.0,
) -> RecordedPort:
    """Write a port of a function `f` of `main.py`, and give it with what the original has computed."""
    (folder / "f.m").write_text(f"function y = f({', '.join(inputs)})\ny = 0;\n", encoding="utf-8")
    for name, source in files.items():
        (folder / name).write_text(source, encoding="utf-8")
    pair = pair_of(folder / "f.m", f"{folder / 'main.py'}:{function}")
    values: tuple[Value, ...] = tuple(np.array([[float(value)]]) for value in inputs.values())
    outputs = {"y": np.array([[float(expected)]])}
    reference = Reference("saved", Engine("GNU Octave", "7.3.0"), values, outputs, seconds=seconds)
    case = Case(pair, "one", tuple(inputs.values()), seed)
    return RecordedPort(Program(), case, reference, folder, Convention((False,) * len(inputs)))


def test_a_helper_in_another_file_is_recorded(tmp_path: Path) -> None:
    files = {
        "main.py": "from helper import twice\ndef f(x):\n    return twice(x) + 1\n",
        "helper.py": "def twice(a):\n    b = a * 2\n    return b\n",
    }
    run = port_of(tmp_path, files, {"x": 3}, 7).run()
    assert run.attempt.agrees
    recording = run.recording
    places = [(recording.statements[e.statement].span.file.name, e.variable) for e in recording.events]
    assert places == [
        ("main.py", "x"),
        ("main.py", "the call"),
        ("helper.py", "a"),
        ("helper.py", "b"),
        ("helper.py", "return 1"),
        ("main.py", "return 1"),
    ]
    assert "helper" not in sys.modules


def test_a_recorded_run_leaves_no_instrumented_module_to_the_port(tmp_path: Path) -> None:
    files = {
        "main.py": "def f(x):\n    import late_helper\n    return vars(late_helper)\n",
        "late_helper.py": "K = 5\n",
    }
    port = port_of(tmp_path, files, {"x": 3}, 5)
    assert MONITOR in port.run().attempt.answer.returned
    assert MONITOR not in port._caller.call(port.convention).answer.returned


def test_a_helper_that_was_imported_before_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"main.py": "import kept_helper\ndef f(x):\n    return kept_helper.K\n", "kept_helper.py": "K = 5\n"}
    port = port_of(tmp_path, files, {"x": 3}, 5)
    monkeypatch.syspath_prepend(str(tmp_path))
    import kept_helper  # type: ignore[import-not-found]

    assert port.run().attempt.agrees
    assert sys.modules["kept_helper"] is kept_helper
    del sys.modules["kept_helper"]


def test_module_state_does_not_leak_from_run_to_run(tmp_path: Path) -> None:
    source = "COUNT = 0\ndef f(x):\n    global COUNT\n    COUNT += 1\n    return x + COUNT\n"
    port = port_of(tmp_path, {"main.py": source}, {"x": 3}, 4)
    assert [port.run().attempt.agrees for _ in range(3)] == [True, True, True]


def test_installed_modules_are_not_the_user_s(tmp_path: Path) -> None:
    assert is_beside(tmp_path / "code.py", tmp_path)
    assert not is_beside(Path(np.__file__), Path(np.__file__).parent)
    assert not is_beside(Path(__file__), tmp_path)


def test_each_draw_is_an_event_that_reads_the_one_before(tmp_path: Path) -> None:
    source = (
        "import numpy as np\ndef f(x):\n    a = np.random.rand()\n    b = a + x\n"
        "    c = np.random.rand()\n    return b + c\n"
    )
    stream = OctaveStream(7)
    expected = stream.rand() + 3 + stream.rand()
    run = port_of(tmp_path, {"main.py": source}, {"x": 3}, expected, seed=7).run()
    assert run.attempt.agrees
    events = run.recording.events
    draws = [e for e in events if e.kind == "draw"]
    assert [run.recording.statements[e.statement].span.line for e in draws] == [3, 5]
    (c,) = (e for e in events if e.variable == "c")
    assert draws[0].order in c.reads
    assert draws[0].order in draws[1].reads


def test_a_method_of_a_class_is_recorded(tmp_path: Path) -> None:
    source = (
        "class Model:\n    def __init__(self):\n        self.k = 2\n    def f(self, x):\n        return self.k * x\n"
    )
    port = port_of(tmp_path, {"main.py": source}, {"x": 3}, 6, function="Model.f")
    run = port.run()
    assert run.attempt.agrees
    (result,) = (e for e in run.recording.events if e.kind == "return")
    assert {run.recording.events[read].variable for read in result.reads} == {"self", "self.k", "x"}


WITHOUT_SOURCE = {
    "ufunc": "import numpy as np\nf = np.square\n",
    "builtin": "from operator import mul\ndef other(x):\n    return 0\nf = abs\n",
    "partial of a builtin": "import functools, operator\nf = functools.partial(operator.add, 3)\n",
}
RESULTS = {"ufunc": 9, "builtin": 3, "partial of a builtin": 6}


@pytest.mark.parametrize("name", WITHOUT_SOURCE)
def test_a_port_without_source_is_its_inputs_and_outputs(tmp_path: Path, name: str) -> None:
    run = port_of(tmp_path, {"main.py": WITHOUT_SOURCE[name]}, {"x": 3}, RESULTS[name]).run()
    assert run.attempt.agrees
    events = [e for e in run.recording.events if e.kind in ("input", "return")]
    assert [(e.kind, e.variable, e.value.tolist()) for e in events if isinstance(e.value, np.ndarray)] == [
        ("input", "x", [[3.0]]),
        ("return", "return 1", [[float(RESULTS[name])]]),
    ]
    assert events[1].reads == (events[0].order,)
    assert run.recording.statements[events[0].statement].span.line == WITHOUT_SOURCE[name].count("\n")


def test_a_compiled_port_is_its_inputs_and_outputs(tmp_path: Path) -> None:
    source = "from numba import njit\n\n@njit\ndef f(x):\n    y = 2 * x\n    return y\n"
    run = port_of(tmp_path, {"main.py": source}, {"x": 3}, 6).run()
    assert [(e.kind, e.variable) for e in run.recording.events] == [("input", "x"), ("return", "return 1")]
    assert run.recording.not_instrumented == ("f (main.py, line 4) is compiled",)


def test_a_partial_of_a_function_is_recorded_within(tmp_path: Path) -> None:
    source = "import functools\ndef g(a, x):\n    y = a * x\n    return y\nf = functools.partial(g, 2)\n"
    run = port_of(tmp_path, {"main.py": source}, {"x": 3}, 6).run()
    assert [e.variable for e in run.recording.events if e.kind != "store" or e.variable != "f"] == [
        "a",
        "x",
        "y",
        "return 1",
    ]


def test_a_run_that_fails_leaves_as_much_time_to_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form of a value that was put in place may make a port fail at once that takes long otherwise."""
    monkeypatch.setattr(port_recording, "SHORTEST", 0.02)
    port = port_of(
        tmp_path, {"main.py": "import time\ndef f(x):\n    y = x + 1\n    time.sleep(0.1)\n    return y\n"}, {"x": 3}, 4
    )
    assert port.run().attempt.agrees
    number = next(s.number for s in port.program.statements if s.stores == ("y",))

    def failing(statement: int, variable: str, value: object) -> object:
        raise TypeError("not of this form")

    assert port.run(frozenset({number}), failing).attempt.error is not None
    assert port.run().attempt.agrees


def test_a_port_that_fails_may_take_as_long_as_its_original_when_it_is_healed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(port_recording, "SHORTEST", 0.02)
    source = "import time\ndef f(x):\n    y = x - 3\n    1 / y\n    time.sleep(0.1)\n    return y\n"
    port = port_of(tmp_path, {"main.py": source}, {"x": 3}, 6, seconds=0.1)
    assert port.run().attempt.error is not None
    number = next(s.number for s in port.program.statements if s.stores == ("y",))
    assert port.run(frozenset({number}), lambda statement, variable, value: 6.0).attempt.agrees
