"""A port that changes its caller's arrays, which MATLAB never does: the statement that does it."""

from __future__ import annotations

from collections.abc import Iterator

from matdrop.tracing.fault import Fault
from matdrop.tracing.port_recording import RecordedPort, Run
from matdrop.tracing.recording import Event


def changed_input(port: RecordedPort, run: Run, main: str) -> Fault | None:
    """Return the statement that changes an input in place.

    Parameters
    ----------
    port : RecordedPort
        The port.
    run : Run
        A run of it in which an input has changed.
    main : str
        The function that is called.

    Returns
    -------
    Fault or None
        With the statement that makes another name of the input, if the change is by that name; None if no statement
        that was recorded has changed it, such as one of a compiled helper.
    """
    events, statements = run.recording.events, run.recording.statements
    parameters = set(_parameters(port, run, main))
    for _, order in run.monitor.changed:
        event = events[order]
        same = [e for e in events[order : order + 9] if (e.statement, e.call) == (event.statement, event.call)]
        touched = [e.variable for e in same if e.variable in parameters]
        if touched and statements[event.statement].function == main:
            makers = dict.fromkeys([*_names_made(event, events), event.statement])
            spans = tuple(statements[number].span for number in makers)
            line = statements[event.statement].span.line
            proof = (f"line {line} changes the input {touched[0]} in place",)
            return Fault("probable", spans[0], spans, variable=event.variable, proof=proof, cases=(port.case.name,))
    return None


def _parameters(port: RecordedPort, run: Run, main: str) -> Iterator[str]:
    """Yield the parameters of the port whose arguments were changed."""
    names = port.case.input_names(len(port.reference.inputs))
    taken = [
        e.variable
        for e in run.recording.events
        if e.kind == "input" and not e.reads and e.call <= _first_call(run, main)
    ]
    given = port.convention.parameters or taken
    yield from (parameter for name, parameter in zip(names, given, strict=False) if name in run.attempt.answer.changed)


def _first_call(run: Run, main: str) -> int:
    statements = run.recording.statements
    calls = (e.call for e in run.recording.events if e.kind == "input" and statements[e.statement].function == main)
    return next(calls, 0)


def _names_made(event: Event, events: list[Event]) -> Iterator[int]:
    """Yield the statement that has given an input another name, by which it was changed."""
    for read in event.reads:
        made = events[read]
        if made.variable == event.variable and made.kind == "store":
            yield made.statement
