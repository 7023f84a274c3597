"""The mask as a stream draws it, one element after the other: compiled if numba is installed, else in NumPy."""

from __future__ import annotations

import logging
import math
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.matlab_ziggurat import known
from matdrop.streams.mersenne import Mersenne
from matdrop.streams.ziggurat import numba_is_there

PART = 1 << 18  # elements for one call of a kernel: its indices stay small, and a keyboard interrupt is noticed
LINE = 64  # bytes of a cache line
LOW_BITS = 26  # of rand's 53, those from its second word


@lru_cache(maxsize=64)
def threshold(keep_prob: float) -> tuple[int, int]:
    """Return the T for which ``rand < keep_prob`` is ``M < T``, where M is the 53-bit integer from which rand is made.

    Parameters
    ----------
    keep_prob : float
        In [0, 1].

    Returns
    -------
    high : int
        The 27 high bits of T.
    low : int
        Its 26 low bits.

    Examples
    --------
    >>> threshold(0.5)
    (67108864, 0)
    """
    bits = math.ceil(math.ldexp(keep_prob, 53))
    return bits >> LOW_BITS, bits & ((1 << LOW_BITS) - 1)


def draw(generator: Mersenne, keep_prob: float, redraw: bool, keep: NDArray[np.bool_]) -> None:
    """Fill `keep` with ``rand < keep_prob``.

    Parameters
    ----------
    generator : Mersenne
        The source of words, which moves on.
    keep_prob : float
        In [0, 1].
    redraw : bool
        Whether an exact 0 is drawn again, as in Octave; if not, it is an error, since MATLAB's answer is not known.
    keep : ndarray of bool
        1-D and contiguous.

    Raises
    ------
    UnknownStreamError
        For an exact 0 that is not drawn again.

    Examples
    --------
    >>> keep = np.empty(3, np.bool_)
    >>> draw(Mersenne([42]), 0.5, True, keep)
    >>> keep
    array([False,  True,  True])
    """
    high, low = threshold(keep_prob)
    for start in range(0, keep.size, PART):
        part = keep[start : start + PART]
        if numba_is_there():
            with generator.lock:
                zeros = kernels().draw(generator.in_place, high, low, redraw, part.view(np.uint8))
            refuse(zeros, redraw)
        elif redraw:
            np.less(generator.open_uniforms(part.size), keep_prob, out=part)
        else:
            uniforms = generator.uniforms(part.size)
            refuse(int(not uniforms.all()), redraw)
            np.less(uniforms, keep_prob, out=part)


def skip(generator: Mersenne, redraw: bool, count: int) -> None:
    """Move a generator on as if elements had been drawn.

    Parameters
    ----------
    generator : Mersenne
        The source of words, which moves on.
    redraw : bool
        Whether an exact 0 is drawn again, as in Octave.
    count : int
        How many elements.

    Raises
    ------
    UnknownStreamError
        For an exact 0 that is not drawn again.

    Examples
    --------
    >>> generator, other = Mersenne([42]), Mersenne([42])
    >>> skip(generator, True, 2)
    >>> bool(generator.uniform() == other.uniforms(3)[2])
    True
    """
    room = np.empty(min(count, PART), np.bool_)
    while count:
        part = room[:count]
        draw(generator, 1.0, redraw, part)
        count -= part.size


def refuse(zeros: int, redraw: bool) -> None:
    """Check that no exact zero was drawn, unless zeros are drawn again.

    Parameters
    ----------
    zeros : int
        How many exact zeros were drawn.
    redraw : bool
        Whether they are drawn again, as in Octave.

    Raises
    ------
    UnknownStreamError
        For an exact 0 that is not drawn again.

    Examples
    --------
    >>> refuse(1, redraw=True)
    """
    if zeros and not redraw:
        known(0.0)


@cache
def kernels() -> Any:
    """Return the compiled kernels; before the first compilation on a machine a note says what takes the time.

    Returns
    -------
    module
        `matdrop.fast.kernels`.

    Raises
    ------
    ImportError
        If numba is not installed.

    Examples
    --------
    >>> kernels().PAIRS
    312
    """
    module = import_module("matdrop.fast.kernels")
    folder = Path(module.forward.stats.cache_path)
    if not any(folder.glob("kernels.forward*.nbi")):
        logging.getLogger("matdrop").warning(
            "compiling dropout for this machine; this takes a few seconds, once (kept in %s)", folder
        )
    return module
