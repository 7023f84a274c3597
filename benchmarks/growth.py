"""How cost grows: ``python -m benchmarks.growth [--all]``.

Each row takes ten times as much as the one before, and the last column says how much longer that took: 10 is
proportional. `--all` goes on to 100,000 cases, arrays of 1e8 numbers and loops of a million turns, and needs 6 GiB.
"""

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

import matdrop
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import CaseTable
from matdrop.engines.octave_session import Octave
from matdrop.engines.session import Session
from matdrop.source.matlab import parse
from matdrop.streams import OctaveStream
from matdrop.verification.run import verify

CASE = "function y = f(x)\ny = cumsum(x) * 2;\nend\n"
LOOP = "function s = g(n)\ns = 0;\nfor k = 1:n\n    s = mod(s + k * 3, 1000);\nend\nend\n"


def cases(session: Session, folder: Path, most: int) -> Iterator[tuple[int, Callable[[], object]]]:
    """Verify more and more cases in one session."""
    (folder / "f.m").write_text(CASE)
    pair = pair_of(folder / "f.m", lambda x: np.cumsum(x, axis=0) * 2)
    for count in powers(10, most):
        given = tuple(Case(pair, f"case_{k}", (np.full((6, 3), float(k)),)) for k in range(count))
        table = CaseTable(folder / "parity.toml", folder, given)
        yield count, lambda table=table: verify(table, reference="live", session=session)  # type: ignore[misc]


def sizes(most: int) -> Iterator[tuple[int, Callable[[], object]]]:
    """Drop out of larger and larger arrays."""
    stream = OctaveStream(1)
    matdrop.dropout(np.ones(1 << 19), 0.7, stream)  # numba is loaded from here on
    for size in powers(1_000, most):
        X = np.ones((size, 1))
        out = np.ones_like(X)
        yield size, lambda X=X, out=out: matdrop.dropout(X, 0.7, stream, out=out)  # type: ignore[misc]


def compared(most: int) -> Iterator[tuple[int, Callable[[], object]]]:
    """Compare larger and larger arrays that differ in the last place."""
    for size in powers(1_000, most):
        X = np.random.default_rng(1).standard_normal((size, 1))
        other = np.nextafter(X, np.inf)
        yield size, lambda X=X, other=other: matdrop.compare(X, other, "ulp:1")  # type: ignore[misc]


def iterations(session: Session, folder: Path, most: int) -> Iterator[tuple[int, Callable[[], object]]]:
    """Trace a loop of more and more turns, in which the port is wrong."""
    (folder / "g.m").write_text(LOOP)
    (folder / "g.py").write_text(
        "def g(n):\n    s = 0\n    for k in range(1, int(n) + 1):\n        s = (s + k * 2) % 1000\n    return s\n"
    )
    for count in powers(100, most):
        yield (
            count,
            lambda count=count: matdrop.trace(  # type: ignore[misc]
                folder / "g.m", f"{folder / 'g.py'}:g", float(count), session=session
            ),
        )


def lines(most: int) -> Iterator[tuple[int, Callable[[], object]]]:
    """Read longer and longer sources."""
    numbers = itertools.count()
    for count in (*powers(10, most), most):
        code = "\n".join(f"x{k % 50} = mean(A(:, {k % 7 + 1})) .^ 2 + [1 {k}; 3 4](1);" for k in range(count))
        # Another text each time: what has been read once is kept.
        yield count, lambda code=code: parse(f"% {next(numbers)}\n{code}\n").parts  # type: ignore[misc]


def powers(first: int, most: int) -> Iterator[int]:
    while first <= most:
        yield first
        first *= 10


def show(what: str, steps: Iterator[tuple[int, Callable[[], object]]]) -> None:
    """Print the time of each step, and how many times as long as the one before it takes."""
    print(f"\n{what:34}{'seconds':>10}{'microseconds each':>20}{'times the last':>16}")
    before = 0.0
    for count, step in steps:
        seconds = clocked(step)
        growth = f"{seconds / before:16.1f}" if before else ""
        print(f"{count:34,}{seconds:10.4f}{1e6 * seconds / count:20.3f}{growth}", flush=True)
        before = seconds


def clocked(action: Callable[[], object]) -> float:
    """Return the seconds of one call: the least of three if it is short."""
    times: list[float] = []
    while len(times) < 3 and sum(times) < 2:
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return min(times)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="up to 100,000 cases, 1e8 numbers, a million turns")
    goes_on = parser.parse_args(arguments).all
    with tempfile.TemporaryDirectory() as name, Octave() as session:
        folder = Path(name)
        show("cases verified", cases(session, folder, 100_000 if goes_on else 10_000))
        show("numbers dropped out of", sizes(10**8 if goes_on else 10**7))
        show("numbers compared", compared(10**8 if goes_on else 10**6))
        show("turns of a loop that is traced", iterations(session, folder, 10**6 if goes_on else 10**4))
        show("lines of a source that is read", lines(5_000))


if __name__ == "__main__":
    main()
