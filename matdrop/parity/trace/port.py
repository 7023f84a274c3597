"""Recording a port: a function that does what the port does, and notes what each of its lines stores."""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

from matdrop.errors import MatdropError
from matdrop.parity.names import normal
from matdrop.parity.trace.port_source import lines_of, read_port
from matdrop.parity.trace.record import BOUNDS, Bounds, Event, Iterations, Recording, Variable, Write
from matdrop.parity.trace.source import MAIN


class RecordedPort:
    """A port that can be called as before, and is recorded in one of its calls.

    Parameters
    ----------
    function : callable
        The port, as `load_port` gives it.
    script : Path, optional
        Its file, if it is a script.
    call : int
        Which call is recorded, from 1; 0 for none.
    helpers : tuple of str
        Functions of other files that are recorded too; case and underscores of their names do not count.
    bounds : Bounds
        What is recorded of long loops, and how much at most.

    Attributes
    ----------
    recording : Recording
        Of the call that was recorded.

    Raises
    ------
    MatdropError
        If the port has no Python source.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        script: Path | None = None,
        call: int = 0,
        helpers: tuple[str, ...] = (),
        bounds: Bounds = BOUNDS,
    ) -> None:
        self._function, self._call, self.bounds = function, call, bounds
        self._helpers = {normal(name) for name in helpers}
        self._code: CodeType | None = None if script else getattr(inspect.unwrap(function), "__code__", None)
        file = script or (Path(self._code.co_filename) if self._code else None)
        if file is None or not lines_of(file):
            name = getattr(function, "__name__", str(function))
            if file is not None and file.is_file():
                raise MatdropError(f"{file} cannot be read as text; save it as UTF-8, or declare its encoding in it")
            raise MatdropError(f"{name} cannot be traced: it has no Python source; name a function of a .py file")
        self.recording = Recording((read_port(file, self._code.co_name if self._code else ""),))
        self._calls = 0
        self.frames = 0
        self.size = 0
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Call the port."""
        self._calls += 1
        with self._traced() if self._calls == self._call else contextlib.nullcontext():
            return self._function(*args, **keywords)

    @contextlib.contextmanager
    def _traced(self) -> Iterator[None]:
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            yield
        finally:
            sys.settrace(before)

    def _enter(self, frame: FrameType, event: str, argument: Any) -> Any:
        """Decide, when any function is called, whether it is recorded."""
        code, recording = frame.f_code, self.recording
        name, file = code.co_name, recording.sources[0].path
        main = code is self._code or (self._code is None and name == "<module>")
        if self.is_full() or (name.startswith("<") and not main):
            return None
        if code.co_filename == str(file):
            return _Frame(self, 0, MAIN if main else name, frame)
        path = Path(code.co_filename)
        if normal(name) not in self._helpers or not path.is_file():
            return None
        paths = [source.path for source in recording.sources]
        if path not in paths:
            recording.sources = (*recording.sources, read_port(path, "<none>"))
        return _Frame(self, len(paths) if path not in paths else paths.index(path), name, frame)

    def is_full(self) -> bool:
        """Tell, and note, whether the limit is reached."""
        recording = self.recording
        if len(recording.events) + len(recording.writes) >= self.bounds.limit or self.size > self.bounds.size:
            recording.full = True
        return recording.full


class _Frame:
    """Notes what one call of a function does: Python asks it before each line and at the return."""

    def __init__(self, port: RecordedPort, file: int, function: str, frame: FrameType) -> None:
        port.frames += 1
        self._port, self._recording = port, port.recording
        self._file, self._function, self._call = file, function, port.frames
        self._source = port.recording.sources[file]
        self._iterations = Iterations(self._source, header_once=False)
        self._starts = {
            line: statement.line
            for statement in sorted(self._source.statements.values(), key=lambda s: s.line)
            for line in range(statement.line, statement.last + 1)
        }
        self._marks: dict[str, tuple[int, Any]] = {}
        self._raised = False
        self._returning: Event | None = None
        self._kept = True
        declared = self._source.functions.get(function)
        self._event = Event(file, declared.line if declared else frame.f_lineno, self._call, ())

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "exception":
            self._raised = True
        elif event == "line":
            self._raised = False
            self._line(frame)
        elif event == "return":
            if self._kept:
                self._note(frame)
            if self._raised:
                self._recording.error_line = self._recording.error_line or frame.f_lineno
            elif frame.f_code.co_name != "<module>":
                self._event = self._returning or self._event
                self._return(argument)
        return self

    def _line(self, frame: FrameType) -> None:
        line = self._starts.get(frame.f_lineno, frame.f_lineno)
        statement = self._source.statements.get(line)
        if line == self._event.line and not (statement and statement.kind in ("for", "while")):
            return  # a statement of several lines
        if self._kept:
            self._note(frame, line)
        self._event = Event(self._file, line, self._call, self._iterations.at(line))
        before, self._kept = self._kept, self._port.bounds.hold(self._turn(line))
        if self._kept and not before:  # what has changed in between is not this line's doing
            variables = frame.f_locals.items()
            self._marks = {name: (id(value), _mark(value)) for name, value in variables if _is_value(name, value)}
        if self._kept and not self._port.is_full():
            self._recording.events.append(self._event)
        if statement is None or statement.kind != "branch":  # the end of "with" comes after the return in it
            self._returning = self._event if statement and statement.kind == "return" else None

    def _turn(self, line: int) -> int:
        """Give the iteration of the outermost loop; a ``for`` line belongs to the one that it begins."""
        if self._event.iteration:
            return self._event.iteration[0]
        statement = self._source.statements.get(line)
        return self._iterations.count(line) if statement and statement.kind == "for" else 0

    def _note(self, frame: FrameType, following: int = 0) -> None:
        """Note what the line before the following one (0 at the end) has stored, and what else has changed."""
        if self._port.is_full():
            return
        statement = self._source.statements.get(self._event.line)
        stores = statement.stores if statement else ()
        if statement and statement.kind == "for" and not statement.line < following <= statement.last:
            stores = ()  # the loop is over
        named = dict.fromkeys((*stores, *statement.reads)) if statement and following else frame.f_locals
        if self._look(frame, named, stores):
            self._look(frame, frame.f_locals, ())  # what is another name of it, or shares its memory

    def _look(self, frame: FrameType, names: Iterable[str], stores: Sequence[str]) -> bool:
        """Write down the variables that were stored or have changed; tell whether one has changed in place."""
        in_place = False
        for name in list(names):
            value = frame.f_locals.get(name)
            if value is None or not _is_value(name, value):
                continue
            mark = _mark(value)
            before = self._marks.get(name)
            if name in stores or before is None or before[1] != mark:
                self._marks[name] = id(value), mark
                self._write(name, value)
                in_place |= before is not None and before[0] == id(value)
        return in_place

    def _return(self, returned: Any) -> None:
        """Note the returned values, as variables named by their place or, in a dict, by their key."""
        if isinstance(returned, dict):
            values = {f"return {key}": value for key, value in returned.items()} | {"return 1": returned}
        elif isinstance(returned, tuple):
            values = {f"return {place}": value for place, value in enumerate(returned, 1)}
        else:
            values = {"return 1": returned}
        for name, value in values.items():
            self._write(name, value, returned=True)

    def _write(self, name: str, value: Any, returned: bool = False) -> None:
        recording = self._recording
        self._port.size += getattr(value, "nbytes", 8)
        recording.writes.append(
            Write(
                Variable(self._function, name),
                _copy(value),
                self._event,
                len(recording.events),
                returned,
                name in self._source.indices,
                id(value),
            )
        )


def _is_value(name: str, value: Any) -> bool:
    return not (name.startswith("__") or callable(value) or inspect.ismodule(value))


def _mark(value: Any) -> Any:
    """Give something that differs when the value has changed, in place or not."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        return value.shape, value.dtype.str, hash(value.tobytes())
    if isinstance(value, list | tuple):
        return [_mark(element) for element in value]
    if isinstance(value, dict):
        return {key: _mark(element) for key, element in value.items()}
    if isinstance(value, int | float | complex | str | bytes | np.generic):
        return type(value), repr(value)  # by their text NaNs are equal, and 0 and -0 are not
    return id(value)


def _copy(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    try:
        return copy.deepcopy(value)
    except Exception:  # a value that cannot be copied is no number
        return value
