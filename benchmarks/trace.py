"""What recording costs beside the same run by itself: ``python -m benchmarks.trace``."""

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from matdrop.calling.conventions import Convention
from matdrop.calling.load import load_port
from matdrop.cases.case import case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.explain.finding import Finding
from matdrop.explain.trace import Trace, trace_results
from matdrop.repair.effort import THOROUGH
from matdrop.reports.trace_terminal import places
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.instrumentation import Program
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.port_recording import RecordedPort
from matdrop.verification.judge import judge

ROUNDS = 5
ORIGINAL = """function s = f(n)
s = 0;
for k = 1:n
    t = mod(k * 3 + s, 17);
    s = mod(s + t, 1000);
end
end
"""
PORT = """def f(n):
    s = 0
    for k in range(1, n + 1):
        t = (k * 3 + s) % 17
        s = (s + t) % 1000
    return s
"""
MILLION = """function [s, y] = g(n)
s = 0;
y = zeros(1, n);
for k = 1:n
    t = mod(k * 3 + s, 17);
    s = mod(s + t, 1000);
    if k == 777777, s = s + 1; end
    y(k) = s;
end
end
"""


PORT_OF_MILLION = """import numpy as np


def g(n):
    s = 0
    y = np.zeros((1, int(n)))
    for k in range(1, int(n) + 1):
        t = (k * 3 + s) % 17
        s = (s + t) % 1000
        if k == 777777:
            s = s + 2
        y[0, k - 1] = s
    return s, y
"""


def seconds(function: Callable[[], Any]) -> float:
    """Return the shortest time of a few calls."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def row(side: str, turns: int, lines: int, plain: float, traced: float) -> None:
    each = 1e6 * (traced - plain) / lines
    print(
        f"{side:22} {turns:9,} {lines:9,} {1e3 * plain:12.2f} {1e3 * traced:12.2f} {each:12.2f} {traced / plain:9.1f}"
    )


def loops(folder: Path, octave: Octave) -> None:
    """Print what a line costs that is recorded, and one that is only counted."""
    print("side                   iterations    lines  by itself ms  recorded ms    us a line     ratio")
    (folder / "f.m").write_text(ORIGINAL)
    (folder / "f.py").write_text(PORT)
    asked = {"recorded": (20_000, Bounds(turns=10**6)), "counted": (200_000, Bounds(turns=1, stride=10**9))}
    for what, (turns, bounds) in {**asked, "by default": (200_000, BOUNDS)}.items():
        case = case_of_call(folder / "f.m", "f.py:f", (str(turns),))
        plain = min(octave.run([case])[0].seconds for _ in range(ROUNDS))
        recorded = min(record_original(case, octave, bounds)[0].seconds for _ in range(ROUNDS))
        row(f"original, {what}", turns, 2 * turns, plain, recorded)
    for turns in (500, 10_000):
        case = case_of_call(folder / "f.m", "f.py:f", (str(turns),))
        (reference,) = octave.run([case])
        port = RecordedPort(Program(), case, reference, folder, Convention((True,)))
        function, runs = load_port("f.py:f", folder), [port.run() for _ in range(ROUNDS)]
        untraced = seconds(lambda function=function, turns=turns: function(turns))  # type: ignore[misc]
        row("port", turns, 3 * turns, untraced, min(run.attempt.answer.seconds for run in runs))


def timed(what: str, run: Callable[[], Any]) -> Any:
    """Print the time of a whole request, and the most memory that this process and its engines have taken so far."""
    start = time.perf_counter()
    result = run()
    taken = time.perf_counter() - start
    megabytes = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"{what:60} {taken:7.1f} s   at most {megabytes[0]:.0f} MB here")
    return result


def peak(octave: Octave) -> float:
    """Return the most memory that the engine has taken, in megabytes; 0 where that is not known."""
    status = Path(f"/proc/{octave.process_id}/status")
    lines: Iterable[str] = status.read_text().splitlines() if status.is_file() else ()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def processor(octave: Octave) -> float:
    """Return the seconds of processor time that this process and the engine have taken; of the engine, on Linux."""
    status = Path(f"/proc/{octave.process_id}/stat")
    ticks = status.read_text().rpartition(")")[2].split()[11:13] if status.is_file() else []
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def million(folder: Path, octave: Octave, turns: int = 1_000_000) -> None:
    """Trace a loop with a fault in one of a million iterations."""
    number = str(turns * 777_777 // 1_000_000)
    (folder / "g.m").write_text(MILLION.replace("777777", number))
    (folder / "g.py").write_text(PORT_OF_MILLION.replace("777777", number))
    case = case_of_call(folder / "g.m", str(folder / "g.py:g"), (str(turns),))
    plain = octave.run([case])[0].seconds
    print(f"\n{turns:,} iterations of five lines: {plain:.1f} s by themselves")
    before, start = processor(octave), time.perf_counter()

    def located(findings: tuple[Finding, ...]) -> None:
        spent = processor(octave) - before
        print(f"named after {time.perf_counter() - start:.1f} s, {spent:.1f} s of processor time: {places(findings)}")

    def traced() -> Trace:
        reference, recording = record_original(case, octave)
        result = judge(case, reference, folder, octave, octave.timeout)
        known = {case.name: recording}
        more: dict[str, Any] = {"confirm": True, "effort": THOROUGH, "recordings": known, "located": located}
        return trace_results([result], folder, octave, octave.timeout, **more)

    (finding,) = timed("traced, with the search for a change", traced).findings
    print(f"{processor(octave) - before:.1f} s of processor time; {finding.label}")
    print(finding.fix)


def matrices(folder: Path, octave: Octave) -> None:
    """Record matrices of 2000 by 2000 through sixty lines."""
    lines = [f"A = A + {k};" if k % 3 else "A = A .* B;" for k in range(58)]
    (folder / "h.m").write_text("\n".join(["function A = h(n)", "A = ones(n);", "B = A / 2;", *lines, "end", ""]))
    case = case_of_call(folder / "h.m", "h.py:h", ("2000",))
    plain = octave.run([case])[0].seconds
    before = peak(octave)
    print(f"\n2000 by 2000 matrices through 60 lines: {plain:.1f} s by themselves, {before:.0f} MB in the engine")
    _, recording = timed("recorded", lambda: record_original(case, octave))
    kept = sum(event.value is not None for event in recording.events)
    print(f"{kept} of {len(recording.events)} values kept; at most {peak(octave):.0f} MB in the engine")


def main() -> None:
    """Print the cost of a line on both sides, and of long loops and large matrices."""
    with tempfile.TemporaryDirectory() as name:
        for part in (loops, million, matrices):
            with Octave(timeout=600) as octave:
                octave.engine  # noqa: B018 -- starts it
                part(Path(name), octave)


if __name__ == "__main__":
    main()
