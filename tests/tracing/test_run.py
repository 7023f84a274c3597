"""Tracing pairs: each kind of statement, helpers, scripts, errors, other names, long loops, a clean session."""

import textwrap
from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.tracing.run import Trace, trace
from matdrop.values.canonical import digest
from matdrop.values.value import FunctionHandle

# Name, original, port, arguments, and the lines that differ (None for a right port).
PAIRS: dict[str, tuple[str, str, list[str], tuple[int, int] | None]] = {
    "early_return": (
        """
        function y = f(x)
        y = 0;
        if x < 0
            y = -1;
            return
        end
        y = sqrt(x);
        """,
        """
        def f(x):
            y = 0
            if x <= 0:
                y = -1
                return y
            y = x**0.5
            return y
        """,
        ["0"],
        (4, 4),
    ),
    "while_and_break": (
        """
        function [n, s] = f(x)
        n = 0; s = 0;
        while true
            n = n + 1;
            s = s + x / n;
            if s > 3
                break
            end
        end
        """,
        """
        def f(x):
            n = 0
            s = 0
            while True:
                n = n + 1
                s = s + x / n
                if s > 2.5:
                    break
            return n, s
        """,
        ["1.5"],
        (7, 8),
    ),
    "do_until": (
        """
        function s = f(x)
        s = x;
        do
            s = s * 3;
            s = s + 1;
        until s > 100
        end
        """,
        """
        def f(x):
            s = x
            while True:
                s = s * 3
                s = s + 2
                if s > 100:
                    break
            return s
        """,
        ["1"],
        (6, 6),
    ),
    "switch": (
        """
        function y = f(x, how)
        a = x * 2;
        switch how
            case 'twice'
                y = a + x;
            otherwise
                y = a;
        end
        """,
        """
        def f(x, how):
            a = x * 2
            if how == "twice":
                y = a - x
            else:
                y = a
            return y
        """,
        ["3", "'twice'"],
        (6, 5),
    ),
    "several_statements_on_a_line": (
        """
        function y = f(x)
        a = x + 1; b = a * 2;
        for k = 1:3, b = b + k; end
        y = b;
        """,
        """
        def f(x):
            a = x + 1
            b = a * 2
            for k in range(1, 3):
                b = b + k
            y = b
            return y
        """,
        ["3"],
        (4, 5),
    ),
    "a_statement_of_several_lines": (
        """
        function y = f(x)
        y = [x, ...
             x * 2, ... the second
             x * 3];
        y = y * ...
            2;
        """,
        """
        import numpy as np
        def f(x):
            y = np.array([[
                x,
                x * 2,
                x * 4,
            ]])
            y = y * 2
            return y
        """,
        ["3"],
        (3, 4),
    ),
    "try_and_catch": (
        """
        function y = f(x)
        y = 1;
        try
            z = x(5);
        catch err
            y = numel(err.message) > 0;
            y = y + 4;
        end
        """,
        """
        def f(x):
            y = 1
            try:
                z = x[0, 4]
            except IndexError:
                y = 1
                y = y + 5
            return y
        """,
        ["[1 2]"],
        (8, 8),
    ),
    "struct_and_cell": (
        """
        function s = f(x)
        s.a = x;
        s.b = {x + 1, 'text'};
        s.c.d = x * 2;
        end
        """,
        """
        def f(x):
            s = {}
            s["a"] = x
            s["b"] = [x + 1, "text"]
            s["c"] = {"d": x * 3}
            return s
        """,
        ["3"],
        (5, 6),
    ),
    "right_but_other_names_and_vectorised": (
        """
        function total = f(x)
        total = 0;
        for k = 1:numel(x)
            square = x(k) ^ 2;
            total = total + square;
        end
        end
        """,
        """
        def f(values):
            powers = values**2
            return powers.sum()
        """,
        ["[1 2 3]"],
        None,
    ),
}


def write(folder: Path, original: str, port: str, name: str = "f") -> Path:
    (folder / f"{name}.m").write_text(original)
    (folder / f"{name}.py").write_text(port)
    return folder / f"{name}.m"


def lines(found: Trace) -> tuple[int, int] | None:
    divergence = found.divergence
    if divergence is None:
        return None
    assert divergence.original is not None
    assert divergence.port is not None
    return divergence.original.line, divergence.port.line


@pytest.mark.parametrize("key", PAIRS)
def test_statements(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.chdir(tmp_path)
    original, port, args, expected = PAIRS[key]
    # The first line of the texts above is empty, so that lines count from 2.
    write(tmp_path, textwrap.dedent(original), textwrap.dedent(port))
    assert lines(trace("f.m", "f.py:f", *args, octave=octave)) == expected


KMEANS = """
function [centroids, history] = kmeans(X, centroids, steps)
history = [];
for step = 1:steps
    moved = centroids;
    for k = 1:size(centroids, 1)
        moved(k, :) = middle(X, centroids, k);
    end
    shift = len(moved - centroids);
    history(end + 1) = shift;
    centroids = moved;
end
end

function d = len(A)
    squares = A(:) .^ 2;
    d = sqrt(sum(squares));
end
"""
MIDDLE = """
function m = middle(X, centroids, k)
D = zeros(size(X, 1), size(centroids, 1));
for j = 1:size(centroids, 1)
    D(:, j) = sum((X - centroids(j, :)) .^ 2, 2);
end
[~, nearest] = min(D, [], 2);
m = mean(X(nearest == k, :), 1);
end
"""
KMEANS_PORT = """
import numpy as np

def middle(X, centroids, k):
    D = ((X[:, None, :] - centroids[None, :, :]) ** 2).sum(axis=2)
    nearest = D.argmin(axis=1)
    return X[nearest == k].mean(axis=0)

def len_(A):
    squares = A.ravel() ** 2
    return np.sqrt(squares.sum())

def kmeans(X, centroids, steps):
    history = []
    for step in range(steps):
        moved = centroids.copy()
        for k in range(centroids.shape[0]):
            moved[k] = middle(X, centroids, k)
        shift = len_(moved - centroids)
        history.append(shift)
        centroids = moved
    return centroids, np.array([history])
"""
KMEANS_ARGS = ["[1 1; 1.5 2; 3 4; 5 7; 3.5 5]", "[1 1; 5 7]", "3"]


@pytest.mark.parametrize(
    ("right", "wrong", "into", "expected"),
    [
        ("", "", (), None),
        ("", "", ("middle.m",), None),
        (".mean(axis=0)", ".sum(axis=0) / 5", (), (7, 18)),  # a wrong helper: the call ...
        (".mean(axis=0)", ".sum(axis=0) / 5", ("middle.m",), (8, 7)),  # ... and the line in it
        ("D.argmin(axis=1)", "D.argmax(axis=1)", ("middle.m",), (7, 6)),
        ("A.ravel() ** 2", "abs(A.ravel())", (), (16, 10)),  # a subfunction is traced without being asked for
        ("range(centroids.shape[0])", "range(centroids.shape[0] - 1)", (), (6, 17)),
    ],
)
def test_helpers(
    octave: Octave,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    right: str,
    wrong: str,
    into: tuple[str, ...],
    expected: tuple[int, int] | None,
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, KMEANS, KMEANS_PORT.replace(right, wrong), "kmeans")
    (tmp_path / "middle.m").write_text(MIDDLE)
    found = trace("kmeans.m", "kmeans.py:kmeans", *KMEANS_ARGS, into=into, octave=octave)
    assert lines(found) == expected


SCRIPT = """clear all; close all;
x = linspace(0, 1, 5);
total = 0;
for k = 1:numel(x)
    if x(k) > 0.5
        total = total + x(k);
    else
        total = total - x(k);
    end
end
figure; plot(x);
y = total * 2;
"""
SCRIPT_PORT = """import numpy as np
x = np.linspace(0, 1, 5)
total = 0
for k in range(len(x)):
    if x[k] > 0.5:
        total = total + x[k]
    else:
        total = total - x[k]
y = total * 2
"""


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [("", "", None), ("> 0.5", ">= 0.5", (5, 5)), ("- x[k]", "- x[0]", (8, 8)), ("* 2", "* 3", (12, 9))],
)
def test_a_script(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, expected: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, SCRIPT, SCRIPT_PORT.replace(right, wrong), "sums")
    assert lines(trace("sums.m", "sums.py", outputs=["total", "y"], octave=octave)) == expected


RENAMED = """
function Z = standardize(X)
mu = mean(X);
sigma = std(X);
Z = zeros(size(X));
for j = 1:size(X, 2)
    centered = X(:, j) - mu(j);
    Z(:, j) = centered / sigma(j);
end
end
"""
RENAMED_PORT = """
import numpy as np
def standardize(data):
    middle = data.mean(axis=0, keepdims=True)
    spread = data.std(axis=0, ddof=1, keepdims=True)
    shifted = data - middle
    result = shifted / spread
    return result
"""


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("", "", None),
        (", ddof=1", "", (4, 5)),
        ("shifted / spread", "shifted * spread", (8, 7)),
    ],
)
def test_all_names_are_others_and_the_loop_is_vectorised(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, expected: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, RENAMED, RENAMED_PORT.replace(right, wrong), "standardize")
    assert lines(trace("standardize.m", "standardize.py", "magic(4)", octave=octave)) == expected


def test_what_has_no_counterpart_is_named_too(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, RENAMED, RENAMED_PORT.replace("data - middle", "data + middle"), "standardize")
    found = trace("standardize.m", "standardize.py", "magic(4)", octave=octave)
    assert lines(found) == (8, 7)
    assert found.divergence is not None
    assert found.divergence.between == ("shifted",)


def test_given_names(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    original = "function y = f(x)\nrate = x * 2;\ngain = x + 2;\ny = rate * gain;\nend\n"
    write(tmp_path, original, "def f(x):\n    a = x * 3\n    b = x + 3\n    return a * b\n")
    assert lines(trace("f.m", "f.py", "5", octave=octave)) == (4, 4)
    assert lines(trace("f.m", "f.py", "5", names={"rate": "a", "gain": "b"}, octave=octave)) == (2, 2)


def test_a_variable_is_told_by_what_it_is_made_of(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    original = "function y = f(x)\nrate = x * 2;\ngain = 7;\ny = rate * gain;\nend\n"
    write(tmp_path, original, "def f(x):\n    a = x * 3\n    b = 7\n    return a * b\n")
    assert lines(trace("f.m", "f.py", "5", octave=octave)) == (2, 2)


def test_ties_that_count_from_0(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    original = """
        function [v, idx] = f(x, k)
        [s, order] = sort(x, 'descend');
        idx = order(1:k);
        v = s(1:k);
        end
        """
    port = """
        import numpy as np
        def f(x, k):
            order = np.argsort(x)[::-1]
            idx = order[:k]
            return x[idx], idx
        """
    write(tmp_path, textwrap.dedent(original), textwrap.dedent(port))
    assert lines(trace("f.m", "f.py", "[3 1 3 2 5 3 5]", "4", octave=octave)) == (3, 4)


def test_errors_in_the_middle(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    original = "function y = f(x)\na = x * 2;\nb = a(5);\ny = b + 1;\nend\n"
    write(tmp_path, original, "def f(x):\n    a = x * 2\n    b = a[0, 4]\n    y = b + 1\n    return y\n")
    both = trace("f.m", "f.py", "[1 2 3]", octave=octave)
    assert lines(both) == (3, 3)
    assert both.result.verdict == "BOTH FAILED"
    write(tmp_path, original, "def f(x):\n    a = x * 2\n    b = a[0, 9]\n    y = b + 1\n    return y\n")
    port = trace("f.m", "f.py", "[1 2 3 4 5]", octave=octave)
    assert (lines(port), port.result.verdict) == ((3, 3), "PORT FAILED")
    assert [row.port_mark for row in port.rows if row.port in (2, 4)] == ["agrees", "not reached"]
    write(tmp_path, original, "def f(x):\n    a = x * 2\n    b = a[0, 1]\n    y = b + 1\n    return y\n")
    first = trace("f.m", "f.py", "[1 2 3]", octave=octave)
    assert (lines(first), first.result.verdict) == ((3, 3), "ORIGINAL FAILED")
    assert first.divergence is not None
    assert "out of bound" in first.divergence.detail


LONG = """
function s = f(x)
s = x;
for k = 1:900
    t = mod(k * 3 + s, 17);
    s = mod(s + t, 1000);
end
end
"""
LONG_PORT = """
def f(x):
    s = x
    for k in range(1, 901):
        t = (k * 3 + s) % 17
        if k == 777:
            t = t + 1
        s = (s + t) % 1000
    return s
"""


def test_a_long_loop_is_traced_where_it_parts(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, LONG, LONG_PORT)
    found = trace("f.m", "f.py", "1", octave=octave)
    assert lines(found) == (5, 6)
    assert found.divergence is not None
    assert found.divergence.original is not None
    assert found.divergence.original.iteration == (777,)
    assert len(found.alignment.original.events) < 3 * 900


def test_three_hundred_lines_and_ten_thousand_iterations(
    octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    straight = [(f"a{k} = a + {k};", f"    a{k} = a + {k}") for k in range(288)]
    loop = [
        ("for k = 1:10000", "    for k in range(1, 10001):"),
        ("    t = mod(k * 3 + s, 17);", "        t = (k * 3 + s) % 17"),
        ("    u = t * 2;", "        u = t * 2"),
        ("    if u > 7", "        if u > (7 if k < 7777 else 8):"),
        ("        u = u - 1;", "            u = u - 1"),
        ("    end", ""),
        ("    s = mod(s + u, 1000);", "        s = (s + u) % 1000"),
        ("end", ""),
    ]
    both = [("function s = f(a)", "def f(a):"), ("s = 0;", "    s = 0"), *straight, *loop, ("end", "    return s")]
    write(tmp_path, "\n".join(o for o, _ in both), "\n".join(p for _, p in both))
    found = trace("f.m", "f.py", "1", octave=octave, timeout=300)
    assert len(found.alignment.original.sources[0].text) == 299
    assert lines(found) == (294, 294)
    assert not found.alignment.original.ended


def test_the_original_is_not_disturbed(octave: Octave, tmp_path: Path) -> None:
    write(
        tmp_path,
        "function [a, b, c] = f(n)\na = rand(n);\nfprintf('%g\\n', a);\nb = randn(1, n);\nc = {a > 0.5, 'x'};\nend\n",
        "def f(n):\n    return n\n",
    )
    from matdrop.cases.case import case_of_call

    case = case_of_call(tmp_path / "f.m", "f.py", ("4",), seed=3)
    (before,) = octave.run([case])
    from matdrop.tracing.original_recorder import record_original

    traced, recording = record_original(case, octave)
    (after,) = octave.run([case])
    assert len(recording.writes) > 3
    for reference in (traced, after):
        assert {name: digest(value) for name, value in reference.outputs.items()} == {
            name: digest(value) for name, value in before.outputs.items()
        }
        assert (reference.printed, digest(reference.draws)) == (before.printed, digest(before.draws))
    assert octave.call(tmp_path, FunctionHandle("@() numel(dbstatus())"), []) == [0]
    assert octave.call(tmp_path, FunctionHandle("@() mislocked('matdrop_probe')"), []) == [0]


def test_what_cannot_be_traced_is_said(octave: Octave, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "function y = f(x)\ny = abs(x);\nend\n", "from math import sqrt\n")
    with pytest.raises(MatdropError, match=r"sqrt cannot be traced: it has no Python source; name a function"):
        trace("f.m", "f.py:sqrt", "4", octave=octave)
    with pytest.raises(MatdropError, match=r"there is no file helper\.m to trace into"):
        trace("f.m", "f.py:sqrt", "4", into=["helper.m"], octave=octave)


def test_a_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, octave: Octave) -> None:
    monkeypatch.chdir(tmp_path)
    original = "function y = f(x)\ny = x;\nwhile y < 5\n    y = y + 1;\nend\nend\n"
    port = "def f(x):\n    y = x\n    while y > 0:\n        y = y + 1\n    return y\n"
    write(tmp_path, original, port)
    found = trace("f.m", "f.py", "1", timeout=2, octave=octave)
    assert (lines(found), found.result.verdict) == ((3, 3), "PORT FAILED")
