"""Objects of classes of the user's: their public properties against the attributes of the port's object."""

from pathlib import Path

import pytest

from matdrop.engines.session import Session
from matdrop.explain.explanation import verify_pair

FILES = {
    "Point.m": """\
classdef Point
    properties
        x = 0
        label = 'origin'
    end
    properties (Access = private)
        secret = 7
    end
    properties (Dependent)
        double_x
    end
    methods
        function p = Point(x)
            p.x = x;
        end
        function d = get.double_x(p)
            d = 2 * p.x;
        end
    end
end
""",
    "Node.m": """\
classdef Node < handle
    properties
        value = 0
        next = []
    end
end
""",
    "Closed.m": """\
classdef Closed
    properties (Access = private)
        secret = 7
    end
end
""",
    "closed.m": "function c = closed()\nc = Closed();\nend\n",
    "@Old/Old.m": "function o = Old(a)\no = class(struct('a', a), 'Old');\nend\n",
    "f.m": "function y = f(x)\ny = Point(x);\nend\n",
    "chain.m": "function n = chain()\nn = Node();\nn.value = 1;\nn.next = Node();\nn.next.value = 2.5;\nend\n",
    "ring.m": "function n = ring()\nn = Node();\nn.next = n;\nend\n",
    "old.m": "function o = old()\no = Old([1 2]);\nend\n",
    "many.m": "function c = many()\nc = {Point(1), Point(2)};\nend\n",
    "sum_of.m": "function s = sum_of(p, m)\ns = p.x + m('a');\nend\n",
    "raise_all.m": "function s = raise_all(s, m)\nfor k = 1:numel(s)\ns(k).at = s(k).at + m(k);\nend\nend\n",
    "port.py": """\
def raise_all(s, m):
    for number, peak in enumerate(s, 1):
        peak.at = peak["at"] + m[number]
    return s

class Point:
    def __init__(self, x, label="origin"):
        self.x, self.label, self._cache = x, label, {}

    @property
    def double_x(self):
        return 2 * self.x

def right(x):
    return Point(x)

def wrong(x):
    return Point(x, "elsewhere")

def as_dict(x):
    return {"x": x, "label": "origin", "double_x": 2 * x}

class Node:
    def __init__(self, value, next=()):
        self.value, self.next = value, list(next) if not isinstance(next, Node) else next

def chain():
    return Node(1, Node(2.5))

def ring():
    node = Node(0)
    node.next = node
    return node

def closed():
    return {}

def old():
    return {"a": [1, 2]}

def many():
    return [Point(1), Point(2)]

def sum_of(p, m):
    return p.x + m["a"]
""",
}
POINT = "an object of class Point"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("original", "port", "args", "verdict", "said"),
    [
        ("f", "right", ("2.5",), "PASS", POINT),
        ("f", "as_dict", ("2.5",), "PASS", POINT),
        ("f", "wrong", ("2.5",), "MISMATCH", POINT),
        ("many", "many", (), "PASS", POINT),
        (
            "raise_all",
            "raise_all",
            ("struct('at', {1.5, 2, 4}, 'name', {'a', 'b', 'c'})", "containers.Map({1, 2, 3}, {0.5, 1, 2})"),
            "PASS",
            "the port returned a list, MATLAB 1x3 struct",
        ),
        ("closed", "closed", (), "MISMATCH", ""),
        ("chain", "chain", (), "PASS", "an object of class Node"),
        ("old", "old", (), "PASS", "an object of class Old"),
        ("sum_of", "sum_of", ("Point(2)", "containers.Map({'a', 'b'}, {3, 4})"), "PASS", ""),
    ],
)
def test_object(
    folder: Path, octave: Session, original: str, port: str, args: tuple[str, ...], verdict: str, said: str
) -> None:
    result = verify_pair(folder / f"{original}.m", f"{folder / 'port.py'}:{port}", *args, session=octave, traced=False)
    assert (result.verdict, result.error) == (verdict, None)
    assert said in "; ".join(result.conventions)


def test_an_object_that_holds_itself_is_said(folder: Path, octave: Session) -> None:
    result = verify_pair(folder / "ring.m", f"{folder / 'port.py'}:ring", session=octave, traced=False)
    assert result.verdict == "MISMATCH"
    assert "an object of class Node holds itself" in str(result.outputs[0].mismatch)


def test_what_cannot_be_read_is_no_crash_and_agrees_with_nothing(folder: Path, octave: Session) -> None:
    (folder / "old.m").write_text("function n = old()\nn = inputParser();\nend\n")
    (folder / "port.py").write_text("def old():\n    return {}\n")
    result = verify_pair(folder / "old.m", f"{folder / 'port.py'}:old", session=octave, traced=False)
    assert (result.verdict, result.error) == ("MISMATCH", None)
