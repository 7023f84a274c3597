"""What is recorded of long runs and large arrays, of recursion, and at the limits."""

import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matdrop.cases.case import case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.tracing.original_recorder import record_original
from matdrop.tracing.record import BOUNDS, Bounds
from matdrop.tracing.run import Trace, trace
from matdrop.tracing.summary import Summary, is_summarized, restored, summarize
from matdrop.values.canonical import canonical, digest, size_of
from matdrop.values.value import FunctionHandle, array_of, is_cell
from tests.tracing.test_run import lines, write

FEW = Bounds(turns=20, stride=10)
SMALL = Bounds(large=1000, small=50, roomy=100_000)


def traced(octave: Octave, original: str, port: str, *args: str, bounds: Bounds = BOUNDS) -> Trace:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matdrop.tracing.run.BOUNDS", bounds)
        write(Path.cwd(), textwrap.dedent(original), textwrap.dedent(port))
        return trace("f.m", "f.py:f", *args, octave=octave)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


NESTED = (
    """
    function s = f(x)
    s = x;
    for i = 1:4
        t = i;
        for j = 1:300
            t = mod(t * 3 + j, 17);
            if t > 5
                t = t - 1;
            end
            s = mod(s + t, 1000);
        end
        s = s + t / 7;
    end
    end
    """,
    """
    def f(x):
        s = x
        for i in range(1, 5):
            t = i
            for j in range(1, 301):
                t = (t * 3 + j) % 17
                if t > 5:
                    t = t - 1
                s = (s + t) % 1000
            s = s + t / 7
        return s
    """,
)
WHILES = (
    """
    function s = f(x)
    s = x; i = 0;
    while i < 4
        i = i + 1;
        j = 0;
        while j < 300
            j = j + 1;
            s = mod(s + j, 1000) + 0.5;
        end
    end
    end
    """,
    """
    def f(x):
        s = x
        i = 0
        while i < 4:
            i = i + 1
            j = 0
            while j < 300:
                j = j + 1
                s = (s + j) % 1000 + 0.5
        return s
    """,
)
BREAKS = (
    """
    function s = f(x)
    s = x;
    for i = 1:4
        j = 0;
        while true
            j = j + 1;
            s = mod(s * 3 + j, 1000);
            if j > 100 + i
                break
            end
        end
    end
    end
    """,
    """
    def f(x):
        s = x
        for i in range(1, 5):
            j = 0
            while True:
                j = j + 1
                s = (s * 3 + j) % 1000
                if j > 100 + i:
                    break
        return s
    """,
)
HELPER = (
    """
    function s = f(x)
    s = x;
    for k = 1:700
        s = step(s, k);
    end
    end
    function r = step(s, k)
        a = s * 3;
        r = mod(a + k, 1000);
    end
    """,
    """
    def step(s, k):
        a = s * 3
        r = (a + k) % 1000
        return r
    def f(x):
        s = x
        for k in range(1, 701):
            s = step(s, k)
        return s
    """,
)


@pytest.mark.parametrize(
    ("pair", "right", "wrong", "expected", "iteration"),
    [
        (NESTED, "", "", None, None),
        (NESTED, "t * 3 + j)", "t * 3 + j + 0.25 * (i == 3 and j == 77))", (7, 7), (3, 77)),
        (NESTED, "s + t)", "s + t + (i == 3 and j == 300))", (11, 10), (3, 300)),
        (NESTED, "t / 7", "t / (7 if i < 4 else 8)", (13, 11), (4,)),
        (WHILES, "", "", None, None),
        (WHILES, "s + j)", "s + j + (i == 4 and j == 123))", (9, 10), (4, 123)),
        (BREAKS, "", "", None, None),
        (BREAKS, "s * 3 + j)", "s * 3 + j + (i == 2 and j == 57))", (8, 8), (2, 57)),
        (HELPER, "", "", None, None),
        (HELPER, "a = s * 3", "a = s * 3 + 2 * (k == 333)", (9, 3), ()),
        (HELPER, "step(s, k)\n    return", "step(s, k) + (k == 555)\n    return", (5, 9), (555,)),
    ],
)
def test_long_inner_loops_and_helpers_are_narrowed(
    octave: Octave,
    pair: tuple[str, str],
    right: str,
    wrong: str,
    expected: tuple[int, int] | None,
    iteration: tuple[int, ...] | None,
) -> None:
    assert right in textwrap.dedent(pair[1])
    found = traced(octave, pair[0], textwrap.dedent(pair[1]).replace(right, wrong), "1", bounds=FEW)
    assert lines(found) == expected
    place = found.divergence and found.divergence.original
    assert (place.iteration if place else None) == iteration
    assert all(len(side.events) < 1500 for side in (found.alignment.original, found.alignment.port))


RECURSIVE = {
    "depth_10": (
        "function y = f(n)\nif n <= 0\n    y = 0;\nelse\n    rest = f(n - 1);\n    y = rest + n ^ 2;\nend\nend\n",
        "def f(n):\n    if n <= 0:\n        y = 0\n    else:\n        rest = f(n - 1)\n        y = rest + n**2\n"
        "    return y\n",
        ("n**2", "n**2 + (n == 7)"),
        (6, 6),
    ),
    "two_calls": (
        "function y = f(n)\nif n < 2\n    y = n;\nelse\n    a = f(n - 1);\n    b = f(n - 2);\n    y = a + b;\n"
        "end\nend\n",
        "def f(n):\n    if n < 2:\n        y = n\n    else:\n        a = f(n - 1)\n        b = f(n - 2)\n"
        "        y = a + b\n    return y\n",
        ("a + b", "a + b + (n == 4)"),
        (7, 7),
    ),
    "mutual": (
        "function y = f(n)\nif n == 0\n    y = 1;\nelse\n    y = odd(n - 1) * 3;\nend\nend\n"
        "function z = odd(n)\nif n == 0\n    z = 0;\nelse\n    w = f(n - 1);\n    z = w + n;\nend\nend\n",
        "def odd(n):\n    if n == 0:\n        z = 0\n    else:\n        w = f(n - 1)\n        z = w + n\n    return z\n"
        "def f(n):\n    if n == 0:\n        y = 1\n    else:\n        y = odd(n - 1) * 3\n    return y\n",
        ("w + n", "w + n * (2 if n == 3 else 1)"),
        (13, 6),
    ),
    "in_a_loop": (
        "function s = f(n)\ns = 0;\nfor k = 1:n\n    t = k;\n    s = s + f(k - 1) + t;\nend\nend\n",
        "def f(n):\n    s = 0\n    for k in range(1, int(n) + 1):\n        t = k\n        s = s + f(k - 1) + t\n"
        "    return s\n",
        ("t = k", "t = k + (n == 3 and k == 2)"),
        (4, 4),
    ),
}


@pytest.mark.parametrize("key", RECURSIVE)
def test_calls_of_recursive_functions_are_told_apart(octave: Octave, key: str) -> None:
    original, port, change, expected = RECURSIVE[key]
    argument = {"depth_10": "10", "two_calls": "6", "mutual": "8", "in_a_loop": "5"}[key]
    assert lines(traced(octave, original, port, argument)) is None
    found = traced(octave, original, port.replace(*change), argument)
    assert lines(found) == expected
    # The values of a call are those of its own variables: each call of the original has its parameter once.
    given = [w.event.call for w in found.alignment.original.writes if w.variable.name == "n" and w.line in (1, 8)]
    assert len(given) == len(set(given)) > 5


MATRICES = (
    "function y = f(n)\nA0 = reshape(mod(0:n * n - 1, 97), n, n);\n"
    + "".join(f"A{k} = A{k - 1} * 0.5 + {k};\n" for k in range(1, 20))
    + "y = A19 + 1;\nend\n",
    "import numpy as np\ndef f(n):\n    n = int(n)\n    A0 = (np.arange(n * n) % 97.0).reshape(n, n, order='F')\n"
    + "".join(f"    A{k} = A{k - 1} * 0.5 + {k}\n" for k in range(1, 20))
    + "    y = A19 + 1\n    return y\n",
)


@pytest.mark.parametrize(
    ("right", "wrong", "expected", "cause"),
    [
        ("A6 * 0.5 + 7\n", "A6 * 0.5 + 7.5\n", (9, 11), "offset"),
        # The means over blocks are the same, so it takes more than one look to come back to it.
        ("A6 * 0.5 + 7\n", "A6 * 0.5 + 7; A7[0, 0], A7[1, 0] = A7[1, 0], A7[0, 0]\n", (9, 11), ""),
    ],
)
def test_of_large_arrays_summaries_are_kept(
    octave: Octave, right: str, wrong: str, expected: tuple[int, int], cause: str
) -> None:
    assert traced(octave, *MATRICES, "60", bounds=SMALL).divergence is None
    found = traced(octave, MATRICES[0], MATRICES[1].replace(right, wrong), "60", bounds=SMALL)
    assert lines(found) == expected
    divergence = found.divergence
    assert divergence is not None
    assert (size_of(canonical(divergence.expected)), size_of(canonical(divergence.obtained))) == ((60, 60), (60, 60))
    assert "value of" in divergence.detail
    assert cause in [one.kind for one in divergence.causes] or not cause
    for side in (found.alignment.original, found.alignment.port):
        of_matrices = [w for w in side.writes if w.variable.name.startswith("A")]
        kept = [w for w in of_matrices if not is_summarized(w.value)]
        assert 0 < len(kept) < len(of_matrices) / 2
        assert sum(array_of(w.canonical).nbytes for w in kept if w.canonical is not None) < 2 * SMALL.roomy


def test_a_loop_over_large_arrays(octave: Octave) -> None:
    original = "function A = f(n)\nA = ones(n);\nfor k = 1:60\n    B = A * 0.5;\n    A = B + k;\nend\nend\n"
    port = (
        "import numpy as np\ndef f(n):\n    A = np.ones((int(n), int(n)))\n    for k in range(1, 61):\n"
        "        B = A * (0.5 if k < 55 else 0.25)\n        A = B + k\n    return A\n"
    )
    found = traced(octave, original, port, "40", bounds=SMALL)
    assert lines(found) == (4, 5)
    assert found.divergence is not None
    assert found.divergence.original is not None
    assert found.divergence.original.iteration == (55,)
    assert [cause.kind for cause in found.divergence.causes] == ["scale"]


def test_large_arrays_in_a_struct_and_in_a_cell(octave: Octave) -> None:
    original = "function y = f(n)\ns.A = magic(n);\ns.n = n;\nc = {s.A * 2, 'text'};\ny = sum(c{1}(:)) + s.n;\nend\n"
    port = (
        "import numpy as np\ndef f(n):\n    k = np.arange(1, n * n + 1).reshape(int(n), int(n))\n"
        "    m = (k // 1) % 2\n    s = {}\n    s['A'] = M(n)\n    s['n'] = n\n    c = [s['A'] * 2, 'text']\n"
        "    y = c[0].sum() + s['n']\n    return y\n"
        "def M(n):\n    p = np.arange(1, int(n) + 1)\n"
        "    return n * ((p[:, None] + p - int(n) // 2 - 3) % n) + (p[:, None] + 2 * p - 3 + 1 - 1) % n + 1.0\n"
    )
    found = traced(octave, original, port, "41", bounds=SMALL)
    kept = {write.variable.name: write.value for write in found.alignment.original.writes}
    assert isinstance(kept["s.A"], Summary)
    assert kept["s.n"].item() == 41
    assert isinstance(kept["c"][0, 0], Summary)


@pytest.mark.parametrize(
    "value",
    [
        np.random.default_rng(1).random((301, 47)),
        np.arange(5000.0)[None, :],
        np.random.default_rng(2).random((70, 80)).astype(np.float32),
        np.random.default_rng(3).random((70, 80)) * (1 + 2j),
        np.random.default_rng(4).integers(-9, 9, (70, 81)).astype(np.int8),
        np.random.default_rng(5).random((20, 30, 40)) > 0.5,
        np.where(np.random.default_rng(6).random((90, 90)) > 0.99, np.nan, -0.0),
    ],
)
def test_both_sides_summarize_alike(octave: Octave, value: np.ndarray) -> None:
    (cell,) = octave.call(Path.cwd(), FunctionHandle("@(x) {matdrop_summary(x, 0), 1}"), [value])[:1] or [None]
    original = array_of(restored(cell))[0, 0] if is_cell(cell) else restored(cell)
    port = summarize(canonical(value))
    assert isinstance(original, Summary)
    assert isinstance(port, Summary)
    assert (original.class_name, original.size, original.hash) == (port.class_name, port.size, port.hash)
    np.testing.assert_allclose(original.figures, port.figures, rtol=1e-13, atol=1e-15)


SUMS = "function s = f(n)\ns = 0;\nfor k = 1:n\n    v = k * ones(1, 10);\n    s = s + sum(v) + rand();\nend\nend\n"
SUMS_PORT = (
    "import numpy as np\ndef f(n, rand):\n    s = 0\n    for k in range(1, int(n) + 1):\n"
    "        v = k * np.ones((1, 10))\n"
    "        s = s + v.sum() + rand(1, 1)[0, 0]\n    return s\n"
)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        (replace(BOUNDS, limit=500), "after {lines} lines and {values} values, its limit: what comes later is not"),
        (
            replace(BOUNDS, size=20_000),
            "after {lines} lines and {values} values, because these take 0.02 MB, its limit",
        ),
    ],
)
def test_limits_are_said_and_change_nothing(octave: Octave, bounds: Bounds, said: str) -> None:
    write(Path.cwd(), SUMS, SUMS_PORT)
    case = case_of_call(Path("f.m"), "f.py:f", ("400",), seed=3)
    (before,) = octave.run([case])
    reference, recording = record_original(case, octave, bounds=bounds)
    (after,) = octave.run([case])
    assert recording.ended == ("lines" if bounds.limit == 500 else "size")
    assert 100 < len(recording.events) < 500
    for one in (reference, after):
        assert [digest(v) for v in one.outputs.values()] == [digest(v) for v in before.outputs.values()]
        assert digest(one.draws) == digest(before.draws)
    assert octave.call(Path.cwd(), FunctionHandle("@() numel(dbstatus())"), []) == [0]
    found = traced(octave, SUMS, SUMS_PORT.replace("rand):", "rand=lambda *n: np.zeros(n)):"), "400", bounds=bounds)
    events, values = len(found.alignment.original.events), len(found.alignment.original.writes)
    assert said.format(lines=events, values=values) in found.remarks[-2]
    assert found.remarks[-2].startswith("the recording of the original was ended")
    assert found.remarks[-1].startswith("the recording of the port was ended")


def test_a_run_that_takes_too_long_is_traced_up_to_there(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    original = (
        "function y = f(x)\ny = x * 2;\nwhile true\n    try\n        y = y + 1;\n    catch\n        y = 0;\n    end\n"
        "end\nend\n"
    )
    port = "def f(x):\n    y = x * 2\n    while y < 50:\n        y = y + 1\n    return y\n"
    write(Path.cwd(), original, port)
    running = octave.process_id
    monkeypatch.setattr(octave, "timeout", 2)
    found = trace("f.m", "f.py", "1", timeout=2, octave=octave)
    assert found.result.verdict == "ORIGINAL FAILED"
    assert found.divergence is not None
    assert lines(found) == (3, 3)
    assert "the original goes round the loop once more and the port does not" in found.divergence.detail
    assert "no answer within 2 s" in (found.result.error or "")
    assert found.remarks[-1].endswith("because its time was up; give it more time (--timeout), or a smaller case")
    assert [row.port_mark for row in found.rows if row.port == 2] == ["agrees"]
    # The session has gone on, and holds nothing of it.
    assert octave.process_id == running
    assert octave.call(Path.cwd(), FunctionHandle("@() numel(dbstatus())"), []) == [0]
    write(Path.cwd(), original.replace("true", "y < 50"), port)
    assert trace("f.m", "f.py", "1", octave=octave).divergence is None


def test_a_line_that_does_not_end(octave: Octave, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path.cwd(), "function y = f(x)\nsystem('sleep 60');\ny = x;\nend\n", "def f(x):\n    return x\n")
    monkeypatch.setattr(octave, "timeout", 1)
    monkeypatch.setattr("matdrop.engines.octave_session.GRACE", 1)
    with pytest.raises(MatdropError, match=r"no answer within 1 s; GNU Octave .* was started again; give it more time"):
        trace("f.m", "f.py", "1", timeout=1, octave=octave)
