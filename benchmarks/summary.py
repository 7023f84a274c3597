"""What matdrop costs, in one table: ``python -m benchmarks.summary``, ``make bench``.

Each figure is a ratio to something that everybody has on the same machine, and both take turns. ``--check`` holds the
ratios against ``benchmarks/expected.toml`` and prints those that are out of its bounds; ``--against FOLDER`` runs the
commands of another checkout in the same turns.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import matdrop
from benchmarks.verify import LOOP, ORIGINAL
from matdrop.engines.programs import find_octave
from matdrop.streams import OctaveStream

EXPECTED = Path(__file__).with_name("expected.toml")
ROOT = Path(__file__).parents[1]
CASES = 2_000
PORT = """\
def feature_normalize(x):
    mu, sigma = x.mean(axis=0, keepdims=True), x.std(axis=0, ddof=1, keepdims=True)
    return (x - mu) / sigma, mu, sigma
"""
SMALL = """\
function y = centred(X)
    y = X - mean(X);
end
"""


# Runs a command in a process that is small itself: a process counts as large as the one that has started it.
RUNNER = """
import os, resource, sys, time
nowhere = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
started = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)
_, status, used = os.wait4(child, 0)
print(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


class Cost(NamedTuple):
    """What one run of a process, or one call, took: seconds by the clock and of the processor, and MiB at most."""

    clock: float
    processor: float
    memory: float = 0.0


class Row(NamedTuple):
    """A line of the table: its name, the costs of all turns, and those of what it is set against."""

    name: str
    costs: Sequence[Cost]
    base: Sequence[Cost]
    base_name: str

    def ratios(self, what: str = "processor") -> list[float]:
        """Return the ratio of each turn."""
        return [
            getattr(one, what) / max(getattr(other, what), 1e-9)
            for one, other in zip(self.costs, self.base, strict=True)
        ]


def process(words: Sequence[str], folder: Path, tree: Path) -> Cost:
    """Run a command of a checkout, and return what it took with all that it has started and waited for."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    runner = [sys.executable, "-S", "-c", RUNNER, *words]
    done = subprocess.run(runner, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with exit code {done.returncode}")
    return Cost(*map(float, done.stdout.split()))


def call(function: Callable[[], object], repeats: int) -> Cost:
    """Return what one of some calls took."""
    clock, processor = time.perf_counter(), time.process_time()
    for _ in range(repeats):
        function()
    return Cost((time.perf_counter() - clock) / repeats, (time.process_time() - processor) / repeats)


def project(folder: Path) -> None:
    """Write a small pair, and a project with many cases and the same calls as an Octave loop."""
    (folder / "centred.m").write_text(SMALL)
    (folder / "centred.py").write_text("def centred(X):\n    return X - X.mean(axis=0)\n")
    (folder / "featureNormalize.m").write_text(ORIGINAL)
    (folder / "port.py").write_text(PORT)
    rows = "".join(
        f'[[featureNormalize.case]]\nname = "case_{k}"\nargs = ["{matrix(k)}"]\n' for k in range(1, CASES + 1)
    )
    (folder / "parity.toml").write_text(f'[featureNormalize]\nport = "port.py:feature_normalize"\n{rows}')
    (folder / "inputs.m").write_text(f"inputs = {{{'; '.join(matrix(k) for k in range(1, CASES + 1))}}};\n")
    (folder / "plain.m").write_text(LOOP.format(count=CASES))


def matrix(number: int) -> str:
    """Return a small matrix as MATLAB writes it, another one for each number."""
    rows = (" ".join(str((7 * number + 3 * r + 5 * c) % 17 + r * c) for c in range(3)) for r in range(6))
    return f"[{'; '.join(rows)}]"


def process_rows(folder: Path, trees: Mapping[str, Path], rounds: int) -> list[Row]:
    """Return the rows on commands, of one checkout or of two in the same turns."""
    python, octave = sys.executable, str(find_octave().path)
    numpy_alone, plain = [python, "-c", "import numpy"], [octave, "--norc", "--no-history", "-q", "plain.m"]
    command = [python, "-m", "matdrop", "verify"]
    commands = {
        "matdrop --help": ([*command[:3], "--help"], "import numpy"),
        "one saved case": ([*command, "--own", "inverted_dropout/article", "--reference", "saved"], "import numpy"),
        "first verdict, live": ([*command, "centred.m", "centred.py", "--args", "magic(4)"], "import numpy"),
        f"{CASES} cases, one process": ([*command, "-q"], "the same in an Octave loop"),
        f"{CASES} cases, two processes": ([*command, "-q", "--jobs", "2"], "the same in an Octave loop"),
    }
    bases = {"import numpy": numpy_alone, "the same in an Octave loop": plain}
    costs: dict[str, list[Cost]] = {}
    for turn in range(rounds + 1):
        for name, words in bases.items():
            costs.setdefault(name, []).append(process(words, folder, ROOT))
        for tree_name, tree in trees.items():
            for name, (words, _) in commands.items():
                costs.setdefault(f"{name}{tree_name}", []).append(process(words, folder, tree))
        if not turn:  # the first time something may have to be compiled
            costs.clear()
    return [
        Row(f"{name}{tree_name}", costs[f"{name}{tree_name}"], costs[base], base)
        for name, (_, base) in commands.items()
        for tree_name in trees
    ]


def warm_row(folder: Path, rounds: int) -> Row:
    """Return the row on one more verdict in a warm session."""
    with matdrop.session() as session:

        def verdict() -> object:
            return session.verify(folder / "centred.m", lambda X: X - X.mean(axis=0), "magic(4)")

        verdict()
        costs = [call(verdict, 10) for _ in range(rounds)]
    numpy_alone = [process([sys.executable, "-c", "import numpy"], folder, ROOT) for _ in range(rounds)]
    return Row("one more verdict, warm", costs, numpy_alone, "import numpy")


def dropout_rows(rounds: int) -> list[Row]:
    """Return the rows on dropout into an array that is there, beside a copy of it."""
    rows = []
    for size, kind, order in (
        (1_000_000, "float64", "F"), (10_000_000, "float64", "F"), (10_000_000, "float32", "F"),
        (10_000_000, "float64", "C"),
    ):  # fmt: skip
        drawn = np.random.default_rng(1).standard_normal(size).astype(kind).reshape(1000, -1)
        X = np.asarray(drawn, order=order)  # type: ignore[call-overload]
        out, stream = np.ones_like(X), OctaveStream(1)
        ways = (
            lambda X=X, out=out: np.copyto(out, X),
            lambda X=X, out=out, stream=stream: matdrop.dropout(X, 0.7, stream, out=out),
        )
        repeats = max(1, 4_000_000 // size)
        turns = [[call(way, repeats) for way in ways] for _ in range(rounds + 1)][1:]
        copies, dropped = zip(*turns, strict=True)
        rows.append(Row(f"dropout, {size:.0e} {kind}, {order}", dropped, copies, "np.copyto"))
    return rows


def show(rows: Sequence[Row]) -> None:
    """Print the table: the median ratio of the turns, the lowest and the highest."""
    print(f"{'':34}{'ratio':>8}{'lowest':>8}{'highest':>8}{'by clock':>10}{'seconds':>10}{'MiB':>6}  set against")
    for row in rows:
        ratios, memory = row.ratios(), max(cost.memory for cost in row.costs)
        print(
            f"{row.name:34}{statistics.median(ratios):8.2f}{min(ratios):8.2f}{max(ratios):8.2f}"
            f"{statistics.median(row.ratios('clock')):10.2f}{statistics.median(cost.clock for cost in row.costs):10.4f}"
            f"{f'{memory:6.0f}' if memory else '':6}  {row.base_name}"
        )


def check(rows: Sequence[Row]) -> None:
    """Print which ratios are out of the bounds that were written down."""
    expected = tomllib.loads(EXPECTED.read_text())["at_most"]
    for row in (row for row in rows if not row.name.endswith(")")):
        ratio, at_most = statistics.median(row.ratios()), expected.get(row.name)
        if at_most is None:
            print(f"{row.name}: {ratio:.2f}, and expected.toml has no bound for it")
        elif ratio > at_most:
            print(f"{row.name}: {ratio:.2f}, more than {at_most}")
    print(f"held against {EXPECTED.name}")


def processor_name() -> str:
    """Return what the processor calls itself."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    about = dict(line.partition(":")[::2] for line in reversed(lines) if ":" in line)
    named = {key.strip(): value.strip() for key, value in about.items()}
    family = f", family {named['cpu family']} model {named['model']}" if "cpu family" in named else ""
    wide = next((flag for flag in ("avx512f", "avx2") if flag in named.get("flags", "")), "")
    parts = (f"{named.get('model name', platform.processor())}{family}", wide, f"{os.cpu_count()} cores")
    return ", ".join(part for part in parts if part)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="hold the ratios against benchmarks/expected.toml")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout, whose commands take turns")
    given = parser.parse_args()
    if find_octave().path is None:
        raise SystemExit("GNU Octave is not there: nothing to measure")
    trees = {"": ROOT} | ({f" ({given.against.name})": given.against.resolve()} if given.against else {})
    with tempfile.TemporaryDirectory() as folder:
        project(Path(folder))
        rows = process_rows(Path(folder), trees, given.rounds)
        rows.append(warm_row(Path(folder), given.rounds))
    rows += dropout_rows(2 * given.rounds)
    print(f"{processor_name()}; Python {platform.python_version()}, NumPy {np.__version__}")
    print("ratios of processor time, medians of turns; a process with all that it has started")
    show(rows)
    if given.check:
        check(rows)


if __name__ == "__main__":
    main()
