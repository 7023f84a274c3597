"""The original's values, put in place of a statement's own in the form in which the port holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matdrop.calling.conventions import Convention, to_python
from matdrop.source.names import normalize_name
from matdrop.tracing.event_alignment import Alignment
from matdrop.tracing.monitor import Replacement
from matdrop.tracing.recording import Event
from matdrop.tracing.summary import is_summarized
from matdrop.values.canonical import text_of
from matdrop.values.distance import dense
from matdrop.values.value import elements_of, field_names, is_cell, is_char, is_number_array, is_sparse, is_struct

LIKE, ORIGINAL, FLAT, WHOLE = "like the port's value", "as in the original", "1-D", "whole numbers as integers"
NUMBER = "a plain number"
FORMS = (LIKE, ORIGINAL, FLAT)
Values = Mapping[tuple[int, str], Sequence[Any]]


@dataclass(frozen=True, eq=False)
class Graft:
    """Statements whose values are the original's, in a form."""

    statement: int
    form: str
    values: tuple[Mapping[tuple[int, str], Sequence[tuple[object, int]]], ...]  # case by case


class NoFormError(Exception):
    """A value of the original has no counterpart in the form of the port's."""


def values_for(alignment: Alignment, statement: int) -> dict[tuple[int, str], list[tuple[Any, int]]]:
    """Return the original's values of a statement of the port.

    Parameters
    ----------
    alignment : Alignment
        Both recordings.
    statement : int
        The port's statement.

    Returns
    -------
    dict
        For the statement and each of its variables, execution by execution, the value and the base from which the port
        counts; the value is None where nothing is known.
    """
    found: dict[tuple[int, str], list[tuple[Any, int]]] = {}
    last: dict[tuple[int, str], Event] = {}
    for event in alignment.port.events:
        if event.statement == statement and event.kind not in ("error", "input", "draw"):
            known = (alignment.expected(event.order), alignment.base(event))
            found.setdefault((statement, event.variable), []).append(known)
            last[statement, event.variable] = event
    for key, event in last.items():  # what executions that did not come about would have to give
        found[key] += [(value, alignment.base(event)) for value in _following(alignment, event)]
    return found


def is_known(values: Mapping[tuple[int, str], Sequence[tuple[Any, int]]]) -> bool:
    """Check whether any of the original's values can be put in place of the port's: one that is no summary.

    Parameters
    ----------
    values : mapping
        As `values_for` gives them.

    Returns
    -------
    bool
        Whether there is one.

    Examples
    --------
    >>> is_known({(3, "x"): [(None, 0)]}), is_known({(3, "x"): [(None, 0), (np.ones((1, 2)), 0)]})
    (False, True)
    """
    every = (value for executions in values.values() for value, _ in executions)
    return any(value is not None and not is_summarized(value) for value in every)


def _following(alignment: Alignment, event: Event) -> list[Any]:
    """Return what the counterpart of a statement stores after the last execution that is known of the port."""
    events, partner = alignment.original.events, alignment.partner.get(event.order)
    if partner is None:
        return []
    place = events[partner].statement, events[partner].variable, events[partner].kind
    return [e.value for e in events[partner + 1 :] if (e.statement, e.variable, e.kind) == place]


def replacement_of(values: Mapping[tuple[int, str], Sequence[tuple[Any, int]]], form: str) -> Replacement:
    """Return what puts the original's values in place of the port's.

    Parameters
    ----------
    values : mapping
        As `values_for` gives them, of any number of statements.
    form : str
        `LIKE`, `ORIGINAL`, `FLAT`, `WHOLE` or `NUMBER`.

    Returns
    -------
    callable
        For one run of the port.
    """
    executions: dict[tuple[int, str], int] = {}

    def replacement(statement: int, variable: str, value: Any) -> Any:
        key = statement, variable
        execution = executions.get(key, 0)
        executions[key] = execution + 1
        known = values.get(key, ())
        if execution >= len(known) or known[execution][0] is None:
            return value
        try:
            return in_form(known[execution][0], value, known[execution][1], form)
        except (NoFormError, ValueError, TypeError, IndexError):
            return value

    return replacement


def in_form(expected: Any, like: Any, base: int = 0, form: str = LIKE) -> Any:
    """Return a value of the original in the form in which the port holds its own.

    Parameters
    ----------
    expected : value
        The original's, in canonical form.
    like : object
        The port's own value.
    base : int
        What is taken off, where the port counts from 0.
    form : str
        `LIKE`, `ORIGINAL`, `FLAT`, `WHOLE` or `NUMBER`.

    Returns
    -------
    object
        A value for the port.

    Raises
    ------
    NoFormError
        If there is none.

    Examples
    --------
    >>> in_form(np.array([[1.0], [2.0]]), np.array([5.0, 6.0]))
    array([1., 2.])
    >>> in_form(np.array([[3.0]]), 7, base=1)
    2
    >>> in_form(np.array([[3.0]]), np.array([5.0, 6.0]), form=NUMBER)
    3
    """
    if is_summarized(expected):
        raise NoFormError
    if is_sparse(expected):
        expected = expected if is_sparse(like) else dense(expected)
        if is_sparse(expected):
            return type(like)(expected)
    if form == NUMBER:
        return _plain_number(expected, base)
    if is_number_array(expected):
        is_number = isinstance(like, int | float | complex | np.generic) and expected.size == 1
        return _numbers(expected, like if form in (LIKE, WHOLE) or is_number else None, base, form)
    if is_char(expected):
        return text_of(expected) if isinstance(like, str) else _plain(expected, form)
    if is_cell(expected) and isinstance(like, list | tuple):
        return _sequence(list(elements_of(expected)), like, base, form)
    if is_struct(expected) and expected.size == 1:
        return _record(expected, like, base, form)
    return _plain(expected, form)


def _plain(expected: Any, form: str) -> Any:
    convention = Convention(())
    return to_python(expected, convention, form == FLAT, lambda handle, flat: _refuse())


def _refuse() -> Any:
    raise NoFormError


def _plain_number(expected: Any, base: int) -> Any:
    """Return a single number as Python holds it, whatever the port has in its place; a whole one may count things."""
    if not is_number_array(expected) or expected.size != 1 or expected.dtype.kind not in "fiu":
        raise NoFormError
    number = expected.item() - base
    return int(number) if float(number).is_integer() else number


def _numbers(expected: Any, like: Any, base: int, form: str) -> Any:
    if base:
        expected = expected - expected.dtype.type(base)
    if form == WHOLE:
        return _integers(expected, like)
    if isinstance(like, bool | np.bool_):
        return bool(expected.all())
    if isinstance(like, int | float | complex | np.generic) and expected.size == 1:
        return _number(expected, like)
    if isinstance(like, range):
        return [int(number) if float(number).is_integer() else number for number in expected.ravel(order="F").tolist()]
    if isinstance(like, list | tuple):
        return _sequence(_items(expected), like, 0, form)
    if isinstance(like, np.ndarray):
        return _array(expected, like)
    return expected.ravel(order="F").copy() if form == FLAT else expected.copy()


def _integers(expected: Any, like: Any) -> Any:
    """Return whole numbers as Python and NumPy count: as integers."""
    if expected.dtype.kind != "f" or not np.array_equal(expected, np.trunc(expected)):
        raise NoFormError
    if expected.size == 1 and not isinstance(like, np.ndarray):
        return int(expected.item())
    return expected.ravel(order="F").astype(np.int64) if np.ndim(like) == 1 else expected.astype(np.int64)


def _items(expected: Any) -> list[Any]:
    """Return the rows of a matrix, or the elements of a vector, as values."""
    if expected.ndim == 2 and 1 in expected.shape:
        return [np.full((1, 1), element) for element in expected.ravel(order="F")]
    return [row.reshape(1, -1) for row in expected]


def _number(expected: Any, like: Any) -> Any:
    number = expected.item()
    if isinstance(like, np.generic) and not isinstance(like, float | complex):
        return like.dtype.type(number) if number == int(number) else expected.dtype.type(number)
    if expected.dtype == np.float32:
        return np.float32(number)
    is_whole = isinstance(number, float) and number.is_integer()
    return int(number) if is_whole and isinstance(like, int) else number


def _array(expected: Any, like: Any) -> Any:
    """Return an array with the dimensions of the port's; whole numbers in its class."""
    if like.ndim == 1:
        result = expected.ravel(order="F")
    elif like.ndim == 0:
        result = expected.reshape(())
    elif like.ndim == 2 and like.shape == expected.shape[::-1] and like.shape != expected.shape:
        result = expected.T
    else:
        result = expected
    if like.dtype.kind in "biu" and result.dtype == np.float64 and np.array_equal(result, np.trunc(result)):
        return result.astype(like.dtype)
    return result.copy()


def _sequence(items: Sequence[Any], like: Any, base: int, form: str) -> Any:
    model = like[0] if len(like) else 0.0
    made = [in_form(item, model, base, form) for item in items]
    return tuple(made) if isinstance(like, tuple) else made


def _record(expected: Any, like: Any, base: int, form: str) -> Any:
    """Return a copy of the port's dict or object with the fields of the original's struct."""
    own = like if isinstance(like, dict) else getattr(like, "__dict__", None)
    if own is None:
        return _plain(expected, form)
    names = {normalize_name(str(key)): key for key in own}
    made = {
        names.get(normalize_name(name), name): in_form(
            expected[name].item(), own.get(names.get(normalize_name(name), name)), base, form
        )
        for name in field_names(expected)
    }
    if isinstance(like, dict):
        result = type(like)(like)
        result.update(made)
        return result
    copy = object.__new__(type(like))
    copy.__dict__.update({**own, **made})
    return copy
