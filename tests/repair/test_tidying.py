"""What a change leaves behind and does nothing: gone, where that means the same."""

from pathlib import Path

import pytest

from matdrop.repair.changes import changes_of
from matdrop.repair.patch import Patch, SourceFile
from matdrop.repair.tidying import tidied


def tidy(before: str, after: str) -> str | None:
    """Return the tidied text of the single-node change that makes one source of another."""
    source = SourceFile(Path("f.py"), before.encode(), "utf-8", before)
    patches = [Patch(source, (change,)) for change in changes_of(before, range(1, 9))]
    [patch] = [patch for patch in patches if patch.text == after]
    found = tidied(patch)
    return None if found is None else found.text


@pytest.mark.parametrize(
    ("before", "after", "tidied_text"),
    [
        ("y = x[k:k + w - 1]", "y = x[k:k + w - 0]", "y = x[k:k + w]"),
        ("y = x[k:(k + w)-1]", "y = x[k:(k + w)-0]", "y = x[k:(k + w)]"),
        ("y = x[k:n - 1, 0]", "y = x[k:n - 0, 0]", "y = x[k:n, 0]"),
        ("for i in range(n + 1):\n    pass", "for i in range(n + 0):\n    pass", "for i in range(n):\n    pass"),
        ("y = x[1 + k]", "y = x[0 + k]", "y = x[k]"),
        ("y = 2 * (a + b)", "y = 1 * (a + b)", "y = (a + b)"),
        ("y = a * (b - 1)  # ä", "y = a * (b - 0)  # ä", "y = a * (b)  # ä"),
        ("y = a ** 2", "y = a ** 1", "y = a"),
        ("y = a - 2 - b", "y = a - 0 - b", "y = a - b"),
        ("y = b / 2", "y = b / 1", None),
        ("y = a - 1 * b", "y = a - 0 * b", None),
        ("y = 0 - a", "y = 1 - a", None),
        ("y = a - 1 - 0", "y = a - 2 - 0", None),
    ],
)
def test_a_neutral_constant(before: str, after: str, tidied_text: str | None) -> None:
    assert tidy(before, after) == tidied_text
