"""Parts of arrays and cells, read and stored, most of them sparse; each is run on both sides."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.translate.proof import judge_port
from tests.translate.test_port import body_of, cases_of, proof_of

SPARSE: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "elements, rows and columns": (
        "function B = f(A, k)\n  A(k, k + 1) = 5;\n  A(:, 2) = sum(A, 2);\n  A(3, :) = A(1, :)';\n"
        "  A(end, 1:2) = [7 8];\n"
        "  A(2:3, 1) = [5; 6];\n  A(1:2, 2:end) = 0;\n  B = A;\nend\n",
        [("sparse(magic(4))", "2"), ("speye(3)", "1")],
    ),
    "windows": (
        "function B = f(A, w)\n  A(w, w) = speye(numel(w));\n  A(w, w) = A(w, w) + [1 -1; -1 1];\n  A(w, 1) = [3; 4];\n"
        "  A(2, w) = [1 2];\n  A([3 1], [true false true]) = [1 2; 3 4];\n  B = A;\nend\n",
        [("sparse(magic(4))", "[1 3]"), ("sparse(ones(5))", "[4; 2]")],
    ),
    "masks": (
        "function B = f(A, m)\n  A(A > 7) = 1;\n  A(A == 2) = A(A == 2) * 3;\n  A(m, :) = 9;\n  A(:, ~m) = 3;\n"
        "  A(m, m) = 4;\n"
        "  A([false; true; true]) = [6 7];\n  A(isnan(A)) = 0;\n  A(find(A == 9)) = -(1:nnz(A == 9));\n  B = A;\nend\n",
        [("sparse(magic(4))", "[true; false; true; true]"), ("sparse(magic(3))", "[false true true]")],
    ),
    "values at a mask, in their order": (
        "function A = f(A, v)\n  A(A > 2) = v(1:nnz(A > 2));\nend\n",
        [("sparse(magic(4))", "(1:16)'"), ("sparse([1 0 9; 2 3 8])", "(1:6)")],
    ),
    "by one index": (
        "function [A, v] = f(A, k)\n  A(k) = 1;\n  A(1:size(A, 1)+1:end) = 9;\n  A([2 3]) = [4 5];\n"
        "  A([1 2; 3 4]) = [1 2; 3 4];\n  v = A(:, 1);\n  v(2) = 5;\n  v(v == 5) = 1;\n  v(end) = 3;\n"
        "  v([1 2]) = [8 9];\n"
        "  A(:) = 2 * A(:);\n  A(:) = A(:) + 1;\nend\n",
        [("sparse(magic(4))", "3"), ("sparse(magic(3))", "8")],
    ),
    "no index": (
        "function A = f(A, w)\n  A(w, w) = 7;\n  A(w, :) = 0;\n  A(:, w) = 3;\n  A(w) = 9;\nend\n",
        [("speye(3)", "[]"), ("sparse(magic(4))", "[1 2]")],
    ),
    "one that grows": (
        "function [A, v, w] = f(A)\n  n = size(A, 1);\n  A(n + 1, :) = 1;\n  A(:, end + 1) = (1:n + 1)';\n"
        "  A(end + 1, end + 1) = size(A, 1);\n  A(:, end + 1) = sum(A, 2);\n  v = sparse(3, 1);\n  v(end + 2) = 3;\n"
        "  v(8:9) = [1 2];\n  w = sparse(1, 2);\n  w(5) = 1;\nend\n",
        [("speye(4)",), ("sparse(magic(3))",)],
    ),
    "another class": (
        "function [B, C] = f(A)\n  B = A > 4;\n  B(1, 2) = true;\n  B(2, 1) = 3;\n  C = A;\n"
        "  C(1, 2) = 2i;\n  C(3, 3) = 1;\nend\n",
        [("sparse(magic(4))",), ("sparse(magic(3))",)],
    ),
}


@pytest.mark.parametrize("name", SPARSE)
def test_parts_of_sparse_matrices_agree_with_octave(octave: Octave, tmp_path: Path, name: str) -> None:
    source, cases = SPARSE[name]
    proof = proof_of(octave, tmp_path, source, *cases)
    assert proof.is_proven, proof.port.text


def test_a_mask_of_a_sparse_matrix_is_its_index(octave: Octave, tmp_path: Path) -> None:
    source = "function A = f(A)\n  A(A > 3) = 0;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("sparse(magic(4))",))
    assert "A[A.toarray() > 3] = 0  # A(A > 3) = 0;" in body_of(proof)


def test_parts_of_sparse_matrices_are_stored_where_no_case_has_come(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function A = f(A, flag)\n  if flag\n    A(2, 2) = 7;\n    A(A == 7) = 1;\n    A(:, 1) = 3;\n"
        "    A(1:2, 1:2) = eye(2);\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("speye(3)", "0"), ("sparse(magic(4))", "0"))
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("speye(3)", "1")), octave)
    assert other.verdict == "PASS"


def test_columns_are_added_beside_rows_up_to_the_last_but_one(octave: Octave, tmp_path: Path) -> None:
    source = "function A = f(A)\n  A(1:end-1, 5) = diff(A(:, 1));\n  A(2:end, 7) = diff(A(:, 1));\nend\n"
    proof = proof_of(octave, tmp_path, source, ("magic(4)",), ("ones(3, 2)",), ("magic(6)",))
    assert proof.agrees, proof.port.text
    assert proof.port.untranslated == ()


def test_a_matrix_is_stored_in_three_dimensions(octave: Octave, tmp_path: Path) -> None:
    source = "function A = f(B, n)\n  A = ones([size(B) + 2, n]);\n  A(2:end-1, 2:end-1, n:end) = B;\nend\n"
    proof = proof_of(octave, tmp_path, source, ("magic(3)", "2"), ("magic(4)", "1"))
    assert proof.agrees, proof.port.text


def test_what_is_stored_in_three_dimensions_is_drawn_once(octave: Octave, tmp_path: Path) -> None:
    source = "function A = f(n)\n  A = zeros(2, 2, 1);\n  A(1:2, 1:2, 1:1) = rand(n);\n  A = A + rand();\nend\n"
    proof = proof_of(octave, tmp_path, source, ("2",), seed=3)
    assert proof.agrees, proof.port.text


PARTS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "pages that are added one by one": (
        "function W = f(l, no)\n  for k = 1:l-1\n    for i = 1:no(k)\n      for j = 1:no(k+1)\n"
        "        W(i, j, k) = i + j + k;\n      end\n    end\n  end\nend\n",
        [("3", "[2 3 1]"), ("2", "[2 2]")],
    ),
    "rows at a mask that is a matrix": (
        "function [X, M, z] = f(A, v)\n  C = A > 1;\n  X(C, 1) = v(1:nnz(C));\n  M = zeros(numel(A), 2);\n"
        "  M(C, 1) = v(1:nnz(C));\n  M(C, 2) = 7;\n  z = M(C, 1)';\nend\n",
        [("[1 2 3; 4 0 1]", "[1 2 3 4]"), ("[5 0; 0 2; 3 4]", "[5 6 7 8]")],
    ),
    "the only row of a cell": (
        "function [a, b, c] = f(X, k, n)\n  a = X(n, :);\n  b = X(n, k);\n  c = X(n, [1 k]);\nend\n",
        [("{'x', 'y', 'z'}", "2", "1"), ("{'x', 'y'}", "2", "1")],
    ),
    "a column of a cell beside variables of other names": (
        "function [c, r] = f(c, v)\n  row = 5;\n  element = 7;\n  c(:, 2) = v;\n  r = row + element;\nend\n",
        [("{1, 2; 3, 4}", "{8; 9}"), ("{1, 2, 3; 3, 4, 5}", "{8; 9}")],
    ),
    "what grows from one element that a cell holds": (
        "function m = f(v, n)\n  m = {};\n  m{end+1} = n;\n  for k = 1:3\n    w = v(v > k);\n"
        "    m{end}(end+1:end+length(w)) = w;\n  end\nend\n",
        [("[1 2 3]", "4"), ("[5 6]", "2")],
    ),
    "parts of text that are added as numbers": (
        "function r = f(x)\n  r = real(x(:, 1)) * 2 + imag(x(:, 2));\nend\n",
        [("'Hello'",), ("'abc'",)],
    ),
    "the least of a comparison": (
        "function r = f(a, b)\n  r = 1;\n  if ~min(size(a) == size(b))\n    r = 2;\n  end\nend\n",
        [("1", "2"), ("1", "1.5")],
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_agree_with_octave(octave: Octave, tmp_path: Path, name: str) -> None:
    source, cases = PARTS[name]
    proof = proof_of(octave, tmp_path, source, *cases)
    assert proof.agrees and not proof.differing, proof.port.text


def test_what_begins_as_nothing_may_be_nothing_wherever_it_is_joined(octave: Octave, tmp_path: Path) -> None:
    source = (
        "function z = f(x)\n  z = [];\n  for i = 1:size(x, 1)\n    if x(i) > 3\n      z = [z; x(i)];\n    else\n"
        "      z = [z; 0];\n    end\n  end\nend\n"
    )
    proof = proof_of(octave, tmp_path, source, ("[1; 5]",), ("[2; 7; 8]",))
    assert proof.agrees
    (other,) = judge_port(proof.port, cases_of(tmp_path, source, ("[5; 1]",)), octave)
    assert other.verdict == "PASS", other
