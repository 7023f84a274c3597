"""How fast the streams draw, beside NumPy's RandomState and Octave: ``python -m benchmarks.streams``."""

import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from matdrop.streams import MatlabStream, OctaveStream
from matdrop.streams.ziggurat import numba_is_there

SIZES = (1_000, 1_000_000, 10_000_000)
ROUNDS = 7
# What draws its numbers one by one in Python, or takes long, is timed up to this size.
ONE_BY_ONE = ("MATLAB 5 rand", "MATLAB 5 randn", "MATLAB 4 rand", "MATLAB 4 randn", "simdTwister rand")
LARGEST = {"Octave randperm": 1_000_000, **dict.fromkeys(ONE_BY_ONE, 1_000)}


def nanoseconds(function: Callable[[], Any], values: int) -> float:
    """Return the time of one call, per value; short calls are repeated."""
    repeats = max(1, 20_000 // values)
    start = time.perf_counter()
    for _ in range(repeats):
        function()
    return (time.perf_counter() - start) / repeats / values * 1e9


class Octave:
    """One Octave process that times its own calls by tic and toc."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen(
            [program, "--norc", "--no-history", "-q", "--eval", "while true, eval(input('', 's')); end"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def nanoseconds(self, call: str, values: int, repeats: int = 0, clock: str = "tic") -> float:
        """Return the time of one call, per value, by the clock "tic" or "cputime"."""
        repeats = repeats or max(1, 20_000 // values)
        start, end = ("tic", "toc") if clock == "tic" else ("start = cputime", "cputime - start")
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(
            f"{start}; for r = 1:{repeats}, {call}; end, printf('t %.9g\\n', {end}); fflush(stdout);\n"
        )
        self.process.stdin.flush()
        while not (line := self.process.stdout.readline()).lstrip().startswith("t "):
            assert line, "Octave ended"
        return float(line.split()[1]) / repeats / values * 1e9


def main() -> None:
    """Print medians in nanoseconds a value, and their ratios."""
    numba_is_there()  # it is loaded from here on
    program = shutil.which("octave-cli")
    octave = Octave(program) if program else None
    if not octave:
        print("GNU Octave is not on the PATH: its column is left out.")
    ours, matlab, numpy = OctaveStream(1), MatlabStream(1), np.random.RandomState(1)
    old, older, simd = MatlabStream(), MatlabStream(), MatlabStream()
    for stream, command in ((old, "state"), (older, "seed")):
        stream.rand(command, 1)
        stream.randn(command, 1)
    simd.rng(1, "simdTwister")
    cases: list[tuple[str, Any, Any, str | None]] = [
        ("Octave rand", ours.rand, numpy.random_sample, "rand({}, 1)"),
        ("Octave randn", ours.randn, numpy.standard_normal, "randn({}, 1)"),
        ("Octave rande", ours.rande, numpy.standard_exponential, "rande({}, 1)"),
        ("Octave randi(10)", lambda n, _: ours.randi(10, n, 1), lambda n: numpy.randint(1, 11, n), "randi(10, {}, 1)"),
        ("Octave randperm", lambda n, _: ours.randperm(n), numpy.permutation, "randperm({})"),
        ("MATLAB rand", matlab.rand, numpy.random_sample, None),
        ("MATLAB randn", matlab.randn, numpy.standard_normal, None),
        ("MATLAB 5 rand", old.rand, numpy.random_sample, None),
        ("MATLAB 5 randn", old.randn, numpy.standard_normal, None),
        ("MATLAB 4 rand", older.rand, numpy.random_sample, None),
        ("MATLAB 4 randn", older.randn, numpy.standard_normal, None),
        ("simdTwister rand", simd.rand, numpy.random_sample, None),
    ]
    print(f"{'ns a value, medians':20}{'values':>10}{'ours':>9}{'NumPy':>9}{'Octave':>9}   ours/NumPy  ours/Octave")
    for name, mine, theirs, call in cases:
        for size in SIZES:
            if size > LARGEST.get(name, SIZES[-1]):
                continue
            times: dict[str, list[float]] = {"ours": [], "numpy": [], "octave": []}
            mine(size, 1)
            for _ in range(ROUNDS if size < SIZES[-1] else 3):
                times["ours"].append(nanoseconds(lambda: mine(size, 1), size))  # noqa: B023
                times["numpy"].append(nanoseconds(lambda: theirs(size), size))  # noqa: B023
                if octave and call:
                    times["octave"].append(octave.nanoseconds(call.format(size), size))
            medians = {who: statistics.median(found) if found else float("nan") for who, found in times.items()}
            print(
                f"{name:20}{size:10}{medians['ours']:9.2f}{medians['numpy']:9.2f}{medians['octave']:9.2f}"
                f"{medians['ours'] / medians['numpy']:13.2f}{medians['ours'] / medians['octave']:13.2f}"
            )
    for name, call_once in (("rand()", ours.rand), ("randn()", ours.randn), ("MATLAB randn()", matlab.randn)):
        scalars = [nanoseconds(call_once, 1) for _ in range(ROUNDS)]
        print(f"one {name}: {statistics.median(scalars) / 1000:.2f} microseconds")
    if octave:
        octave.process.kill()


if __name__ == "__main__":
    main()
