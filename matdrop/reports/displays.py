"""Displays in notebooks: IPython is told which function draws which record, so that no record knows what draws it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Protocol

# By module and name of a record: module and name of the function that gives its HTML, imported on first display.
DISPLAYS = {
    ("matdrop.verification.run", "Report"): ("matdrop.reports.notebook", "report_html"),
    ("matdrop.verification.result", "Result"): ("matdrop.reports.notebook", "result_html"),
    ("matdrop.verification.compare", "Comparison"): ("matdrop.reports.notebook", "comparison_html"),
    ("matdrop.verification.compare", "Mismatch"): ("matdrop.reports.notebook", "mismatch_html"),
    ("matdrop.explain.trace", "Trace"): ("matdrop.reports.trace_page", "framed"),
}


class Formatter(Protocol):
    """What IPython's formatters can do, as far as it is needed here."""

    def for_type_by_name(self, type_module: str, type_name: str, func: Callable[[Any], str]) -> Any:
        """Register the function that displays a type, which need not be imported yet.

        Parameters
        ----------
        type_module : str
            The module of the type.
        type_name : str
            The name of the type.
        func : callable
            Returns the HTML of an object of the type.

        Returns
        -------
        object
            The function that was registered before, which matdrop does not use.
        """


def register_displays(formatter: Formatter) -> None:
    """Register the HTML display of every record.

    Parameters
    ----------
    formatter : IPython.core.formatters.HTMLFormatter
        Such as ``get_ipython().display_formatter.formatters["text/html"]``.
    """
    for (module, name), function in DISPLAYS.items():
        formatter.for_type_by_name(module, name, partial(_drawn, function))


def register_in_notebook() -> None:
    """Register the displays with the IPython that is running; nothing happens where there is none."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        register_displays(shell.display_formatter.formatters["text/html"])


def _drawn(function: tuple[str, str], record: Any) -> str:
    module, name = function
    return str(getattr(import_module(module), name)(record))
