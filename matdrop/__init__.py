"""Proof that a Python port computes what its MATLAB original computes."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from matdrop.version import __version__

if TYPE_CHECKING:
    from matdrop.adequacy.measure import measure_adequacy
    from matdrop.errors import MatdropError
    from matdrop.explain.explanation import verify_pair as verify
    from matdrop.explain.trace import Trace, trace
    from matdrop.explain.workbench import Workbench, report
    from matdrop.fast import PackedMask, dropout, dropout_backward
    from matdrop.translate.proof import first_port
    from matdrop.verification.compare import Comparison, compare
    from matdrop.verification.result import Result

__all__ = [
    "Comparison",
    "MatdropError",
    "PackedMask",
    "Result",
    "Trace",
    "Workbench",
    "__version__",
    "compare",
    "dropout",
    "dropout_backward",
    "first_port",
    "measure_adequacy",
    "report",
    "session",
    "trace",
    "verify",
]

if TYPE_CHECKING:
    session = Workbench

# Imported on first use: the command line and every pytest run import this module, and SciPy takes its time.
_PLACES = {
    "MatdropError": ("matdrop.errors", "MatdropError"),
    "PackedMask": ("matdrop.fast", "PackedMask"),
    "dropout": ("matdrop.fast", "dropout"),
    "dropout_backward": ("matdrop.fast", "dropout_backward"),
    "Comparison": ("matdrop.verification.compare", "Comparison"),
    "compare": ("matdrop.verification.compare", "compare"),
    "Result": ("matdrop.verification.result", "Result"),
    "Trace": ("matdrop.explain.trace", "Trace"),
    "trace": ("matdrop.explain.trace", "trace"),
    "Workbench": ("matdrop.explain.workbench", "Workbench"),
    "report": ("matdrop.explain.workbench", "report"),
    "session": ("matdrop.explain.workbench", "Workbench"),
    "measure_adequacy": ("matdrop.adequacy.measure", "measure_adequacy"),
    "first_port": ("matdrop.translate.proof", "first_port"),
    "verify": ("matdrop.explain.explanation", "verify_pair"),
}


if "IPython" in sys.modules:  # in a notebook, reports and results are shown as tables
    import_module("matdrop.reports.displays").register_in_notebook()


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES[name]
    value = globals()[name] = getattr(import_module(module), attribute)  # found without this function from now on
    return value


def load_ipython_extension(shell: Any) -> None:
    """Register ``%%matlab`` and ``%%verify``, as ``%load_ext matdrop`` asks for.

    Parameters
    ----------
    shell : InteractiveShell
        The notebook's.
    """
    import_module("matdrop.reports.magics").load_cells(shell)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__} - {"Any", "TYPE_CHECKING", "annotations", "import_module", "sys"})
