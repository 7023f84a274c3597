"""Each kind of Python that a port may be written in: the statement with a planted defect is named."""

from pathlib import Path

import pytest

from tests.tracing.hand_made import Step, lines, located

ORIGINAL = """function y = f(x, k)
a = x + k;
b = a * 2;
y = b - 1;
"""
X = [1.5, 2.25, 7.125]
A, B = [x + 2 for x in X], [2 * (x + 2) for x in X]
Y = [b - 1 for b in B]
STEPS: list[Step] = [(2, "store", "a", [A]), (3, "store", "b", [B]), (4, "store", "y", [Y])]

# A port whose line with a comment is wrong, in place of `a = x + k` or of `b = a * 2`.
PORTS = {
    "method": """
class Scaler:
    def __init__(self, k):
        self.k = k
    def scale(self, x):
        a = x - self.k  # wrong
        b = a * 2
        return b
def f(x, k):
    return Scaler(k).scale(x) - 1
""",
    "attribute": """
class State:
    pass
def f(x, k):
    s = State()
    s.a = x + k
    s.b = s.a * 3  # wrong
    return s.b - 1
""",
    "dict key": """
def f(x, k):
    s = {}
    s["a"] = x + k
    s["b"] = s["a"] * 3  # wrong
    return s["b"] - 1
""",
    "closure": """
def f(x, k):
    def shifted(v):
        return v - k  # wrong
    a = shifted(x)
    b = a * 2
    return b - 1
""",
    "lambda": """
def f(x, k):
    shifted = lambda v: v - k  # wrong
    a = shifted(x)
    b = a * 2
    return b - 1
""",
    "comprehension": """
def f(x, k):
    a = np.array([[v - k for v in x[0]]])  # wrong
    b = a * 2
    return b - 1
""",
    "generator": """
def doubled(a):
    for v in a[0]:
        yield v * 3  # wrong
def f(x, k):
    a = x + k
    b = np.array([list(doubled(a))])
    return b - 1
""",
    "with": """
import contextlib
def f(x, k):
    with contextlib.suppress(KeyError):
        a = x - k  # wrong
        b = a * 2
    return b - 1
""",
    "match": """
def f(x, k):
    match x.ndim:
        case 2:
            a = x - k  # wrong
        case _:
            a = x
    b = a * 2
    return b - 1
""",
    "exception": """
def f(x, k):
    try:
        a = {}["no"]
    except KeyError:
        a = x - k  # wrong
    b = a * 2
    return b - 1
""",
    "in place": """
def f(x, k):
    a = x + k
    b = a.copy()
    b *= 3  # wrong
    return b - 1
""",
    "view": """
def f(x, k):
    a = x + k
    b = a * 2
    part = b[:, 1:]
    part += 1  # wrong
    return b - 1
""",
    "walrus": """
def f(x, k):
    if (a := x - k) is not None:  # wrong
        b = a * 2
    return b - 1
""",
    "conditional": """
def f(x, k):
    a = x - k if x.size else x  # wrong
    b = a * 2
    return b - 1
""",
}


@pytest.mark.parametrize("kind", PORTS)
def test_the_wrong_statement_is_named(tmp_path: Path, kind: str) -> None:
    port = PORTS[kind].lstrip()
    wrong = next(number for number, line in enumerate(port.splitlines(), 1) if line.endswith("# wrong"))
    faults = located(tmp_path, ORIGINAL, port, ({"x": [X], "k": [[2.0]]}, {"y": [Y]}, STEPS))
    ((certainty, named, interval),) = lines(faults)
    assert wrong in interval
    if kind != "view":  # of which the words say nothing
        assert named == wrong, f"{certainty} {named} of {interval}"


def test_a_helper_of_another_module_is_recorded(tmp_path: Path) -> None:
    (tmp_path / "steps_of_it.py").write_text("def shifted(x, k):\n    a = x - k\n    return a\n")
    port = "from steps_of_it import shifted\ndef f(x, k):\n    a = shifted(x, k)\n    b = a * 2\n    return b - 1\n"
    (fault,) = located(tmp_path, ORIGINAL, port, ({"x": [X], "k": [[2.0]]}, {"y": [Y]}, STEPS)).faults
    assert fault.statement is not None
    assert (fault.statement.file.name, fault.statement.line) == ("steps_of_it.py", 2)
