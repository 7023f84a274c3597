"""How values are handed to a port whose habits are not MATLAB's, and what its return values stand for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse

from matdrop.parity.values import FunctionHandle, Value, class_of, size_of, text_of

CANDIDATES = 12


class Record(dict[str, Any]):
    """A struct for a port: its fields are keys and attributes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


@dataclass(frozen=True)
class Convention:
    """One way of handing inputs to a port.

    Attributes
    ----------
    flat : tuple of bool
        For each input, whether a vector is handed over as a 1-D array.
    numbers : bool
        Whether a 1-by-1 value is handed over as a Python number (a whole one as int).
    strict : bool
        Whether everything is handed over as MATLAB has it: arrays of at least two dimensions.
    """

    flat: tuple[bool, ...]
    numbers: bool = True
    strict: bool = False

    def describe(self, names: Sequence[str]) -> list[str]:
        """Say what is out of the ordinary, naming the inputs."""
        said = []
        flat = [name for name, is_flat in zip(names, self.flat, strict=False) if is_flat]
        if flat:
            said.append(f"{', '.join(flat)} handed over as 1-D")
        if not self.numbers and not self.strict:
            said.append("1-by-1 values handed over as arrays")
        return said


def candidates(inputs: Sequence[Value], strict: bool) -> Iterator[Convention]:
    """Give the ways to hand inputs to a port, the most likely first.

    Parameters
    ----------
    inputs : sequence of value
        In canonical form.
    strict : bool
        Whether there is only MATLAB's own way.

    Yields
    ------
    Convention
        At most a dozen.

    Examples
    --------
    >>> [convention.flat for convention in candidates([np.ones((3, 1)), np.ones((2, 2))], False)]
    [(False, False), (True, False)]
    """
    nowhere = (False,) * len(inputs)
    if strict:
        yield Convention(nowhere, numbers=False, strict=True)
        return
    choices = [(False, True) if _is_vector(value) else (False,) for value in inputs]
    everywhere = tuple(choice[-1] for choice in choices)
    mixed = (flat for flat in itertools.product(*choices) if flat not in (nowhere, everywhere))
    order = [nowhere, everywhere] if everywhere != nowhere else [nowhere]
    flats = [*order, *itertools.islice(mixed, CANDIDATES - 4)]
    yield from (Convention(flat) for flat in flats)
    if any(_is_scalar(value) for value in inputs):
        yield from (Convention(flat, numbers=False) for flat in order)


def to_python(
    value: Value, convention: Convention, flat: bool, handle: Callable[[FunctionHandle], Callable[..., Any]]
) -> Any:
    """Give a canonical value the form that a port expects.

    Parameters
    ----------
    value : value
        In canonical form.
    convention : Convention
        How to hand it over.
    flat : bool
        Whether a vector becomes 1-D.
    handle : callable
        Makes a Python function of a function handle.

    Returns
    -------
    object
        A fresh value: the port may change it. Text becomes str, a cell a list, a struct a `Record`.

    Examples
    --------
    >>> to_python(np.array([[3.0]]), Convention((False,)), False, handle=None)
    3
    """
    if isinstance(value, FunctionHandle):
        return handle(value)
    if convention.strict or scipy.sparse.issparse(value):
        return value.copy(order="F") if isinstance(value, np.ndarray) else value.copy()
    kind = class_of(value)

    def inner(element: Value) -> Any:
        return to_python(element, convention, flat, handle)

    if kind == "char":
        rows = [text_of(row[None]) for row in value] if value.ndim == 2 else [text_of(value)]
        return rows[0] if len(rows) == 1 else rows if rows else ""
    if kind == "cell":
        if 1 in value.shape or not value.size:
            return [inner(element) for element in value.ravel(order="F")]
        return [[inner(element) for element in row] for row in value]
    if kind == "struct":
        records = [
            Record({name: inner(value[name].ravel(order="F")[k]) for name in value.dtype.names})
            for k in range(value.size)
        ]
        return records[0] if len(records) == 1 else records
    if _is_scalar(value) and convention.numbers:
        number = value.item()
        if (
            kind == "double"
            and float(number).is_integer()
            and abs(number) < 2**53
            and (number or not np.signbit(number))
        ):
            return int(number)
        return number if kind in ("double", "complex double", "logical") else value[0, 0]
    return value.ravel(order="F").copy() if flat and _is_vector(value) else value.copy(order="F")


def outputs_of(
    returned: Any, names: Sequence[str], changed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str], int]:
    """Assign what a port returned to the original's outputs.

    Parameters
    ----------
    returned : object
        What the port returned; None where it works by changing its inputs.
    names : sequence of str
        The original's outputs.
    changed : mapping of str to object
        The inputs that the port has changed, by name.

    Returns
    -------
    obtained : dict
        By output; what the port does not give is missing.
    said : list of str
        How the outputs were found, where that is not by position.
    extra : int
        How many values were returned beyond the outputs.

    Examples
    --------
    >>> outputs_of((1, 2, 3), ["J", "grad"], {})
    ({'J': 1, 'grad': 2}, [], 1)
    """
    if returned is None and changed:
        taken = {name: changed[name] for name in names if name in changed}
        if not taken and len(names) == len(changed) == 1:
            taken = {names[0]: next(iter(changed.values()))}
        return taken, [f"{', '.join(changed)} changed in place and taken as the result"], 0
    if isinstance(returned, dict) and len(names) > 1:
        keys = {normal(str(key)): key for key in returned}
        if all(normal(name) in keys for name in names):
            return {name: returned[keys[normal(name)]] for name in names}, ["outputs returned in a dict"], 0
    many = isinstance(returned, tuple) or (isinstance(returned, list) and len(returned) == len(names) > 1)
    values = tuple(returned) if many else (returned,) if returned is not None else ()
    return dict(zip(names, values, strict=False)), [], max(0, len(values) - len(names))


def normal(name: str) -> str:
    """Strip a name of case and underscores, by which the two languages' names are matched.

    Examples
    --------
    >>> normal("featureNormalize") == normal("feature_normalize")
    True
    """
    return name.replace("_", "").lower()


def _is_vector(value: Value) -> bool:
    return (
        isinstance(value, np.ndarray)
        and value.dtype.kind in "biufc"
        and value.ndim == 2
        and 1 in value.shape
        and value.size != 1
    )


def _is_scalar(value: Value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind in "biufc" and size_of(value) == (1, 1)
