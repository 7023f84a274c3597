"""Which of two kernels this processor drops out faster by: measured once, and kept beside the compiled code."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from matdrop.fast.draws import PART, kernels, threshold
from matdrop.streams.mersenne import Mersenne

KEEP_PROB, TURNS = 0.7, 5
PAYS, PAYS_NOT = "pays", "does not pay"


@cache
def interleaving_pays() -> bool:
    """Check whether this processor is faster where words are made between divisions than where a mask is made first.

    On Zen 4 the interleaved kernel takes as long as a copy of the array, and the other one 1.7 times as long. Zen 5 was
    seen to do the opposite.

    Returns
    -------
    bool
        Measured when it is asked for the first time on a machine, by some parts of an array in turn.
    """
    file = _file()
    with contextlib.suppress(OSError):
        return file.read_text(encoding="ascii") == PAYS
    pays = _measured()
    with contextlib.suppress(OSError):  # a folder that cannot be written holds no compiled code either
        file.write_text(PAYS if pays else PAYS_NOT, encoding="ascii")
    return pays


def _file() -> Path:
    """Return where the answer is kept; the folder of compiled code may be shared by machines."""
    import llvmlite.binding

    return Path(kernels().forward.stats.cache_path) / f"interleaving-{llvmlite.binding.get_host_cpu_name()}.txt"


def _measured() -> bool:
    x, keep = np.ones(PART), np.empty(PART, np.uint8)
    out = np.empty_like(x)
    source = (Mersenne([1]).in_place, *threshold(KEEP_PROB), True)
    ways: tuple[Callable[[], object], ...] = (
        lambda: kernels().forward(*source, x, KEEP_PROB, out),
        lambda: kernels().forward_mask(*source, x, KEEP_PROB, out, keep),
    )
    for way in ways:
        way()  # compiled now, and its memory is there
    interleaved, mask_first = (min(_seconds(way) for _ in range(TURNS)) for way in ways)
    return interleaved <= mask_first


def _seconds(way: Callable[[], object]) -> float:
    started = time.perf_counter()
    way()
    return time.perf_counter() - started
