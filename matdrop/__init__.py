"""matdrop proves that a Python port computes what its MATLAB original computes."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matdrop.errors import MatdropError
    from matdrop.fast import PackedMask, dropout, dropout_backward
    from matdrop.parity.compare import Comparison, compare
    from matdrop.parity.judge import Result
    from matdrop.parity.trace import Trace, trace
    from matdrop.parity.verify import verify_pair as verify

__version__ = "0.1.0"
__all__ = [
    "Comparison",
    "MatdropError",
    "PackedMask",
    "Result",
    "Trace",
    "compare",
    "dropout",
    "dropout_backward",
    "trace",
    "verify",
]

# Imported on first use: the command line and every pytest run import this module, and SciPy takes its time.
_PLACES = {
    "MatdropError": ("matdrop.errors", "MatdropError"),
    "PackedMask": ("matdrop.fast", "PackedMask"),
    "dropout": ("matdrop.fast", "dropout"),
    "dropout_backward": ("matdrop.fast", "dropout_backward"),
    "Comparison": ("matdrop.parity.compare", "Comparison"),
    "compare": ("matdrop.parity.compare", "compare"),
    "Result": ("matdrop.parity.judge", "Result"),
    "Trace": ("matdrop.parity.trace", "Trace"),
    "trace": ("matdrop.parity.trace", "trace"),
    "verify": ("matdrop.parity.verify", "verify_pair"),
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _PLACES[name]
    value = globals()[name] = getattr(import_module(module), attribute)  # found without this function from now on
    return value
