"""MATLAB's functions in NumPy: tables where a row says all, a short function where it does not."""

from matdrop.translate.functions import (
    algebra,
    arrays,
    cells,
    colours,
    elementwise,
    environment,
    files,
    interpolation,
    logic,
    maps,
    printing,
    randoms,
    reductions,
    sets,
    statistics,
    text,
)
from matdrop.translate.functions.registry import FUNCTIONS, SEVERAL, Request, translated

__all__ = [
    "FUNCTIONS",
    "SEVERAL",
    "Request",
    "algebra",
    "arrays",
    "cells",
    "colours",
    "elementwise",
    "environment",
    "files",
    "interpolation",
    "logic",
    "maps",
    "printing",
    "randoms",
    "reductions",
    "sets",
    "statistics",
    "text",
    "translated",
]
