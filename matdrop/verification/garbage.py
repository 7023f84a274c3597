"""How often matdrop looks for garbage while all that it does is to work through cases."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collected_seldom() -> Iterator[None]:
    """Look for garbage seldom while a block runs.

    To look through all that is imported, and through all results so far, takes a tenth of the time.

    Yields
    ------
    None
        Afterwards it is looked for as often as before.

    Examples
    --------
    >>> before = gc.get_threshold()
    >>> with collected_seldom():
    ...     gc.get_threshold()
    (50000, 20, 100)
    >>> gc.get_threshold() == before
    True
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
