"""The examples of the page on the streams."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "streams.md"


def test_examples() -> None:
    """They give what they show."""
    text = PAGE.read_text().replace("```", "")
    test = doctest.DocTestParser().get_doctest(text, {}, "streams.md", str(PAGE), 0)
    results = doctest.DocTestRunner(verbose=False).run(test)
    assert results.attempted > 10
    assert results.failed == 0
