"""What an instrumented port tells: events, values, what was read; and that it computes what it computed before."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.tracing.instrumentation import MONITOR, Program
from matdrop.tracing.monitor import Monitor, Replacement, as_it_is
from matdrop.tracing.recording import Event, Recording


def recorded(
    folder: Path, source: str, call: str, replaced: frozenset[int] = frozenset(), replacement: Replacement = as_it_is
) -> tuple[Any, Recording]:
    """Execute a source instrumented, and evaluate a call."""
    file = folder / "port.py"
    file.write_text(source, encoding="utf-8")
    program = Program()
    code = program.code(file)
    monitor = Monitor(program, replaced, replacement)
    namespace: dict[str, Any] = {MONITOR: monitor, "__name__": "port", "np": np}
    exec(code, namespace)
    monitor.current = monitor.outside
    try:
        result = eval(call, namespace)
    except Exception as error:
        result = error
    return result, monitor.recording()


def stores(recording: Recording) -> list[tuple[int, str]]:
    """Return line and variable of each store."""
    return [(line_of(recording, e), e.variable) for e in recording.events if e.kind == "store" and e.variable]


def line_of(recording: Recording, event: Event) -> int:
    return recording.statements[event.statement].span.line


def reads_of(recording: Recording, line: int, variable: str) -> set[str]:
    """Return the variables (or kinds) that the last event of a variable on a line has read."""
    events = [e for e in recording.events if line_of(recording, e) == line and e.variable == variable]
    return {recording.events[order].variable or recording.events[order].kind for order in events[-1].reads}


SOURCES: Mapping[str, tuple[str, str, Any]] = {
    "generator": (
        "def g(n):\n    for i in range(n):\n        yield i * 2\ndef f(n):\n    return sum(g(n))",
        "f(4)",
        12,
    ),
    "closure": (
        "def f(n):\n    k = 0\n    def add(x):\n        nonlocal k\n        k += x\n        return k\n"
        "    for i in range(n):\n        add(i)\n    return k",
        "f(4)",
        6,
    ),
    "class": (
        "class Net:\n    def __init__(self, w):\n        self.w = w\n    def step(self, x):\n        self.w += x\n"
        "        return self.w\ndef f(n):\n    net = Net(1)\n    net.step(n)\n    return net.w",
        "f(4)",
        5,
    ),
    "match": (
        "def f(n):\n    match n:\n        case [a, b]:\n            return a + b\n"
        "        case _:\n            return 0",
        "f([1, 2])",
        3,
    ),
    "exception": (
        "def f(n):\n    try:\n        return 1 / n\n    except ZeroDivisionError as e:\n"
        "        x = str(e)\n    return x",
        "f(0)",
        "division by zero",
    ),
    "finally": ("def f(n):\n    try:\n        return n\n    finally:\n        n = 0", "f(3)", 3),
    "loop with else": (
        "def f(n):\n    for i in range(n):\n        if i > 5:\n            break\n    else:\n"
        "        return -1\n    return i",
        "f(3)",
        -1,
    ),
    "while with continue": (
        "def f(n):\n    s = 0\n    while n > 0:\n        n -= 1\n        if n % 2:\n            continue\n"
        "        s += n\n    return s",
        "f(6)",
        6,
    ),
    "with": (
        "import contextlib\ndef f(n):\n    with contextlib.nullcontext(n) as x:\n        y = x + 1\n    return y",
        "f(1)",
        2,
    ),
    "decorator": ("import functools\n@functools.lru_cache\ndef f(n):\n    '''Doc.'''\n    return n", "f(3)", 3),
    "lambda": ("def f(n):\n    g = lambda x: x * n\n    return g(3)", "f(2)", 6),
    "walrus and comprehension": ("def f(n):\n    return [y for x in range(n) if (y := x * 2) > 2]", "f(4)", [4, 6]),
    "star": ("def f(*args, **kw):\n    a, *b = args\n    return a, b, kw", "f(1, 2, 3, k=4)", (1, [2, 3], {"k": 4})),
    "global": ("K = 1\ndef f():\n    global K\n    K = K + 1\n    return K", "f()", 2),
    "delete": ("def f(d):\n    del d['a']\n    x = 1\n    del x\n    return d", "f({'a': 1, 'b': 2})", {"b": 2}),
    "recursion": ("def f(n):\n    return 1 if n < 2 else n * f(n - 1)", "f(5)", 120),
    "future": (
        "'''Doc.'''\nfrom __future__ import annotations\ndef f(x: int) -> int:\n"
        "    y: int = x\n    z: int\n    return y",
        "f(3)",
        3,
    ),
    "super": (
        "class A:\n    def g(self):\n        return 1\nclass B(A):\n    def g(self):\n"
        "        return super().g() + 1\ndef f():\n    return B().g()",
        "f()",
        2,
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_an_instrumented_port_computes_the_same(tmp_path: Path, name: str) -> None:
    source, call, expected = SOURCES[name]
    assert recorded(tmp_path, source, call)[0] == expected


def test_a_statement_reads_the_last_definitions(tmp_path: Path) -> None:
    _, recording = recorded(tmp_path, "def f(x, k):\n    a = x + 1\n    a = a * k\n    return a", "f(1, 2)")
    assert reads_of(recording, 3, "a") == {"a", "k"}
    assert [e.value.item() for e in recording.events if e.variable == "a"] == [2, 4]  # type: ignore[union-attr]
    assert reads_of(recording, 4, "return 1") == {"a"}


def test_a_statement_reads_the_decisions_around_it_and_those_that_leave(tmp_path: Path) -> None:
    source = (
        "def f(n):\n    s = 0\n    for i in range(n):\n        if i == 2:\n            break\n"
        "        s = s + i\n    return s"
    )
    _, recording = recorded(tmp_path, source, "f(5)")
    assert reads_of(recording, 6, "s") == {"s", "i", "iterable", "condition"}
    assert [e.iterations for e in recording.events if line_of(recording, e) == 6] == [(1,), (2,)]


def test_a_store_through_a_view_is_a_store_of_its_base(tmp_path: Path) -> None:
    source = "def f(x):\n    y = x[1:]\n    y[0] = 7\n    return x"
    _, recording = recorded(tmp_path, source, "f(np.zeros(3))")
    assert stores(recording) == [(2, "y"), (3, "y"), (3, "x")]
    assert reads_of(recording, 4, "return 1") == {"x"}
    assert recording.events[-1].reads == (recording.events[-2].order,)


def test_what_a_call_changes_is_a_store_of_the_caller_s(tmp_path: Path) -> None:
    source = "def g(a):\n    a.append(1)\ndef f():\n    x = []\n    g(x)\n    x.sort()\n    return x"
    _, recording = recorded(tmp_path, source, "f()")
    assert (5, "x") in stores(recording)
    assert (2, "a") in stores(recording)
    assert (6, "x") not in stores(recording)  # nothing has changed


def test_a_call_reads_its_arguments_and_gives_what_it_returns(tmp_path: Path) -> None:
    source = "def g(a):\n    b = a + 1\n    return b\ndef f(x):\n    y = g(x)\n    return y"
    _, recording = recorded(tmp_path, source, "f(1)")
    assert reads_of(recording, 1, "a") == {"x", "the call"}
    assert reads_of(recording, 5, "y") == {"x", "return 1"}


def test_attributes_and_keys_are_variables_of_their_own(tmp_path: Path) -> None:
    source = (
        "class Net:\n    pass\ndef f(x):\n    net = Net()\n    net.w = x\n    net.b = 1\n    y = net.w\n"
        "    d = {}\n    d['k'] = y\n    z = d['k']\n    return z"
    )
    _, recording = recorded(tmp_path, source, "f(1)")
    assert reads_of(recording, 7, "y") == {"net.w", "net"}
    assert reads_of(recording, 10, "z") == {"d.k", "d"}


def test_returned_values_read_what_each_is_made_of(tmp_path: Path) -> None:
    _, recording = recorded(tmp_path, "def f(a, b):\n    return a + 1, b", "f(1, 2)")
    assert [reads_of(recording, 2, f"return {place}") for place in (1, 2)] == [{"a"}, {"b"}]


def test_an_exception_is_an_event_of_the_statement_that_raises(tmp_path: Path) -> None:
    result, recording = recorded(tmp_path, "def f(x):\n    y = x + 1\n    z = 1 / (y - y)\n    return z", "f(1)")
    assert isinstance(result, ZeroDivisionError)
    assert recording.error == "ZeroDivisionError: division by zero"
    assert recording.statements[recording.error_statement].span.line == 3
    assert recording.events[-1].kind == "error"


def test_a_caught_exception_is_no_error(tmp_path: Path) -> None:
    _, recording = recorded(tmp_path, *SOURCES["exception"][:2])
    assert recording.error == ""


def test_values_are_copies(tmp_path: Path) -> None:
    _, recording = recorded(tmp_path, "def f(x):\n    y = x\n    y[0] = 1\n    return y", "f(np.zeros(2))")
    first, second = (e.value for e in recording.events if e.variable == "y")
    assert np.array_equal(first, [[0, 0]])  # type: ignore[arg-type]
    assert np.array_equal(second, [[1, 0]])  # type: ignore[arg-type]


def test_what_a_list_holds_is_a_copy(tmp_path: Path) -> None:
    source = "def f(x):\n    c = [x, 1]\n    c[0][0, 0] = -1\n    d = {'a': x}\n    d['a'][0, 1] = 7\n    return c, d"
    _, recording = recorded(tmp_path, source, "f(np.ones((1, 2)))")
    (first,) = [event for event in recording.events if line_of(recording, event) == 2 and event.kind == "store"]
    assert isinstance(first.value, np.ndarray)
    assert np.array_equal(first.value[0, 0], np.ones((1, 2)))


def test_values_are_put_in_place_of_the_port_s(tmp_path: Path) -> None:
    source = "def f(x):\n    y = x\n    y[0] = 1\n    if y[0] > 5:\n        return -1\n    return y"
    file = tmp_path / "port.py"
    file.write_text(source, encoding="utf-8")
    program = Program()
    program.code(file)
    (number,) = (s.number for s in program.statements if s.span.line == 3)
    x = np.zeros(2)
    result, recording = recorded(tmp_path, source, "f(np.zeros(2))", frozenset([number]), lambda s, v, value: value + 3)
    assert result.tolist() == [4, 3]
    assert [e.value.tolist() for e in recording.events if e.kind == "store"][-2:] == [[[4, 3]], [[4, 3]]]  # type: ignore[union-attr]
    assert x.tolist() == [0, 0]


def test_compiled_functions_are_left_alone_and_said(tmp_path: Path) -> None:
    source = "def njit(f):\n    return f\n@njit\ndef f(x):\n    return x\n"
    result, recording = recorded(tmp_path, source, "f(1)")
    assert result == 1
    assert recording.not_instrumented == ("f (port.py, line 4) is compiled",)


COUNTED = """def f(n):
    s = 0
    for k in range(n):
        s = s + k
        if k % 7 == 3:
            continue
        for j in range(2):
            s = s - j
    i = 0
    while i < n:
        i += 1
        try:
            if i % 100 == 99:
                raise ValueError
        except ValueError:
            s += 1
    for k in range(n):
        if k == 1234:
            break
    else:
        s = -1
    return s
def g(n):
    for k in range(n):
        if k == 1500:
            return k
def h(n):
    for k in range(n):
        y = 1 / (k - 1500)
"""


def test_iterations_that_are_only_counted_change_nothing(tmp_path: Path) -> None:
    plain: dict[str, Any] = {}
    exec(COUNTED, plain)
    result, recording = recorded(tmp_path, COUNTED, "f(2000)")
    assert result == plain["f"](2000)
    counts = {s.span.line: recording.counts.get(s.number, 0) for s in recording.statements}
    assert [counts[line] for line in (3, 4, 7, 8, 10, 11, 13, 14, 16, 17, 18)] == [
        2000, 2000, 3428, 3428, 2001, 2000, 2000, 20, 20, 1235, 1235,
    ]  # fmt: skip
    assert len(recording.events) < 12_000
    assert [e.execution for e in recording.events if e.variable == "k" and line_of(recording, e) == 3][499:502] == [
        499,
        599,
        699,
    ]


def test_what_was_not_recorded_is_a_gap_that_is_read(tmp_path: Path) -> None:
    _, recording = recorded(tmp_path, COUNTED, "f(2000)")
    gaps = [e for e in recording.events if e.kind == "gap" and line_of(recording, e) == 3]
    assert [e.execution for e in gaps[:2]] == [600, 700]
    (reader,) = (e for e in recording.events if line_of(recording, e) == 4 and e.execution == 599)
    assert gaps[0].order in reader.reads


def test_a_return_and_an_error_among_counted_iterations_are_recorded(tmp_path: Path) -> None:
    result, recording = recorded(tmp_path, COUNTED, "g(2000)")
    assert result == 1500
    assert [e.kind for e in recording.events][-2:] == ["gap", "return"]
    result, recording = recorded(tmp_path, COUNTED, "h(2000)")
    assert isinstance(result, ZeroDivisionError)
    assert recording.statements[recording.error_statement].span.line == 29
    assert recording.events[-1].kind == "error"
