"""Recording a port: a function that does what the port does, and notes what each of its lines stores."""

from __future__ import annotations

import contextlib
import copy
import functools
import inspect
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import numpy as np

from matdrop.calling.sandbox import PortTimeoutError
from matdrop.errors import MatdropError
from matdrop.source.names import normalize_name
from matdrop.source.python import lines_of, read_port
from matdrop.source.statements import MAIN, Source, Statement
from matdrop.tracing.record import BOUNDS, Bounds, Event, Iterations, Recording, Turns, Variable, Write
from matdrop.tracing.summary import summarize
from matdrop.values.canonical import ValueModelError, canonical

# Of larger arrays two checksums tell whether they have changed: a hash of a copy takes ten times as long.
LARGE = 100_000


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
        self._helpers = {normalize_name(name) for name in helpers}
        self._code: CodeType | None = None if script else getattr(inspect.unwrap(function), "__code__", None)
        file = script or (Path(self._code.co_filename) if self._code else None)
        if file is None or not lines_of(file):
            name = getattr(function, "__name__", str(function))
            if file is not None and file.is_file():
                raise MatdropError(f"{file} cannot be read as text; save it as UTF-8, or declare its encoding in it")
            raise MatdropError(f"{name} cannot be traced: it has no Python source; name a function of a .py file")
        self.recording = Recording((read_port(file, self._code.co_name if self._code else ""),))
        self._calls = 0
        self.turns = Turns(bounds)
        self.frames = 0
        self.size = 0
        self.lines: dict[int, tuple[dict[int, int], dict[int, int], dict[int, int]]] = {}
        functools.update_wrapper(self, function)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Call the port."""
        self._calls += 1
        if self._calls != self._call:
            return self._function(*args, **keywords)
        try:
            with self._traced():
                return self._function(*args, **keywords)
        except PortTimeoutError:
            self.recording.ended = self.recording.ended or "time"
            raise

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
        if normalize_name(name) not in self._helpers or not path.is_file():
            return None
        paths = [source.path for source in recording.sources]
        if path not in paths:
            recording.sources = (*recording.sources, read_port(path, "<none>"))
        return _Frame(self, len(paths) if path not in paths else paths.index(path), name, frame)

    def is_full(self) -> bool:
        """Tell, and note, whether a limit is reached."""
        recording = self.recording
        if len(recording.events) + len(recording.writes) >= self.bounds.limit:
            recording.ended = recording.ended or "lines"
        elif self.size > self.bounds.size:
            recording.ended = recording.ended or "size"
        return bool(recording.ended)


class _Frame:
    """Notes what one call of a function does: Python asks it before each line and at the return."""

    def __init__(self, port: RecordedPort, file: int, function: str, frame: FrameType) -> None:
        port.frames += 1
        self._port, self._recording = port, port.recording
        self._file, self._function, self._call = file, function, port.frames
        self._source = port.recording.sources[file]
        self._iterations = Iterations(self._source)
        self._starts, self._loops, self._bodies = _lines(self._source, port, file)
        self._marks: dict[str, tuple[int, Any]] = {}
        self._raised = False
        self._returning: Event | None = None
        # Whether the turn of each loop (of 0: the call) is recorded, and since when turns are not.
        self._held = {0: port.turns.begin((file, function))}
        self._gaps = {} if self._held[0] else {0: port.turns.clock}
        self._kept = self._held[0]
        declared = self._source.functions.get(function)
        self._before = declared.line if declared else frame.f_lineno
        self._event = Event(file, self._before, self._call, ())

    def __call__(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self._raised = False
            self._line(frame)
        elif event == "exception":
            self._raised = True
        elif event == "return":
            if self._kept:
                self._note(frame)
            elif self._held[0]:
                self._catch_up(frame)
            if self._raised:
                self._recording.error_line = self._recording.error_line or frame.f_lineno
            elif frame.f_code.co_name != "<module>" and self._held[0]:
                self._event = self._returning or self._event
                self._return(argument)
        return self

    def _line(self, frame: FrameType) -> None:
        line = self._starts.get(frame.f_lineno, frame.f_lineno)
        before, last = self._before, self._loops.get(line)
        if line == before and last is None:
            return  # a statement of several lines
        turns = self._port.turns
        if before in self._loops and not before <= line <= self._loops[before]:
            turns.undo((self._file, before))  # its condition was looked at for the last time
            if self._gaps.get(before, 0) > turns.clock:
                del self._gaps[before]
        header = self._bodies.get(line, 0)
        if header < before <= self._loops.get(header, 0) and not line <= before <= (last or 0):
            self._begin(header)  # Python does not come back to "while True"
            self._iterations.at(header)
        if last is not None:
            self._begin(line)
        iteration = self._iterations.at(line)
        self._before = line
        within = self._source.loops(line)
        kept = self._held[line if last is not None else within[-1] if within else 0]
        if self._kept:
            self._note(frame, line)
        elif kept:
            statement = self._source.statements.get(line)
            is_next = statement is not None and statement.kind == "for"  # the first line of its body comes next
            self._catch_up(frame, (*iteration, self._iterations.count(line)) if is_next else iteration)
        self._kept = kept
        if not kept:
            return
        self._event = Event(self._file, line, self._call, iteration)
        if not self._port.is_full():
            self._recording.events.append(self._event)
        statement = self._source.statements.get(line)
        if statement is None or statement.kind != "branch":  # the end of "with" comes after the return in it
            self._returning = self._event if statement and statement.kind == "return" else None

    def _begin(self, header: int) -> None:
        turns = self._port.turns
        self._held[header] = turns.begin((self._file, header))
        if not self._held[header]:
            self._gaps.setdefault(header, turns.clock)

    def _catch_up(self, frame: FrameType, iteration: tuple[int, ...] = ()) -> None:
        """Note what has changed while nothing was recorded."""
        if self._port.is_full():
            return
        window = min(self._gaps.values(), default=0), self._port.turns.clock
        statements = [
            statement
            for statement in self._source.statements.values()
            if statement.function == self._function and (0 in self._gaps or self._gaps.keys() & {*statement.within})
        ]
        stored = {name for statement in statements for name in statement.stores}
        counters = {name for header in self._gaps if header for name in self._source.statements[header].stores}
        places = {
            name: _last_to_change(name, statements) or max(self._gaps, default=0) or self._before
            for name in frame.f_locals
            if name not in counters
        }
        for name, line in sorted(places.items(), key=lambda place: place[1]):
            depth = len(self._source.loops(line))
            self._event = Event(self._file, line, self._call, iteration[:depth], window)
            self._look(frame, [name], [name] if name in stored else ())  # as the original's are
        self._gaps.clear()

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
        values = frame.f_locals
        for name in list(names):
            value = values.get(name)
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
        recording, port = self._recording, self._port
        number, elements = len(recording.writes) + 1, _elements(value)
        if port.bounds.summarized(number, elements, port.size):
            kept = _summary(value, port.bounds.small)
        else:
            kept = _copy(value)
            port.size += getattr(value, "nbytes", 8 * elements)
        recording.writes.append(
            Write(
                Variable(self._function, name),
                kept,
                self._event,
                len(recording.events),
                returned,
                name in self._source.indices,
                id(value),
                number,
            )
        )


def _lines(source: Source, port: RecordedPort, file: int) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Give for each line where its statement starts, for each loop its last line, and ``while`` by its first line."""
    if file not in port.lines:
        statements = sorted(source.statements.values(), key=lambda statement: statement.line)
        starts = {line: s.line for s in statements for line in range(s.line, s.last + 1)}
        loops = {s.line: s.last for s in statements if s.kind in ("for", "while")}
        bodies = {source.first_within(s.line): s.line for s in statements if s.kind == "while"}
        port.lines[file] = starts, loops, bodies
    return port.lines[file]


def _last_to_change(name: str, statements: Sequence[Statement]) -> int:
    """Give the last line that stores a variable; if none does, the last that may change what it holds; or 0."""
    stored = [statement.line for statement in statements if name in statement.stores]
    return max(stored or [statement.line for statement in statements if name in statement.reads], default=0)


def _elements(value: Any) -> int:
    """Count the numbers in a value."""
    if isinstance(value, list | tuple):
        return sum(map(_elements, value))
    if isinstance(value, dict):
        return sum(map(_elements, value.values()))
    return int(getattr(value, "size", 1)) if isinstance(value, np.ndarray) else 1


def _summary(value: Any, beyond: int) -> Any:
    try:
        return summarize(canonical(value), beyond)
    except (ValueModelError, ValueError, TypeError):
        return _copy(value)


def _is_value(name: str, value: Any) -> bool:
    return not (name.startswith("__") or callable(value) or inspect.ismodule(value))


def _mark(value: Any) -> Any:
    """Give something that differs when the value has changed, in place or not."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        if value.size > LARGE and value.flags.forc:
            memory = value.data if value.flags.c_contiguous else value.T.data
            return value.shape, value.dtype.str, zlib.crc32(memory), zlib.adler32(memory)
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
