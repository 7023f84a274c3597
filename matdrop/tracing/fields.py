"""Structs, dicts and objects taken apart: each of their fields as a variable of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matdrop.tracing.record import Recording, Variable, Write, equal_values
from matdrop.values.value import field_names, is_struct


def by_fields(recording: Recording) -> Recording:
    """Take the structs of a recording apart.

    Parameters
    ----------
    recording : Recording
        Of either side.

    Returns
    -------
    Recording
        The same, but a value of a 1-by-1 struct (in Python a dict with names as keys) is one value for each field
        that is another than before, of a variable named ``struct.field``.

    Examples
    --------
    >>> from matdrop.tracing.record import Event
    >>> event = Event(0, 1, 1, ())
    >>> model = Write(Variable("", "model"), {"mu": 1.0, "sigma": 2.0}, event, 1)
    >>> [str(write.variable) for write in by_fields(Recording((), [event], [model])).writes]
    ['model.mu', 'model.sigma']
    """
    if not any(_fields(write.value) for write in recording.writes):
        return recording
    last: dict[Variable, Write] = {}
    writes: list[Write] = []
    waiting = list(reversed(recording.writes))
    while waiting:
        write = waiting.pop()
        fields = _fields(write.value)
        parts = [
            replace(write, variable=Variable(write.variable.function, f"{write.variable.name}.{name}"), value=value)
            for name, value in fields.items()
        ]
        if parts:
            waiting += reversed([part for part in parts if write.returned or not _is_known(last, part)])
            last |= {part.variable: part for part in parts}
        else:
            writes.append(write)
    return replace(recording, writes=writes)


def _fields(value: Any) -> Mapping[str, Any]:
    """Give the fields of a struct; none for what is no struct, or an array of them."""
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return value
    if is_struct(value) and value.size == 1:
        return {name: value.ravel()[0][name] for name in field_names(value)}
    return {}


def _is_known(last: Mapping[Variable, Write], part: Write) -> bool:
    before = last.get(part.variable)
    return before is not None and equal_values(before, part)
