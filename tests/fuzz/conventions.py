"""Right ports that mean something else than MATLAB by what they take or return: they need a declaration to be right."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.fuzz.originals import Original
from tests.fuzz.representations import Port, as_matlab, outputs_in_order

COUNTING = ("i", "idx")  # outputs of `originals` that count


@dataclass(frozen=True)
class Meaning:
    """A convention: which originals may have it, and how the right port of one becomes a port that has it."""

    name: str
    suits: Callable[[Original], bool]
    made: Callable[[Original, Port], Port]


def _called(original: Original, port: Port, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Call the right port with what a port was passed; return its outputs."""
    given = [as_matlab(arg, kind) for arg, kind in zip(args, original.kinds.values(), strict=True)]
    return outputs_in_order(port(*given), len(original.outputs))


def _alone_or_together(values: tuple[Any, ...]) -> Any:
    return values[0] if len(values) == 1 else values


def _named(original: Original, function: Callable[..., Any], parameters: list[str]) -> Port:
    """Return a function with these parameters."""
    scope: dict[str, Any] = {"function": function}
    exec(f"def {original.name}({', '.join(parameters)}):\n    return function({', '.join(parameters)})\n", scope)
    return scope[original.name]  # type: ignore[no-any-return]


def _with_inputs(change: Callable[[Any, str], Any]) -> Callable[[Original, Port], Port]:
    """Change what the port was passed, by its kind, before the right port takes it."""

    def made(original: Original, port: Port) -> Port:
        def function(*args: Any) -> Any:
            changed = (change(arg, kind) for arg, kind in zip(args, original.kinds.values(), strict=True))
            return _alone_or_together(_called(original, port, tuple(changed)))

        return _named(original, function, [*original.kinds])

    return made


def _with_outputs(change: Callable[[dict[str, Any]], list[Any]]) -> Callable[[Original, Port], Port]:
    """Change what the right port returns."""

    def made(original: Original, port: Port) -> Port:
        def function(*args: Any) -> Any:
            values = _called(original, port, args)
            return _alone_or_together(tuple(change(dict(zip(original.outputs, values, strict=True)))))

        return _named(original, function, [*original.kinds])

    return made


def _reversed_arguments(original: Original, port: Port) -> Port:
    def function(*args: Any) -> Any:
        return _alone_or_together(_called(original, port, args[::-1]))

    return _named(original, function, [f"p{k}" for k in range(len(original.kinds))])


def _has(kind: str) -> Callable[[Original], bool]:
    return lambda original: kind in original.kinds.values()


def _matrix_alone(original: Original) -> bool:
    return list(original.kinds.values()) == ["matrix"]


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype != object


def _listed(value: Any) -> Any:
    return [value.item()] if _is_array(value) and value.size == 1 else value


def _none(value: Any) -> Any:
    return None if _is_array(value) and value.shape == (0, 0) else value


MEANINGS = (
    Meaning(
        "inputs count from 0",
        _has("indices"),
        _with_inputs(lambda value, kind: np.asarray(value) + 1 if kind == "indices" else value),
    ),
    Meaning(
        "outputs count from 0",
        lambda original: original.name in ("found", "ordered", "highest"),
        _with_outputs(lambda values: [value - 1 if name in COUNTING else value for name, value in values.items()]),
    ),
    Meaning("arguments in reverse", lambda original: len(set(original.kinds.values())) > 1, _reversed_arguments),
    Meaning(
        "the first output alone",
        lambda original: len(original.outputs) > 1,
        _with_outputs(lambda values: list(values.values())[:1]),
    ),
    Meaning(
        "outputs in reverse",
        lambda original: len(original.outputs) > 1,
        _with_outputs(lambda values: list(values.values())[::-1]),
    ),
    Meaning(
        "transposed input", _matrix_alone, _with_inputs(lambda value, kind: value.T if kind == "matrix" else value)
    ),
    Meaning(
        "transposed outputs",
        lambda original: original.name in ("affine", "sigmoid", "distances", "masked", "clamped"),
        _with_outputs(lambda values: [value.T for value in values.values()]),
    ),
    Meaning(
        "lists of one element",
        lambda original: original.name in ("trapezoids", "counted", "weighted", "labelled"),
        _with_outputs(lambda values: [_listed(value) for value in values.values()]),
    ),
    Meaning(
        "None for []",
        lambda original: original.name == "nothing",
        _with_outputs(lambda values: [_none(value) for value in values.values()]),
    ),
)
