"""What tracing costs for each executed line, beside the same run untraced: ``python -m benchmarks.trace``."""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matdrop.calling.load import load_port
from matdrop.cases.case import Case, case_of_call
from matdrop.engines.octave_session import Octave
from matdrop.tracing.original_recorder import record_original
from matdrop.tracing.port_recorder import RecordedPort

ROUNDS = 3
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


def seconds(function: Callable[[], Any]) -> float:
    """Return the median time of a few calls."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def row(side: str, turns: int, lines: int, plain: float, traced: float) -> None:
    each = 1e6 * (traced - plain) / lines
    print(f"{side:9} {turns:9,} {lines:9,} {1e3 * plain:12.2f} {1e3 * traced:12.2f} {each:12.1f} {traced / plain:9.0f}")


def main() -> None:
    """Print for both sides the time of a run, untraced and traced, and what each line costs more."""
    print("side      iterations     lines  untraced ms    traced ms   us a line     ratio")
    with tempfile.TemporaryDirectory() as name, Octave(timeout=600) as octave:
        folder = Path(name)
        (folder / "f.m").write_text(ORIGINAL)
        (folder / "f.py").write_text(PORT)
        for turns in (500, 10_000):
            lines = 2 * turns
            case: Case = case_of_call(folder / "f.m", "f.py:f", (str(turns),))
            plain = statistics.median(octave.run([case])[0].seconds for _ in range(ROUNDS))
            traced = statistics.median(record_original(case, octave)[0].seconds for _ in range(ROUNDS))
            row("original", turns, lines, plain, traced)
            function = load_port("f.py:f", folder)
            untraced = seconds(lambda function=function, turns=turns: function(turns))  # type: ignore[misc]
            recorded = seconds(lambda function=function, turns=turns: RecordedPort(function, call=1)(turns))  # type: ignore[misc]
            row("port", turns, 3 * turns, untraced, recorded)


if __name__ == "__main__":
    main()
