"""Ports as users of NumPy write them: what they take and return in other forms than MATLAB's, which lose nothing."""

import random
import warnings
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, make_dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from tests.fuzz.originals import Original, StructArray

Port = Callable[..., Any]
Form = Callable[[Any], Any]


def cell(*elements: Any) -> Any:
    """Make a 1-by-n cell."""
    made = np.empty((1, len(elements)), object)
    for k, element in enumerate(elements):
        made[0, k] = element
    return made


def compiled(original: Original, source: str) -> Port:
    """Make a function of a port's source."""
    names: dict[str, Any] = {"np": np, "cell": cell, "StructArray": StructArray}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # an edit may take an element out of a number
        exec(compile(source, f"<{original.name}>", "exec"), names)
    return names[original.name]  # type: ignore[no-any-return]


# ---------------------------------------------------------------- what a port takes


class WrongFormError(TypeError):
    """What NumPy raises, in many words, if an array has other dimensions than a port is written for."""


def _two_dimensions(value: Any) -> Any:
    if np.ndim(value) != 2:
        raise WrongFormError("two dimensions are needed")
    return value


def _one_dimension(value: Any) -> Any:
    if np.ndim(value) != 1:
        raise WrongFormError("one dimension is needed")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        raise WrongFormError("a number is needed")
    return value


def _anything(value: Any) -> Any:
    return value


TAKEN: dict[str, dict[str, Form]] = {
    "column": {"2-D": _two_dimensions, "1-D": _one_dimension, "any": _anything},
    "row": {"2-D": _two_dimensions, "1-D": _one_dimension, "any": _anything},
    "indices": {"2-D": _two_dimensions, "1-D": _one_dimension, "any": _anything},
    "scalar": {"1-by-1": _two_dimensions, "number": _number, "any": _anything},
    "matrix": {"2-D": _two_dimensions},
}


def as_matlab(value: Any, kind: str) -> Any:
    """Return what a port was passed in MATLAB's form."""
    if kind == "handle" or isinstance(value, str):
        return value
    if kind == "cell":
        return cell(*(as_matlab(element, "row") for element in (value.ravel() if _is_cell(value) else value)))
    if kind == "struct":
        return {name: as_matlab(element, "row") for name, element in value.items()}
    array = np.asarray(value)
    array = array.astype(np.float64) if array.dtype.kind == "i" and array.dtype.itemsize == 8 else array
    return array if array.ndim > 1 else array.reshape((-1, 1) if kind == "column" else (1, -1))


# ---------------------------------------------------------------- what a port returns


def _is_vector(value: Any) -> bool:
    return value.ndim == 2 and 1 in value.shape and value.size > 1


def _is_whole(value: Any) -> bool:
    return value.dtype == np.float64 and value.size > 0 and bool((value == np.trunc(value)).all())


@dataclass(frozen=True)
class Representation:
    """A form of a value that loses nothing: which values have it, and how it is made."""

    name: str
    suits: Callable[[Any], bool]
    made: Form


def _of_arrays(suits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, np.ndarray) and value.dtype != object and suits(value)


def _of_numbers(suits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Of values whose class Python's own numbers have."""
    return _of_arrays(lambda value: value.dtype in (np.float64, np.complex128, np.bool_) and suits(value))


def _is_cell(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == object


def _inside(value: Any) -> Any:
    """Return an element of a cell, or a field, as it mostly is: a number, a 1-D array, a list."""
    if not isinstance(value, np.ndarray) or value.dtype == object:
        return value
    return value.item() if value.size == 1 else value.ravel() if 1 in value.shape else value


def _fields(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _inside(element) for name, element in value.items()}


def _named_tuple(value: Mapping[str, Any]) -> Any:
    return namedtuple("Fields", value)(**_fields(value))


def _data_class(value: Mapping[str, Any]) -> Any:
    return make_dataclass("Fields", value)(**_fields(value))


def _columns(value: StructArray) -> dict[str, list[Any]]:
    return {name: [_inside(element[name]) for element in value] for name in value[0]}


REPRESENTATIONS = (
    Representation("as in MATLAB", lambda value: True, _anything),
    Representation("C order", _of_arrays(lambda v: v.ndim == 2), np.ascontiguousarray),
    Representation("1-D", _of_arrays(_is_vector), np.ravel),
    Representation("list", _of_numbers(_is_vector), lambda v: v.ravel().tolist()),
    Representation("nested lists", _of_numbers(lambda v: v.ndim == 2 and v.size > 1), lambda v: v.tolist()),
    Representation("integers", _of_arrays(_is_whole), lambda v: v.astype(np.int64)),
    Representation(
        "1-D integers", _of_arrays(lambda v: _is_whole(v) and _is_vector(v)), lambda v: v.ravel().astype(int)
    ),
    Representation(
        "list of ints", _of_arrays(lambda v: _is_whole(v) and _is_vector(v)), lambda v: [*map(int, v.ravel())]
    ),
    Representation("int", _of_arrays(lambda v: _is_whole(v) and v.size == 1), lambda v: int(v[0, 0])),
    Representation("number", _of_numbers(lambda v: v.size == 1), lambda v: v.item()),
    Representation("NumPy's number", _of_arrays(lambda v: v.size == 1), lambda v: v[0, 0]),
    Representation("0-D", _of_arrays(lambda v: v.size == 1), lambda v: v.reshape(())),
    Representation("0 and 1", _of_arrays(lambda v: v.dtype == bool), lambda v: v.astype(int)),
    Representation("0.0 and 1.0", _of_arrays(lambda v: v.dtype == bool), lambda v: v.astype(float)),
    Representation("array([])", _of_arrays(lambda v: v.size == 0), lambda v: np.array([])),
    Representation("[]", _of_arrays(lambda v: v.size == 0 and v.dtype == float), lambda v: []),
    Representation("np.str_", lambda v: isinstance(v, str), np.str_),
    Representation("list for a cell", _is_cell, lambda v: [_inside(element) for element in v.ravel()]),
    Representation("list of arrays for a cell", _is_cell, lambda v: list(v.ravel())),
    Representation("1-D objects", _is_cell, np.ravel),
    Representation("object", lambda v: isinstance(v, dict), lambda v: SimpleNamespace(**_fields(v))),
    Representation("dict of numbers and 1-D", lambda v: isinstance(v, dict), _fields),
    Representation("named tuple", lambda v: isinstance(v, dict), _named_tuple),
    Representation("data class", lambda v: isinstance(v, dict), _data_class),
    Representation(
        "list of dicts", lambda v: isinstance(v, StructArray), lambda v: [_fields(element) for element in v]
    ),
    Representation(
        "list of objects", lambda v: isinstance(v, StructArray), lambda v: [SimpleNamespace(**_fields(e)) for e in v]
    ),
    Representation("dict of lists", lambda v: isinstance(v, StructArray), _columns),
)
TOGETHER: dict[str, Callable[[Sequence[str], Sequence[Any]], Any]] = {
    "tuple": lambda names, values: tuple(values),
    "list": lambda names, values: list(values),
    "dict": lambda names, values: dict(zip(names, values, strict=True)),
    "named tuple": lambda names, values: namedtuple("Outputs", names)(*values),
    "object": lambda names, values: SimpleNamespace(**dict(zip(names, values, strict=True))),
}


# ---------------------------------------------------------------- a port in some forms


@dataclass(frozen=True)
class Forms:
    """What a port takes for each input, what it returns for each output, and in what the outputs come together."""

    taken: dict[str, str]
    returned: dict[str, str]
    together: str

    def __str__(self) -> str:
        taken = ", ".join(f"{name} {form}" for name, form in self.taken.items())
        returned = ", ".join(f"{name} {form}" for name, form in self.returned.items())
        return f"takes {taken}; returns {returned}; {self.together}"


def outputs_in_order(returned: Any, count: int) -> tuple[Any, ...]:
    """Return the outputs of a port in MATLAB's form."""
    return returned if count > 1 else (returned,)


def random_forms(original: Original, values: Sequence[Any], draw: random.Random) -> Forms:
    """Draw forms for the values that a right port returns on some case."""
    taken = {name: draw.choice([*TAKEN.get(kind, ("any",))]) for name, kind in original.kinds.items()}
    of_scalars = draw.choice([*TAKEN["scalar"]])  # a port is written for numbers or for MATLAB's arrays, not for both
    taken |= {name: of_scalars for name, kind in original.kinds.items() if kind == "scalar"}
    returned = {
        name: draw.choice([form.name for form in REPRESENTATIONS if form.suits(value)])
        for name, value in zip(original.outputs, values, strict=True)
    }
    return Forms(taken, returned, draw.choice([*TOGETHER]) if len(values) > 1 else "alone")


def in_forms(original: Original, port: Port, forms: Forms) -> Port:
    """Let a port take and return what the forms say; a form that a value does not have leaves it as it is."""
    made = {form.name: form for form in REPRESENTATIONS}

    def represented(name: str, value: Any) -> Any:
        form = made[forms.returned[name]]
        return form.made(value) if form.suits(value) else value

    def formed(*args: Any) -> Any:
        given = []
        for (name, kind), arg in zip(original.kinds.items(), args, strict=True):
            form = TAKEN.get(kind, {}).get(forms.taken[name], _anything)
            given.append(as_matlab(form(arg), kind))
        values = outputs_in_order(port(*given), len(original.outputs))
        returned = [represented(name, value) for name, value in zip(original.outputs, values, strict=True)]
        return returned[0] if len(returned) == 1 else TOGETHER[forms.together](original.outputs, returned)

    # The judge looks for parameters by name; arguments by position or by name must both arrive.
    names = ", ".join(original.kinds)
    scope: dict[str, Any] = {"formed": formed}
    exec(f"def {original.name}({names}):\n    return formed({names})\n", scope)
    return scope[original.name]  # type: ignore[no-any-return]
