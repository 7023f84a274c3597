"""A report of a verification: in the terminal, as JSON-ready data, as a page, in a notebook."""

from matdrop.reports.data import to_json
from matdrop.reports.summary import closing_line, tally
from matdrop.reports.terminal import show

__all__ = ["closing_line", "show", "tally", "to_json"]
