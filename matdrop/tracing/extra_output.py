"""A port that returns more than its original: the statement that does it."""

from __future__ import annotations

from matdrop.tracing.fault import Fault
from matdrop.tracing.port_recording import RecordedPort, Run


def extra_output(port: RecordedPort, run: Run, main: str) -> Fault | None:
    """Return the statement that returns more values than the pair has outputs.

    Parameters
    ----------
    port : RecordedPort
        The port.
    run : Run
        A run of it that has returned more.
    main : str
        The function that is called.

    Returns
    -------
    Fault or None
        None if the return was not recorded. Never proven: what is returned may have been put together elsewhere.
    """
    statements = run.recording.statements
    returns = [e for e in run.recording.events if e.kind == "return" and statements[e.statement].function == main]
    if not returns:
        return None
    span, count = statements[returns[-1].statement].span, len(port.case.pair.outputs)
    known = f"{count} output{'s' * (count > 1)} {'are' if count > 1 else 'is'} compared"
    proof = (f"line {span.line} returns {count + run.attempt.extra} values, and {known}",)
    return Fault("probable", span, (span,), proof=proof, cases=(port.case.name,))
