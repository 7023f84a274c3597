"""Conventions: how inputs are passed to a port that does not follow MATLAB, and what its return values stand for."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matdrop.cases.case import Case
from matdrop.source.names import namesakes, normalize_name
from matdrop.values.canonical import MAP, NUMBER_MAP, class_of, object_class, text_of
from matdrop.values.value import (
    Array,
    Chars,
    FunctionHandle,
    Value,
    elements_of,
    field_names,
    is_cell,
    is_char,
    is_container,
    is_number_array,
    is_scalar,
    is_sparse,
    is_struct,
    is_time,
)

CANDIDATES = 12


class Record(dict[str, Any]):
    """A struct for a port: its fields are keys and attributes, whatever their case and underscores.

    A struct may have `x` and `X`: what is stored under a name of other case alone is a field of its own.
    """

    def __missing__(self, name: str) -> Any:
        if (namesake := self._namesake(name)) not in self:
            raise KeyError(name)
        return self[namesake]

    def __setitem__(self, name: str, value: Any) -> None:
        namesake = self._namesake(name)
        super().__setitem__(name if namesake.lower() == name.lower() else namesake, value)

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def _namesake(self, name: str) -> str:
        """Return the field that differs from a name in case and underscores alone; if there is none, the name."""
        if name in self:
            return name
        return next((field for field in self if normalize_name(field) == normalize_name(name)), name)


@dataclass(frozen=True)
class Convention:
    """One way of passing inputs to a port.

    Attributes
    ----------
    flat : tuple of bool
        For each input, whether a vector, or the vectors inside a cell or struct, are passed as 1-D arrays; for a
        function handle, whether its answers are.
    numbers : bool
        Whether a 1-by-1 value is passed as a Python number (a whole one as int).
    strict : bool
        Whether numbers are passed as MATLAB has them: arrays of at least two dimensions.
    parameters : tuple of str
        For each input, the parameter of the port that gets it, "" if it has none; empty if inputs are passed by
        position.
    integers : bool
        Whether whole-numbered double arrays are passed as integers, which NumPy needs for indices.
    """

    flat: tuple[bool, ...]
    numbers: bool = True
    strict: bool = False
    parameters: tuple[str, ...] = ()
    integers: bool = False

    def describe(self, names: Sequence[str]) -> list[str]:
        """Return what differs from passing MATLAB's arrays by position.

        Parameters
        ----------
        names : sequence of str
            The names of the inputs.

        Returns
        -------
        list of str
            A sentence for each difference, with the names of its inputs.

        Examples
        --------
        >>> Convention((True, False), integers=True).describe(["x", "y"])
        ['x was passed as 1-D', 'whole-numbered arrays were passed as integers']
        """
        said = []
        flat = [name for name, is_flat in zip(names, self.flat, strict=False) if is_flat]
        if flat:
            said.append(f"{_were(flat)} passed as 1-D")
        if not self.numbers and not self.strict:
            said.append("1-by-1 values were passed as arrays")
        renamed = [
            f"{name} as {parameter}"
            for name, parameter in zip(names, self.parameters, strict=False)
            if parameter and normalize_name(name) != normalize_name(parameter)
        ]
        dropped = [name for name, parameter in zip(names, self.parameters, strict=False) if not parameter]
        if dropped:
            said.append(f"{_were(dropped)} not passed: the port has no such parameter")
        if renamed:
            said.append(f"passed by name: {', '.join(renamed)}")
        if self.integers:
            said.append("whole-numbered arrays were passed as integers")
        return said


def _were(names: Sequence[str]) -> str:
    """Begin a sentence in the past tense about some inputs."""
    return f"{', '.join(names)} {'was' if len(names) == 1 else 'were'}"


def conventions_for(
    case: Case, inputs: Sequence[Value], parameters: Sequence[inspect.Parameter]
) -> Iterator[Convention]:
    """Find the representations in which users of NumPy pass inputs, the most likely first.

    None of them changes what an input means: that is declared, by `matdrop.cases.declared_conventions`.

    Parameters
    ----------
    case : Case
        The case to verify; a strict pair has only MATLAB's own way.
    inputs : sequence of value
        In canonical form.
    parameters : sequence of inspect.Parameter
        The parameters of the port that take them.

    Yields
    ------
    Convention
        At most a dozen.

    Examples
    --------
    >>> from matdrop.cases.case import Case
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.cases.pair import pair_of
    >>> case = Case(pair_of(OWN_TABLE.parent / "inverted_dropout.m", ""), "one")
    >>> [convention.flat for convention in conventions_for(case, [np.ones((3, 1)), np.ones((2, 2))], [])]
    [(False, False), (True, False)]
    """
    nowhere = (False,) * len(inputs)
    if case.pair.adapter:  # it gets MATLAB's inputs, and nothing is tried
        yield Convention(nowhere)
        return
    arrangement = arrangement_of(case, len(inputs), parameters)
    if case.pair.strict:
        yield Convention(nowhere, numbers=False, strict=True, parameters=arrangement)
    else:
        yield from _forms(inputs, arrangement)


def integer_conventions(
    case: Case, inputs: Sequence[Value], parameters: Sequence[inspect.Parameter]
) -> Iterator[Convention]:
    """Find representations with integers, which a port needs that takes indices out of an array.

    Parameters
    ----------
    case : Case
        As for `conventions_for`.
    inputs : sequence of value
        As for `conventions_for`.
    parameters : sequence of inspect.Parameter
        As for `conventions_for`.

    Yields
    ------
    Convention
        Two at most; none for a strict pair, or where no input has whole numbers.

    Examples
    --------
    >>> from matdrop.cases.case import Case
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.cases.pair import pair_of
    >>> case = Case(pair_of(OWN_TABLE.parent / "inverted_dropout.m", ""), "one")
    >>> list(integer_conventions(case, [np.full((3, 1), 0.5)], []))
    []
    """
    if case.pair.strict or case.pair.adapter or not any(is_whole(value) and not is_scalar(value) for value in inputs):
        return
    arrangement = arrangement_of(case, len(inputs), parameters)
    flats = ((False,) * len(inputs), tuple(_has_vectors(value) for value in inputs))
    yield from (Convention(flat, parameters=arrangement, integers=True) for flat in dict.fromkeys(flats))


def arrangement_of(case: Case, count: int, parameters: Sequence[inspect.Parameter]) -> tuple[str, ...]:
    """Return which parameter of the port gets which input.

    Parameters
    ----------
    case : Case
        The case to verify.
    count : int
        How many inputs there are.
    parameters : sequence of inspect.Parameter
        The parameters of the port.

    Returns
    -------
    tuple of str
        As the pair declares it; by name if the port has a parameter of the name of each input, and needs no other;
        else empty, which means by position.

    Examples
    --------
    >>> import inspect
    >>> from matdrop.cases.case import Case
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.cases.pair import pair_of
    >>> case = Case(pair_of(OWN_TABLE.parent / "inverted_dropout.m", ""), "one")
    >>> arrangement_of(case, 2, list(inspect.signature(lambda keep_prob, x: x).parameters.values()))
    ('x', 'keep_prob')
    """
    if case.pair.conventions.arguments or case.pair.strict:
        return case.pair.conventions.arguments
    names = case.input_names(count)
    named = nameable(parameters)
    matched = tuple(namesakes(names, [parameter.name for parameter in named]).values())
    required = {parameter.name for parameter in named if parameter.default is parameter.empty}
    return matched if len(matched) == len(names) and required <= set(matched) else ()


def nameable(parameters: Sequence[inspect.Parameter]) -> list[inspect.Parameter]:
    """Return the parameters that can be passed by name.

    Parameters
    ----------
    parameters : sequence of inspect.Parameter
        The parameters of the port.

    Returns
    -------
    list of inspect.Parameter
        All but those that are positional only.

    Examples
    --------
    >>> [parameter.name for parameter in nameable(inspect.signature(lambda x, /, y: x).parameters.values())]
    ['y']
    """
    return [parameter for parameter in parameters if parameter.kind is not parameter.POSITIONAL_ONLY]


def _forms(inputs: Sequence[Value], arrangement: tuple[str, ...]) -> Iterator[Convention]:
    """Find forms of the inputs: vectors as they are or 1-D, 1-by-1 values as numbers or arrays."""
    nowhere = (False,) * len(inputs)
    choices = [(False, True) if _has_vectors(value) else (False,) for value in inputs]
    everywhere = tuple(choice[-1] for choice in choices)
    mixed = (flat for flat in itertools.product(*choices) if flat not in (nowhere, everywhere))
    order = list(dict.fromkeys((nowhere, everywhere)))
    flats = [*order, *itertools.islice(mixed, CANDIDATES - 4)]
    yield from (Convention(flat, parameters=arrangement) for flat in flats)
    if any(is_scalar(value) for value in inputs):
        yield from (Convention(flat, numbers=False, parameters=arrangement) for flat in order)


def is_whole(value: Value) -> bool:
    """Check whether a value has whole numbers alone.

    Parameters
    ----------
    value : value
        In canonical form.

    Returns
    -------
    bool
        True for an array of numbers, or a cell of such, that is not empty and has neither fractions nor NaN nor Inf.

    Examples
    --------
    >>> is_whole(np.array([[1.0, 2.0]])), is_whole(np.array([[0.5]]))
    (True, False)
    """
    if is_cell(value) and value.size:
        return all(map(is_whole, elements_of(value)))
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf" or not value.size:
        return False
    return bool(np.isfinite(value).all() and (value == np.trunc(value)).all())


def to_python(
    value: Value, convention: Convention, flat: bool, handle: Callable[[FunctionHandle, bool], Callable[..., Any]]
) -> Any:
    """Return a canonical value in the form that a port expects.

    Parameters
    ----------
    value : value
        In canonical form.
    convention : Convention
        How it is passed.
    flat : bool
        Whether a vector becomes 1-D.
    handle : callable
        Makes a Python function from a function handle and `flat`, which says whether its answers are 1-D.

    Returns
    -------
    object
        A copy, which the port may change. Text becomes str, a cell a list, a struct or an object a `Record`, a map a
        dict, a table a `Record` of its columns, a date ``datetime64``.

    Examples
    --------
    >>> to_python(np.array([[3.0]]), Convention((False,)), False, handle=None)
    3
    """
    if isinstance(value, FunctionHandle):
        return handle(value, flat)
    if is_sparse(value):
        return value.copy()
    if is_char(value):
        return _text_to_python(value)

    def inner(element: Value) -> Any:
        return to_python(element, convention, flat, handle)

    if is_cell(value):
        if 1 in value.shape or not value.size:
            return [inner(element) for element in value.ravel(order="F")]
        return [[inner(element) for element in row] for row in value]
    if is_time(value):
        return value[0, 0] if value.size == 1 else value.ravel(order="F").copy() if flat else value.copy(order="F")
    if object_class(value) in (MAP, NUMBER_MAP):
        read_key = _key if object_class(value) == NUMBER_MAP else str
        return {read_key(name): inner(value[name].item()) for name in field_names(value)}
    if is_struct(value):
        names = field_names(value)
        records = [Record(zip(names, map(inner, element), strict=True)) for element in value.ravel(order="F").tolist()]
        return records[0] if len(records) == 1 else records
    return _numbers_to_python(value, convention, flat)


def _key(name: str) -> int | float:
    """Return the number that is a map's key."""
    number = float(name)
    return int(number) if number.is_integer() else number


def _text_to_python(value: Chars) -> str | list[str]:
    """Return a row of characters as str, other char arrays as a list of their rows."""
    rows = [text_of(row) for row in value] if value.ndim == 2 else [text_of(value)]
    return rows[0] if len(rows) == 1 else rows if rows else ""


def _numbers_to_python(value: Array, convention: Convention, flat: bool) -> Any:
    if convention.strict:
        return value.copy(order="F")
    if is_scalar(value) and convention.numbers:
        return _number_to_python(value)
    if convention.integers and value.dtype == np.float64 and is_whole(value):
        value = value.astype(np.int64)
    return value.ravel(order="F").copy() if flat and _is_vector(value) else value.copy(order="F")


def _number_to_python(value: Array) -> Any:
    """Return a number as Python has it, a whole double as int; one of another class as NumPy has it."""
    number = value.item()
    if class_of(value) not in ("double", "complex double", "logical"):
        return value[0, 0]
    is_whole = value.dtype == np.float64 and number.is_integer() and abs(number) < 2**53
    return int(number) if is_whole and (number or not np.signbit(number)) else number


def outputs_of(
    returned: Any, names: Sequence[str], changed: Mapping[str, Any], order: Sequence[str] = ()
) -> tuple[dict[str, Any], list[str], int]:
    """Assign what a port returned to the original's outputs.

    Parameters
    ----------
    returned : object
        What the port returned; None if it works by changing its inputs.
    names : sequence of str
        The original's outputs.
    changed : mapping of str to object
        The inputs that the port has changed, by name.
    order : sequence of str
        The outputs in the order in which the port returns them, "" for a value that is none; by default that of
        ``names``.

    Returns
    -------
    obtained : dict of str to object
        The port's value of each output; an output that the port does not return is missing.
    said : list of str
        How the outputs were found, if not by position.
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
        return taken, [f"the port changed {', '.join(changed)} in place: taken as its result"], 0
    if hasattr(returned, "_asdict"):  # a named tuple: its fields are the outputs, or it is one output itself
        fields = returned._asdict()
    else:
        fields = returned if isinstance(returned, dict) else getattr(returned, "__dict__", {})
    texts = {str(key): key for key in fields}
    keys = namesakes(names, texts)
    if 1 < len(names) == len(keys):
        holder = "a dict" if isinstance(returned, dict) else f"an object of class {type(returned).__name__}"
        return (
            {name: fields[texts[keys[name]]] for name in names},
            [f"the port returned its outputs in {holder}"],
            0,
        )
    if hasattr(returned, "_asdict") and len(names) == 1:
        return {names[0]: returned}, [], 0
    many = isinstance(returned, tuple) or (isinstance(returned, list) and len(returned) == len(order or names) > 1)
    values = tuple(returned) if many else (returned,) if returned is not None else ()
    taken = dict(zip(order or names, values, strict=False))
    return {name: value for name, value in taken.items() if name}, [], max(0, len(values) - len(order or names))


def _is_vector(value: Value) -> bool:
    return is_number_array(value) and value.ndim == 2 and 1 in value.shape and value.size != 1


def _has_vectors(value: Value) -> bool:
    """Whether something in a value may be 1-D; for a function handle, its answers."""
    if isinstance(value, FunctionHandle) or _is_vector(value):
        return True
    return is_container(value) and any(_has_vectors(element) for element in elements_of(value))
