"""Further forms of functions of the tables: options and outputs beyond the first; each is run on both sides."""

from pathlib import Path

import pytest

from matdrop.engines.octave_session import Octave
from tests.translate.test_functions import faults, original_of, split_rows

# The values that rows name are those of test_functions.py.
FORMS = {
    "decompositions": """eig(S,S+eye(3)) eig([1,2;3,4],S(1:2,1:2)) null([1,2;2,4]) null(A) null([1 2 3;4 5 6]) orth(A)
        orth([1 2;2 4;0 0]) orth(r) [x,y]=svd(A) [x,y,z]=svd(A) [x,y,z]=svd(r) [x,y,z]=svd(A,'econ') [x,y,z]=svd(A,0)
        [x,y]=eig(S) [x,y]=eig([2,1;1,2]) [x,y]=eig([1,2;3,4]) [x,y]=eig([0,1;-1,0])
        [x,y]=eig(S,S+2*eye(3)) [x,y]=eig(S,[1,2,3;0,1,2;0,0,3])""",
}


def statement_of(row: str, place: int) -> tuple[str, int]:
    """Return the assignment that a row is, with outputs that are numbered from a place, and how many there are."""
    names, equals, value = row.partition("=")
    if not (names.startswith("[") and names.endswith("]") and equals):
        return f"y{place} = {row};", 1
    count = names.count(",") + 1
    outputs = ", ".join(f"y{place + k}" for k in range(count))
    return f"[{outputs}] = {value};", count


@pytest.mark.parametrize("group", FORMS)
def test_forms_agree_with_octave(octave: Octave, tmp_path: Path, group: str) -> None:
    statements, rows = list[str](), list[str]()
    for row in split_rows(FORMS[group]):
        statement, count = statement_of(row, len(rows) + 1)
        statements.append(statement)
        rows += [row] * count
    assert faults(octave, original_of(tmp_path, statements, len(rows)), rows) == []
