"""Outputs that are functions, or hold some: both sides call theirs on the same sample arguments."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matdrop.calling.sandbox import PortTimeoutError
from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.session import Session
from matdrop.values.canonical import struct_array
from matdrop.values.value import FunctionHandle, Value, field_names, is_cell, is_struct

NAME = "matdrop_with_calls"
# Calls the original, and puts in the place of each function whether it returns something on sample arguments, and what.
PROBE = r"""function varargout = matdrop_with_calls(varargin)
varargout = cell(1, COUNT);
[varargout{:}] = ORIGINAL(varargin{:});
for k = 1:numel(varargout), varargout{k} = matdrop_in_place(varargout{k}); end
end
function value = matdrop_in_place(value)
if isa(value, 'function_handle')
  value = matdrop_calls(value);
elseif iscell(value)
  for k = 1:numel(value), value{k} = matdrop_in_place(value{k}); end
elseif isstruct(value)
  names = fieldnames(value);
  for k = 1:numel(value)
    for n = 1:numel(names), value(k).(names{n}) = matdrop_in_place(value(k).(names{n})); end
  end
end
end
function found = matdrop_calls(f)
samples = {SAMPLES};
found = cell(1, 2 * numel(samples));
for k = 1:numel(samples)
  found{2 * k - 1} = false;
  try
    value = f(samples{k}{:});
    if isnumeric(value) || islogical(value) || ischar(value)
      found{2 * k - 1} = true; found{2 * k} = value;
    end
  catch
  end
end
end
"""
_ROW, _COLUMN, _MATRIX = "[1, 2.5, 4]", "[0.5; 3]", "[1, 2; 3, 5]"
# Arguments of a call, in MATLAB's words: as many of each kind as a function may take.
SAMPLES = (
    (), ("0.5",), ("2",), ("-1.25",), (_ROW,), (_COLUMN,), (_MATRIX,), ("0.5", "2"), ("2", "3"), (_ROW, "2"),
    ("2", _ROW), (_ROW, _ROW), (_MATRIX, _MATRIX), ("0.5", "2", "3"), ("2", "3", "4"), (_ROW, _ROW, _ROW),
    (_ROW, "2", "3"), ("0.5", "2", "3", "4"), (_ROW, _ROW, _ROW, _ROW),
)  # fmt: skip


def holds_function(value: Value) -> bool:
    """Return whether a value is a function, or holds one.

    Parameters
    ----------
    value : value
        As an original returns it.

    Returns
    -------
    bool
        Also of what is in cells and structs.

    Examples
    --------
    >>> holds_function(FunctionHandle("@sin")), holds_function(np.ones((1, 1)))
    (True, False)
    """
    if isinstance(value, FunctionHandle):
        return True
    if is_cell(value):
        return any(holds_function(element) for element in value.ravel())
    return is_struct(value) and any(holds_function(part) for name in field_names(value) for part in value[name].ravel())


def with_calls(case: Case, session: Session) -> Mapping[str, Value]:
    """Run an original again, and call the functions that it returns on sample arguments.

    Parameters
    ----------
    case : Case
        Of the original.
    session : Session
        An engine.

    Returns
    -------
    mapping of str to value
        The outputs, with what each function returns in its place; empty if that fails.
    """
    with tempfile.TemporaryDirectory(prefix="matdrop_calls_") as folder:
        (reference,) = session.run([calling(case, Path(folder).resolve())])
    return {} if reference.error is not None else reference.outputs


def calling(case: Case, folder: Path) -> Case:
    """Return a case whose original calls that of another case, and the functions that this one returns.

    Parameters
    ----------
    case : Case
        Of the original.
    folder : Path
        An empty folder, for the file that does so.

    Returns
    -------
    Case
        With the same arguments.
    """
    pair, search = case.pair, case.pair.search_path
    samples = ", ".join(f"{{{', '.join(sample)}}}" for sample in SAMPLES)
    text = PROBE.replace("ORIGINAL", pair.original.stem).replace("COUNT", str(len(pair.outputs)))
    file = folder / f"{NAME}.m"
    file.write_text(text.replace("SAMPLES", samples), encoding="utf-8")
    return replace(case, pair=replace(pair, original=file, path=(search.home, *search.folders), is_open=False))


def called(expected: Value, calls: Value, obtained: Any) -> tuple[Any, Any, int]:
    """Return an output of both sides with what its functions return in their places, and on how many arguments.

    Parameters
    ----------
    expected : value
        The original's.
    calls : value
        The same with what each function returns, as `with_calls` has it.
    obtained : object
        The port's.

    Returns
    -------
    expected, obtained : object
        Where the port has no function, its value stays as it is.
    count : int
        How many calls of the original gave a value.

    Raises
    ------
    PortTimeoutError
        If the port's functions take longer than the caller allows.
    """
    if isinstance(expected, FunctionHandle):
        is_asked = callable(obtained) and is_cell(calls)
        return _of_function(expected, calls, obtained) if is_asked else (expected, obtained, 0)
    if is_cell(expected) and isinstance(obtained, list | tuple | np.ndarray):
        return _of_elements(expected, calls, obtained)
    if is_struct(expected) and expected.size == 1 and isinstance(obtained, Mapping):
        return _of_fields(expected, calls, obtained)
    if is_struct(expected) and isinstance(obtained, list | tuple) and len(obtained) == expected.size:
        return _of_structs(expected, calls, obtained)
    return expected, obtained, 0


def _of_function(expected: FunctionHandle, calls: Any, function: Callable[..., Any]) -> tuple[Any, Any, int]:
    """Call a port's function on the samples on which the original's gave a value; if none did, compare the names."""
    there, here = [], []
    pairs = calls.ravel(order="F")
    for sample, is_known, value in zip(SAMPLES, pairs[::2], pairs[1::2], strict=True):
        if is_known.item():
            there.append(value)
            here.append(_answer(function, sample))
    if not there and getattr(function, "__name__", "") == expected.text.removeprefix("@"):
        return expected.text, expected.text, 0
    if not there:
        return FunctionHandle("no sample argument suits it"), function, 0
    return _cell(there), _cell(here), len(there)


def _answer(function: Callable[..., Any], sample: tuple[str, ...]) -> Any:
    """Return what a function of a port returns on sample arguments; its error as text, which no value equals."""
    try:
        return function(*map(_argument, sample))
    except PortTimeoutError:
        raise
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _argument(text: str) -> Any:
    rows = [[float(word) for word in row.split(",")] for row in text.strip("[]").split(";")]
    return np.array(rows) if text.startswith("[") else rows[0][0]


def _cell(values: list[Any]) -> Any:
    cell = np.empty((1, len(values)), dtype=object)
    for place, value in enumerate(values):
        cell[0, place] = value
    return cell


def _of_elements(expected: Any, calls: Any, obtained: Any) -> tuple[Any, Any, int]:
    elements = obtained.ravel(order="F") if isinstance(obtained, np.ndarray) else obtained
    if len(elements) != expected.size or min(expected.shape, default=0) > 1:
        return expected, obtained, 0
    found = [called(*one) for one in zip(expected.ravel(), calls.ravel(), elements, strict=True)]
    there = np.empty(expected.shape, dtype=object)
    for place, one in enumerate(found):
        there.flat[place] = one[0]
    return there, [one[1] for one in found], sum(one[2] for one in found)


def _of_fields(expected: Any, calls: Any, obtained: Mapping[str, Any]) -> tuple[Any, Any, int]:
    names = field_names(expected)
    found = {
        name: called(expected[name].item(), calls[name].item(), obtained[name]) for name in names if name in obtained
    }
    values = [[found[name][0] if name in found else expected[name].item()] for name in names]
    here = {**obtained, **{name: one[1] for name, one in found.items()}}
    return struct_array([*names], values, (1, 1)), here, sum(one[2] for one in found.values())


def _of_structs(expected: Any, calls: Any, obtained: Sequence[Any]) -> tuple[Any, Any, int]:
    names = field_names(expected)
    if not all(isinstance(one, Mapping) and set(names) <= set(one) for one in obtained):
        return expected, obtained, 0
    parts = [[part[name].ravel(order="F") for name in names] for part in (expected, calls)]
    found = [
        [called(*one) for one in zip(there, known, [struct[name] for struct in obtained], strict=True)]
        for name, there, known in zip(names, *parts, strict=True)
    ]
    here = [{name: column[k][1] for name, column in zip(names, found, strict=True)} for k in range(len(obtained))]
    there = struct_array([*names], [[one[0] for one in column] for column in found], expected.shape)
    return there, here, sum(one[2] for column in found for one in column)


def answers_of(case: Case, reference: Reference, session: Session) -> Mapping[str, Value]:
    """Return what `with_calls` does, once for each reference.

    Parameters
    ----------
    case : Case
        Of the original.
    reference : Reference
        What it computed.
    session : Session
        An engine, which keeps the answer.

    Returns
    -------
    mapping of str to value
        The outputs with what their functions return.
    """
    known = session.called_outputs.get(id(reference))
    if known is None or known[0] is not reference:
        known = session.called_outputs[id(reference)] = reference, with_calls(case, session)
    return known[1]
