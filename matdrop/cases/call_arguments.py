"""What the arguments of `matdrop.verify` and its like take: what is given wrongly is named, with what was meant."""

from __future__ import annotations

import math
import os
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

from matdrop.errors import MatdropError


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 0


def _is_path(value: Any) -> bool:
    return isinstance(value, str | os.PathLike)


def _is_function(value: Any) -> bool:
    return isinstance(value, str) or callable(value)


def _are(kind: Callable[[Any], bool], values: Any) -> bool:
    """Whether a value is a collection of a kind; a text is none of its characters."""
    return isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping) and all(map(kind, values))


# By argument: whether a value fits, and what is to be given.
_TAKES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "original": (_is_path, "the path of a .m file"),
    "port": (_is_function, 'a function, "path/file.py:function" or "module:function"'),
    "adapter": (_is_function, 'a function or "path/file.py:function"'),
    "seed": (lambda seed: seed is None or _is_number(seed), "a number, or None"),
    "nargout": (lambda count: count is None or _is_count(count), "a whole number from 0, or None for all outputs"),
    "outputs": (
        lambda names: names is None or _are(lambda name: isinstance(name, str), names),
        'a list of names, such as ["mu"], or None',
    ),
    "strict": (lambda value: isinstance(value, bool), "True or False"),
    "conventions": (
        lambda given: given is None or isinstance(given, Mapping),
        'a dict as a table has it, such as {"zero_based": ["labels"]}',
    ),
    "path": (lambda folders: _are(_is_path, folders), 'a list of folders, such as ["lib"]'),
    "constructor": (
        lambda given: isinstance(given, Sequence) and not isinstance(given, str),
        "a list of arguments, such as [1, 2]",
    ),
    "names": (
        lambda names: _are(lambda name: isinstance(name, str), names),
        'a list of pairs or cases, such as ["f", "g/case_1"]',
    ),
    "folder": (lambda folder: folder is None or _is_path(folder), "the path of a table or of a folder, or None"),
    "timeout": (lambda seconds: _is_number(seconds) and 0 < seconds < math.inf, "a number of seconds above 0"),
    "tries": (_is_count, "a whole number from 0"),
    "session": (
        lambda session: session is None or hasattr(session, "run"),
        "a session of an engine, such as that of matdrop.session(): its attribute session",
    ),
}


def check_arguments(**given: Any) -> None:
    """Check the arguments of a call.

    Parameters
    ----------
    **given : object
        By the names that `matdrop.verify`, `matdrop.report` and `matdrop.first_port` have for them.

    Raises
    ------
    MatdropError
        If one is of another kind than it takes.

    Examples
    --------
    >>> check_arguments(seed=42, nargout=None)
    >>> check_arguments(nargout="two")
    Traceback (most recent call last):
    matdrop.errors.MatdropError: nargout = 'two' is not understood; give a whole number from 0, or None for all outputs
    """
    for name, value in given.items():
        fits, takes = _TAKES[name]
        if not fits(value):
            raise MatdropError(f"{name} = {reprlib.repr(value)} is not understood; give {takes}")
