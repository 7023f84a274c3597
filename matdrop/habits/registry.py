"""All habits, one for each file of this folder that has a `HABIT`, and the descriptions."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import TypeVar

import matdrop.habits
from matdrop.habits.descriptions import DESCRIPTIONS
from matdrop.habits.habit import Description, Habit

T = TypeVar("T")


@cache
def habits() -> tuple[Habit, ...]:
    """Return all habits, in the order in which they are tried.

    Returns
    -------
    tuple of Habit
        One for each file of this folder that has a `HABIT`; a new file is all that a new habit takes.

    Examples
    --------
    >>> [habit.kind for habit in habits()][:3]
    ['class', 'complement', 'single-precision']
    """
    names = sorted(module.name for module in pkgutil.iter_modules(matdrop.habits.__path__))
    modules = [importlib.import_module(f"{matdrop.habits.__name__}.{name}") for name in names]
    found = [module.HABIT for module in modules if hasattr(module, "HABIT")]
    return tuple(sorted(found, key=lambda habit: habit.place))


def kinds() -> tuple[str, ...]:
    """Return the kinds of all habits and descriptions.

    Returns
    -------
    tuple of str
        Every kind that a cause can have.

    Examples
    --------
    >>> "ddof" in kinds(), "unknown" in kinds()
    (True, True)
    """
    return tuple(known.kind for known in _all())


def rows_of(kind: str) -> Mapping[str, str]:
    """Return the rows of the table of pitfalls that show a kind.

    Parameters
    ----------
    kind : str
        One of `kinds`.

    Returns
    -------
    mapping of str to str
        By the row's id the functions that it is about, separated by spaces; empty for a kind without rows.

    Examples
    --------
    >>> rows_of("conjugate")
    {'complex-transpose': 'conj', 'inner-product-complex': 'dot vdot'}
    """
    return next((known.rows for known in _all() if known.kind == kind), {})


def tests(stage: Callable[[Habit], Mapping[int, T]]) -> tuple[tuple[T, ...], ...]:
    """Return the tests of a stage that only habits have, in tens of places.

    Parameters
    ----------
    stage : callable
        Returns a habit's tests of that stage.

    Returns
    -------
    tuple of tuple
        The tests; those in the same ten are alternatives to each other.

    Examples
    --------
    >>> [[test.__name__ for test in tests] for tests in tests(lambda habit: habit.moves)]
    [['transpose'], ['memory_order']]
    """
    return _tens(item for habit in habits() for item in stage(habit).items())


def weak_tests(stage: Callable[[Description], Mapping[int, T]]) -> tuple[tuple[T, ...], ...]:
    """Return the tests of a stage that both habits and descriptions have, in tens of places.

    Parameters
    ----------
    stage : callable
        Returns a habit's or a description's tests of that stage.

    Returns
    -------
    tuple of tuple
        The tests; those in the same ten are alternatives to each other.

    Examples
    --------
    >>> [[test.__name__ for test in tests] for tests in weak_tests(lambda known: known.states)]
    [['nan'], ['ill_conditioned']]
    """
    return _tens(item for known in _all() for item in stage(known).items())


def are_alternatives(one: str, other: str) -> bool:
    """Check whether two habits are tried in the same ten of places.

    Parameters
    ----------
    one, other : str
        Kinds of habits.

    Returns
    -------
    bool
        Whether they are; False for a habit and itself, and for kinds that no transformation shows.

    Examples
    --------
    >>> are_alternatives("transpose", "memory-order"), are_alternatives("ddof", "scale")
    (True, False)
    """
    tens = {habit.kind: {place // 10 for place in habit.explains} for habit in habits()}
    return one != other and bool(tens.get(one, set()) & tens.get(other, set()))


def _all() -> Iterator[Description]:
    yield from habits()
    yield from DESCRIPTIONS


def _tens(items: Iterator[tuple[int, T]]) -> tuple[tuple[T, ...], ...]:
    ordered = sorted(items, key=lambda item: item[0])
    return tuple(tuple(test for _, test in ten) for _, ten in groupby(ordered, key=lambda item: item[0] // 10))
