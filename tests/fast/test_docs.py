"""The examples of the page on dropout."""

import doctest
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "dropout.md"


def test_examples() -> None:
    """They give what they show."""
    pytest.importorskip("dask.array", reason="the extra dask is not installed: the page's examples are not tried")
    text = PAGE.read_text(encoding="utf-8").replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, "dropout.md", str(PAGE), 0)
    results = doctest.DocTestRunner(verbose=False).run(test)
    assert results.attempted > 8
    assert results.failed == 0
