"""Reports, results, comparisons and mismatches in a notebook: what they show, and that nothing around them changes."""

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from IPython.core.formatters import HTMLFormatter
from markupsafe import escape

from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.reports.displays import register_displays
from matdrop.reports.notebook import ROWS_SHOWN
from matdrop.verification.compare import compare
from matdrop.verification.run import Report, verify
from tests.browser import HARM
from tests.reports.test_page import result


def displayed(value: Any) -> str:
    """Return what IPython sends to the notebook."""
    formatter = HTMLFormatter()
    register_displays(formatter)
    return str(formatter(value))


class Checked(HTMLParser):
    """Collects the tags of a display, and fails on what would reach beyond it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.styles: set[str] = set()
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"div", "p", "b", "br", "table", "tr", "th", "td"}
        assert {name for name, _ in attrs} <= {"style"}
        self.styles |= {value for _, value in attrs if value}
        self.open += [tag] if tag != "br" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


WRONG = result("wrong", np.ones((2, 2)), np.eye(2), error=HARM)


@pytest.mark.parametrize("value", [Report((WRONG,), not_live=HARM), WRONG, WRONG.outputs[0], WRONG.outputs[0].mismatch])
def test_it_stays_within_itself_and_leaves_the_ground_to_the_notebook(value: Any) -> None:
    styles = Checked(displayed(value)).styles
    assert not any("background" in style or "font" in style for style in styles)


def test_a_report_shows_what_differs_first() -> None:
    text = displayed(Report((result("right", 1, 1), WRONG)))
    assert text.index("inverted_dropout/wrong") < text.index("inverted_dropout/right")
    assert "2 cases: 2 saved; 0 stale; 1 FAILED" in text


def test_a_large_report_is_cut_and_says_so() -> None:
    table = load_table(OWN_TABLE)
    text = displayed(verify(table, table.select(["traditional_dropout"]), "saved"))
    assert text.count("<tr>") == 1 + ROWS_SHOWN
    assert f"and {41 - ROWS_SHOWN} more" in text


def test_a_result_shows_figures_and_causes() -> None:
    text = displayed(WRONG)
    assert re.search(r"X</td><td[^>]*>double</td><td[^>]*>2x2</td><td[^>]*>-</td><td[^>]*>1<", text)
    assert str(escape(HARM)) in text


def test_a_comparison_shows_the_elements_that_differ() -> None:
    text = displayed(compare([1.0, 2, 3], [1.0, 2, np.nan]))
    assert re.search(r"\[1, 3\]</td><td[^>]*>3.0</td><td[^>]*>NaN</td><td[^>]*>Inf", text)
