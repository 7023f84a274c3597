"""Vectors in one dimension: which are, and which stay rows and columns."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from matdrop.translate.one_dimension import in_one_dimension
from matdrop.translate.port import Port
from matdrop.translate.proof import port_and_prove
from tests.translate.test_port import cases_of

SOURCE = """function [y, best, z] = f(x, A)
n = length(x);
y = zeros(1, n);
for k = 1:n
    y(k) = mean(x(1:k));
end
d = y / norm(y);
s = sum(d .^ 2) + d * d';
best = x(y > 2) * s;
c = A * x';
c(2) = 0;
idx = find(x > 2);
z = [x(idx), 7] + numel(c);
A(:, 1) = c;
y = y + c(1:n)' + cumsum(x) + linspace(0, 1, n) + A(1, 1);
end
"""


def port_of(body: str, **forms: str) -> str:
    """Make the vectors of a function 1-D; its parameters are those that have forms."""
    text = f"def f({', '.join(forms)}):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    return in_one_dimension(Port(text, "f", (), forms={"f": forms})).text  # type: ignore[dict-item]


def test_vectors_that_are_used_as_such_are_1d_and_agree_with_octave(octave: Octave, tmp_path: Path) -> None:
    cases = cases_of(tmp_path, SOURCE, ("[1 5 2 4 3 8]", "magic(6)"), ("[1 2 3 9 2]", "magic(5)"))
    proof = port_and_prove(cases, octave, tries=0, style="numpy")
    assert [result.verdict for result in proof.results] == ["PASS", "PASS"]
    lines = [line.strip() for line in proof.port.text.splitlines()]
    assert "y = np.zeros(n)" in lines
    assert "y[k - 1] = np.mean(x[:k])" in lines
    assert "s = np.sum(d ** 2) + d @ d" in lines
    assert "best = x[y > 2] * s" in lines
    assert "c = A @ x" in lines
    assert "A[:, 0] = c" in lines
    assert "x : ndarray of shape (n,)" in lines


def test_a_vector_that_is_a_matrix_elsewhere_keeps_its_dimensions(octave: Octave, tmp_path: Path) -> None:
    source = "function A = f(x)\ny = 2 * x;\nA = y' * y;\nend\n"
    proof = port_and_prove(cases_of(tmp_path, source, ("[1 2 3]",)), octave, tries=0, style="numpy")
    assert proof.agrees
    assert "A = y.T @ y" in proof.port.text


@pytest.mark.parametrize(
    "line",
    [
        "return x + y",  # a row and a column make a matrix
        "return g(x) + y[0, 0]",  # another function takes two dimensions
        "return np.sum(x, axis=0, keepdims=True) + y[0, 0]",
        "return x[0, :, None] + y[0, 0]",
        "return [x] + [y]",
        "return (lambda k: x[0, k])(0) + y[0, 0]",
    ],
)
def test_what_would_mean_something_else_stays(line: str) -> None:
    assert f"    {line}" in port_of(line, x="row", y="column").splitlines()


@pytest.mark.parametrize(
    ("line", "flat"),
    [
        ("return x[0, 2] + x.shape[1]", "return x[2] + x.size"),
        ("return x.shape[0]", "return 1"),
        ("y = x.T  # turned", "y = x  # turned"),
        ("y = x.reshape((-1, 1), order='F')", "y = x"),
        ("y = np.array([[1], [n]], dtype=float)", "y = np.array([1, n], dtype=float)"),
        ("y = A[:, [2]]", "y = A[:, 2]"),
        ("y = np.random.rand(n, 1)", "y = np.random.rand(n)"),
        ("n = (x @ y).item()", "n = x @ y"),
    ],
)
def test_a_line_in_one_dimension(line: str, flat: str) -> None:
    assert f"    {flat}" in port_of(line, x="row", y="column", n="number").splitlines()
