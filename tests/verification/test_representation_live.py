"""What originals have in classes that Python has otherwise: each against the ways in which a port holds the same."""

import dataclasses
import enum
from collections import namedtuple
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.tolerance import DEFAULT_TOLERANCE
from matdrop.engines.session import Session
from matdrop.values.value import Value
from matdrop.verification.compare import compare

Peak = namedtuple("Peak", "at height")


@dataclasses.dataclass
class Point:
    at: float
    height: float


@dataclasses.dataclass(slots=True)
class Slim:
    at: float
    height: float


class Thing:
    """Holds one field behind a property, and another thing of its own."""

    def __init__(self, at: float, height: float) -> None:
        self.at, self._height = at, height

    @property
    def height(self) -> float:
        return self._height


ROWS = np.array([(1, 2.5), (3, 4.5)], [("at", float), ("height", float)])

STRUCTS = "struct('at', {1, 3}, 'height', {2.5, 4.5})"
NESTED = "struct('name', {'a', 'bc'}, 'peak', {struct('at', 1, 'height', 2.5), struct('at', 3, 'height', 4.5)})"
MAP = "containers.Map({'mu', 'sigma'}, {1.5, [1 2 3]})"

# What MATLAB returns, what the port returns, what is said.
PASS = [
    (STRUCTS, "[dict(at=1, height=2.5), dict(at=3, height=4.5)]", "a list, MATLAB 1x2 struct"),
    (STRUCTS, "[Point(1, 2.5), Point(3, 4.5)]", "a list"),
    (STRUCTS, "[Slim(1, 2.5), Slim(3, 4.5)]", "a list"),
    (STRUCTS, "[Peak(1, 2.5), Peak(3, 4.5)]", "a list"),
    (STRUCTS, "[Thing(1, 2.5), Thing(3, 4.5)]", "a list"),
    (STRUCTS, "np.array([Thing(1, 2.5), Thing(3, 4.5)], object)", "a list"),
    (STRUCTS, "dict(at=[1, 3], height=np.array([2.5, 4.5]))", "a dict of lists, MATLAB 1x2 struct"),
    (STRUCTS, "ROWS", ""),
    (STRUCTS, "np.rec.array(ROWS)", ""),
    (f"{STRUCTS}'", "ROWS", "1-D, MATLAB 2x1"),
    (f"{STRUCTS}'", "[dict(at=1, height=2.5), dict(at=3, height=4.5)]", "MATLAB 2x1 struct"),
    (f"{STRUCTS}'", "dict(at=[1, 3], height=[2.5, 4.5])", "MATLAB 2x1 struct"),
    ("struct('p', {[1 2 3], [4 5 6]})", "dict(p=[[1, 2, 3], [4, 5, 6]])", "a dict of lists"),
    ("struct('p', {[1 2 3], [4 5 6]})", "np.array([([1, 2, 3],), ([4, 5, 6],)], [('p', float, 3)])", ""),
    ("struct('at', 1, 'height', 2.5)", "[Point(1, 2.5)]", "a list, MATLAB 1x1 struct"),
    ("struct('at', 1, 'height', 2.5)", "ROWS[0]", ""),
    (NESTED, "[dict(name='a', peak=Point(1, 2.5)), dict(name='bc', peak=Peak(3, 4.5))]", "a list"),
    (NESTED, "dict(name=['a', 'bc'], peak=[Point(1, 2.5), Point(3, 4.5)])", "a dict of lists"),
    (f"struct('all', {{{STRUCTS}}})", "dict(all=[Point(1, 2.5), Point(3, 4.5)])", "a list"),
    ("struct('maxIter', 3, 'tolX', 0.5)", "dict(max_iter=3, tol_x=0.5)", "named max_iter for maxIter, tol_x for tolX"),
    # Empties.
    *[(f"zeros({size})", port, "an empty value") for size in ("0, 0", "1, 0", "0, 3", "0, 1")
      for port in ("np.array([])", "[]", "()", "''", "{}", "np.array([], int)")
      if (size, port) not in {("1, 0", "np.array([])"), ("0, 0", "[]"), ("0, 0", "()")}],
    ("{}", "[]", "an empty value, MATLAB 0x0 cell"),
    ("{}", "{}", "an empty value"),
    ("cell(1, 0)", "[]", "an empty value"),
    ("''", "[]", "an empty value, MATLAB 0x0 char"),
    ("zeros(1, 0) == 1", "np.array([])", "an empty value, MATLAB 1x0 logical"),
    ("struct('a', {})", "[]", "an empty value, MATLAB 0x0 struct"),
    ("struct('a', {})", "{}", "an empty value"),
    ("zeros(0, 3)", "np.zeros((0, 3))", ""),
    ("struct('a', {zeros(0, 3)})", "dict(a=[])", "an empty value, MATLAB 0x3"),
    ("{zeros(0, 1), 2}", "[np.array([]), 2]", "an empty value, MATLAB 0x1"),
    # Sparse.
    *[("sparse([0 2; 3.5 0])", f"sp.{form}(np.array([[0, 2], [3.5, 0]]))", "")
      for form in ("csr_matrix", "csc_matrix", "coo_matrix", "csr_array", "csc_array", "coo_array", "lil_matrix",
                   "dok_array", "bsr_matrix", "dia_array")],
    ("sparse([0 2; 3 0])", "sp.csr_matrix(np.array([[0, 2], [3, 0]]))", "int64, MATLAB double"),
    ("sparse([0 1; 1 0]) == 1", "sp.csr_array(np.array([[0, 1], [1, 0]]), dtype=bool)", ""),
    ("sparse([0 1; 1 0]) == 1", "sp.coo_matrix(np.array([[0, 1], [1, 0]]))", "int64, MATLAB logical"),
    ("sparse([0 2i; 3 0])", "sp.csr_matrix(np.array([[0, 2j], [3, 0]]))", ""),
    ("sparse([0 1 2])", "sp.coo_array(np.array([0.0, 1, 2]))", ""),
    ("sparse([0 1 2])'", "sp.csc_array(np.array([[0.0], [1], [2]]))", ""),
    # Text.
    *[("'abc'", port, "") for port in ("'abc'", "np.str_('abc')", "b'abc'", "np.bytes_(b'abc')", "np.array('abc')",
                                       "np.array(b'abc')", "list('abc') and 'abc'")],
    ("['ab '; 'cde']", "['ab', 'cde']", "a list of texts, MATLAB 2x3 char"),
    ("['ab '; 'cde']", "np.array([b'ab', b'cde'])", "a list of texts"),
    ("{'ab', 'cde'}", "['ab', 'cde']", ""),
    ("{'ab'; 'cde'}", "np.array(['ab', 'cde'])", "1-D, MATLAB 2x1"),
    ("{'ab'; 'cde'}", "np.array([b'ab', b'cde'])", "1-D, MATLAB 2x1"),
    ("{'a', 'b'}", "np.array(['a', 'b'])", "an array of characters, MATLAB a cell of texts"),
    ("{'a', 'b'}", "['a', b'b']", ""),
    # Members of an enumeration that are numbers or text.
    ("2", "enum.IntEnum('Kind', 'A B').B", ""),
    ("'B'", "enum.Enum('Kind', 'A B').B", ""),
    # Complex noise beside a real part is rounding, by modulus.
    ("[1e3 + 1e-14i, 2]", "np.array([[1e3 + 3e-14j, 2]])", ""),
    ("[5 2]", "np.array([[5 + 1e-16j, 2]])", "one side is complex"),
    ("[5 + 1e-16i, 2]", "np.array([[5.0, 2]])", "one side is complex"),
    ("[NaN 2]", "np.array([[complex(np.nan, np.nan), 2]])", "one side is complex"),
    # A field that the port has stored in another spelling, beside the one that it was given.
    ("struct('Narr', 3, 'd', 1)", "{'Narr': 2, 'd': 1, 'narr': 3}", "fields are named narr for Narr"),
    ("struct('X', 3, 'x', 1)", "{'X': 3, 'x': 1}", ""),
    # A map, and dicts.
    (MAP, "dict(mu=1.5, sigma=[1, 2, 3])", "a dict or an object, MATLAB an object of class containers.Map"),
    ("containers.Map({1, 2.5}, {'a', 'b'}, 'UniformValues', false)", "{1: 'a', 2.5: 'b'}", "containers.Map"),
    ("containers.Map('KeyType', 'int32', 'ValueType', 'any')", "{}", "containers.Map"),
]  # fmt: skip

# What differs stays a mismatch, and of which kind.
MISMATCH = [
    (STRUCTS, "[dict(at=1, height=2.5), dict(at=3, height=4.6)]", "value"),
    (STRUCTS, "[dict(at=1, height=2.5), dict(at=3)]", "class"),
    (STRUCTS, "[dict(at=3, height=4.5), dict(at=1, height=2.5)]", "value"),
    (STRUCTS, "[dict(at=1, height=2.5)]", "size"),
    (STRUCTS, "dict(at=[1, 3], height=[2.5, 4.6])", "value"),
    (STRUCTS, "dict(at=[1, 3, 5], height=[2.5, 4.5, 1])", "size"),
    (STRUCTS, "[Peak(1, 2.5), Peak(3, 4.5), Peak(5, 1)]", "size"),
    ("struct('maxIter', 3)", "dict(max_iters=3)", "value"),
    ("struct('p', {[1 2 3], [4 5 6]})", "dict(p=[[1, 4], [2, 5], [3, 6]])", "size"),
    ("zeros(0, 1)", "np.zeros((0, 0))", "size"),
    ("[]", "np.zeros((0, 3))", "size"),
    ("[]", "np.zeros((1, 0))", "size"),
    ("zeros(1, 3)", "[]", "size"),
    ("0", "[]", "size"),
    ("[]", "0.0", "size"),
    ("''", "' '", "size"),
    ("sparse([0 2; 3.5 0])", "sp.csr_matrix(np.array([[0, 2], [3.0, 0]]))", "value"),
    ("sparse([0 2; 3 0])", "np.array([[0.0, 2], [3, 0]])", "class"),
    ("[0 2; 3 0]", "sp.csr_matrix(np.array([[0.0, 2], [3, 0]]))", "class"),
    ("sparse([0 1; 1 0]) == 1", "sp.csr_matrix(np.array([[0, 2], [1, 0]]))", "class"),
    ("{'a'}", "'a'", "class"),
    ("{'a', 'b'}", "'ab'", "class"),
    ("{{'a', 'b'}}", "['ab']", "class"),
    ("['ab '; 'cde']", "['ab', 'cdf']", "value"),
    ("['ab '; 'cde']", "['ab', 'cdef']", "size"),
    ("{'ab', 'cde'}", "['ab', 'cdf']", "value"),
    ("'2'", "enum.IntEnum('Kind', 'A B').B", "class"),
    ("[1e3 + 1e-5i, 2]", "np.array([[1e3 + 3e-5j, 2]])", "value"),
    ("[5 2]", "np.array([[5 + 1e-9j, 2]])", "class"),
    ("[5 2]", "np.array([[6 + 1e-16j, 2]])", "value"),
    ("struct('X', 3, 'x', 1)", "{'X': 3, 'x': 2}", "value"),
    (MAP, "dict(mu=1.5, sigma=[1, 2, 4])", "value"),
    (MAP, "dict(mu=1.5)", "value"),
    (MAP, "dict(Mu=1.5, sigma=[1, 2, 3])", "value"),
    (MAP, "[1.5, [1, 2, 3]]", "size"),
]  # fmt: skip


@pytest.fixture(scope="module")
def originals(octave: Session, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Value]:
    """Return what the engine has for each expression, in one call."""
    file = tmp_path_factory.mktemp("original") / "same.m"
    file.write_text("function y = same(x)\ny = x;\nend\n")
    expressions = list(dict.fromkeys(expression for expression, *_ in (*PASS, *MISMATCH)))
    cases = [Case(pair_of(file, abs), f"case_{k}", (text,)) for k, text in enumerate(expressions)]
    return {text: one.outputs["y"] for text, one in zip(expressions, octave.run(cases), strict=True)}


def port_value(text: str) -> Any:
    return eval(text, {**globals(), "enum": enum, "sp": sp})


@pytest.mark.parametrize(("expression", "port", "said"), PASS)
def test_another_representation_of_the_same_is_accepted_and_said(
    originals: dict[str, Value], expression: str, port: str, said: str
) -> None:
    comparison = compare(originals[expression], port_value(port), DEFAULT_TOLERANCE, strict=False)
    assert comparison.mismatch is None
    assert said in "; ".join(comparison.accepted)
    assert bool(said) == bool(comparison.accepted)


@pytest.mark.parametrize(("expression", "port", "kind"), MISMATCH)
def test_what_differs_is_a_mismatch_in_every_representation(
    originals: dict[str, Value], expression: str, port: str, kind: str
) -> None:
    mismatch = compare(originals[expression], port_value(port), DEFAULT_TOLERANCE, strict=False).mismatch
    assert mismatch is not None
    assert mismatch.kind == kind
