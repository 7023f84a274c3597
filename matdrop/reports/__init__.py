"""A report of a verification: in the terminal, as JSON-ready data, as a page, in a notebook."""

from matdrop.reports.data import to_json
from matdrop.reports.summary import closing_line, tally
from matdrop.reports.terminal import difference_lines, show

__all__ = ["closing_line", "difference_lines", "show", "tally", "to_json"]
