"""Recordings by today's recorder of originals, as events: what the lines store, and where their conditions lead."""

from __future__ import annotations

import numpy as np

from matdrop.source.statements import Source
from matdrop.tracing import record
from matdrop.tracing.recording import Event, EventKind, Recording, Span, Statement


def converted(old: record.Recording, name: str) -> Recording:
    """Return a recording by breakpoints as events; `name` is that of the function that is traced."""
    numbers: dict[tuple[int, int], int] = {}
    statements: list[Statement] = []
    for file, source in enumerate(old.sources):
        for line, s in sorted(source.statements.items()):
            numbers[file, line] = len(statements)
            around = tuple(numbers[file, header] for header in s.within if (file, header) in numbers)
            end = len(source.text[s.line - 1]) + 1 if s.line <= len(source.text) else 1
            span = Span(source.path, s.line, 1, s.line, end)
            function = s.function or name
            statements.append(Statement(len(statements), span, function, s.stores, s.reads, around))
    return _Converter(old, name, numbers, statements).recording()


class _Converter:
    def __init__(
        self, old: record.Recording, name: str, numbers: dict[tuple[int, int], int], statements: list[Statement]
    ) -> None:
        self.old, self.name, self.numbers = old, name, numbers
        self.new = Recording(statements)
        self.executions: dict[int, int] = {}

    def recording(self) -> Recording:
        """Put events and writes into one order."""
        writes = iter(sorted(self.old.writes, key=lambda write: write.time))
        write = next(writes, None)
        following = self._following()
        last_of_call = {event.call: k for k, event in enumerate(self.old.events)}
        for time in range(len(self.old.events) + 1):
            while write is not None and write.time <= time:
                self._write(write)
                write = next(writes, None)
            if time and last_of_call[self.old.events[time - 1].call] == time - 1:
                self._returns(self.old.events[time - 1])
            if time < len(self.old.events):
                self._line(self.old.events[time], following[time], time)
        self.new.counts = dict(self.executions)
        self.new.error = self.old.error or ""
        self.new.ended = {"lines": "memory", "size": "memory"}.get(self.old.ended, self.old.ended)
        if self.old.error:
            self.new.error_statement = self.numbers.get((0, self.old.error_line), -1)
        return self.new

    def _following(self) -> list[record.Event | None]:
        following: list[record.Event | None] = [None] * len(self.old.events)
        last: dict[int, record.Event] = {}
        for k in range(len(self.old.events) - 1, -1, -1):
            event = self.old.events[k]
            following[k] = last.get(event.call)
            last[event.call] = event
        return following

    def _add(self, kind: EventKind, number: int, event: record.Event, name: str, value: object) -> None:
        execution = max(self.executions.get(number, 0) - 1, 0)
        order = len(self.new.events)
        self.new.events.append(
            Event(order, kind, number, event.call, execution, event.iteration, name, value)  # type: ignore[arg-type]
        )

    def _line(self, event: record.Event, following: record.Event | None, time: int) -> None:
        number = self.numbers.get((event.file, event.line))
        if number is None:
            return
        self.executions[number] = self.executions.get(number, 0) + 1
        source = self.old.sources[event.file]
        kind = source.statements[event.line].kind
        if kind in ("branch", "while"):
            into = following is not None and event.line in source.within(following.line)
            truth = into and following is not None and not source.arms.get(following.line, 0)
            self._add("condition", number, event, "", np.array([[bool(truth)]]))
        elif kind == "for":
            self._add("iterable", number, event, "", self._iterable(source, event, time))

    def _iterable(self, source: Source, event: record.Event, time: int) -> object:
        """Join the values of the loop's variable, up to the next time that the loop begins."""
        found = []
        names = source.statements[event.line].stores
        for write in self.old.writes:
            same = write.event.file == event.file and write.event.line == event.line and write.event.call == event.call
            if same and write.time > time and write.variable.name in names:
                outer = write.event.iteration[: len(source.loops(event.line))]
                if outer == event.iteration[: len(outer)]:
                    found.append(write.value)
        try:
            return np.hstack(found) if found else np.zeros((1, 0))
        except (ValueError, TypeError):
            return None

    def _write(self, write: record.Write) -> None:
        event = write.event
        source = self.old.sources[event.file]
        function = write.variable.function
        declared = source.functions.get(function)
        is_input = declared is not None and event.line == declared.line and write.variable.name in declared.parameters
        number = self.numbers.get((event.file, event.line), -1)
        self._add("input" if is_input else "store", number, event, write.variable.name, write.value)

    def _returns(self, event: record.Event) -> None:
        """Note the outputs of a function that has ended, as they are then."""
        source = self.old.sources[event.file]
        statement = source.statements.get(event.line)
        functions = source.functions
        function = statement.function if statement else next(
            (f.name for f in functions.values() if f.line <= event.line <= f.last + 1), ""
        )
        if function not in functions:
            return
        for name in functions[function].outputs:
            value = next(
                (
                    e.value
                    for e in reversed(self.new.events)
                    if e.call == event.call and e.variable == name and e.kind in ("store", "input")
                ),
                None,
            )
            self._add("return", self.numbers.get((event.file, functions[function].line), -1), event, name, value)
