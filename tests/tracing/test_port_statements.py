"""What a statement reads and stores, on its syntax tree."""

import ast

import pytest

from matdrop.tracing.port_statements import loads_of, may_change, own_nodes, places_in, stored_names


@pytest.mark.parametrize(
    ("code", "loads"),
    [
        ("x = a + b.c", {("a",), ("b", "c")}),
        ("x[i] = v", {("x",), ("i",), ("v",)}),
        ("s.a = v", {("s", "a"), ("v",)}),
        ("x = [p * q for p in r if p > t]", {("q",), ("r",), ("t",)}),
        ("f = lambda u: u + w", {("w",)}),
        ("x = d['k']['m'][j]", {("d", "k", "m"), ("j",)}),
        ("if a > b:\n    c = d", {("a",), ("b",)}),
        ("for i in n:\n    c = d", {("n",)}),
    ],
)
def test_loads(code: str, loads: set[tuple[str, ...]]) -> None:
    (statement,) = ast.parse(code).body
    assert set(loads_of(own_nodes(statement))) == loads


def test_stores() -> None:
    (statement,) = ast.parse("a, (b, *c), d[0], e.f, g['h'][1] = x").body
    assert isinstance(statement, ast.Assign)
    assert stored_names(statement.targets[0]) == ["a", "b", "c"]
    assert [ast.unparse(place) for place in places_in(statement.targets[0])] == ["d", "e.f", "g['h']"]


@pytest.mark.parametrize(
    ("target", "places"),
    [
        ("x.T.flat[1:3]", ["x"]),
        ("x.reshape(-1, 1)[0]", ["x"]),
        ("x.y.swapaxes(0, 1)[:, 0].real", ["x.y"]),
        ("x.copy()[0]", []),
        ("np.ravel(x)[0]", []),
    ],
)
def test_stores_into_views(target: str, places: list[str]) -> None:
    (statement,) = ast.parse(f"{target} = 1").body
    assert isinstance(statement, ast.Assign)
    assert [ast.unparse(place) for place in places_in(statement.targets[0])] == places


@pytest.mark.parametrize(
    ("code", "changes"),
    [("x = a + b", False), ("x = f(a)", True), ("x += 1", True), ("x[0] = 1", True), ("s.a = 1", True)],
)
def test_what_may_change_in_place(code: str, changes: bool) -> None:
    (statement,) = ast.parse(code).body
    assert may_change(statement) is changes
