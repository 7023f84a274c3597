"""How fast cases run, beside one oct2py call a case and a plain Octave loop: ``python -m benchmarks.verify``."""

import logging
import math
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import CaseTable
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.verification.judge import judge

CASES = 1_000
ROUNDS = 5
ORIGINAL = """\
function [X_norm, mu, sigma] = featureNormalize(X)
    mu = mean(X);
    sigma = std(X);
    X_norm = bsxfun(@rdivide, bsxfun(@minus, X, mu), sigma);
end
"""
LOOP = """\
inputs;
outputs = cell({count}, 3);
started = tic;
used = cputime;
for k = 1:{count}
    [outputs{{k, 1:3}}] = featureNormalize(inputs{{k}});
end
printf('%.9g %.9g\\n', toc(started), cputime - used);
"""
LOOP_NAME = "plain Octave loop"


class Cost(NamedTuple):
    """Seconds by the clock, and of the processor: of this process and of its Octave."""

    clock: float
    processor: float


def port(x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Do in NumPy what the original does."""
    mu, sigma = x.mean(axis=0), x.std(axis=0, ddof=1)
    return (x - mu) / sigma, mu, sigma


def main() -> None:
    """Print medians in milliseconds a case, and ratios, measured in turn in one run."""
    program = find_octave().path
    if program is None:
        raise SystemExit("GNU Octave was not found: nothing to measure")
    folder = Path(tempfile.mkdtemp())
    random = np.random.RandomState(1)
    arrays = [random.standard_normal((6, 3)) for _ in range(CASES)]
    table = written(folder, arrays)
    with Octave() as session:
        session.run(table.cases[:1])
        ways: dict[str, Callable[[], Cost]] = {
            "originals in one session": lambda: cost_of(lambda: session.run(table.cases), session.process_id),
            "verified in one session": lambda: cost_of(lambda: verify_all(table, session), session.process_id),
            "one oct2py call a case": one_call_each(program, folder, arrays),
            LOOP_NAME: lambda: plain_loop(program, folder),
        }
        times = measured(ways)
    report(times)


def written(folder: Path, arrays: Sequence[np.ndarray]) -> CaseTable:
    """Write the original and its inputs into a folder, and return the table of the cases."""
    original = folder / "featureNormalize.m"
    original.write_text(ORIGINAL)
    rows = "; ".join(f"[{'; '.join(' '.join(map(repr, row)) for row in array.tolist())}]" for array in arrays)
    (folder / "inputs.m").write_text(f"inputs = {{{rows}}};\n")
    pair = pair_of(original, port)
    cases = (Case(pair, f"case_{k}", (array,)) for k, array in enumerate(arrays))
    return CaseTable(folder / "parity.toml", folder, tuple(cases))


def verify_all(table: CaseTable, session: Octave) -> None:
    """Run the originals of a table and compare the port with each."""
    for case, reference in zip(table.cases, session.run(table.cases), strict=True):
        assert judge(case, reference, table.path.parent, session).verdict == "PASS"


def one_call_each(program: str, folder: Path, arrays: Sequence[np.ndarray]) -> Callable[[], Cost]:
    """Start an oct2py; return a function that measures one call of it for each array."""
    import oct2py  # slow, and it starts an Octave: not for those who import this module

    caller = oct2py.Oct2Py(executable=program, logger=logging.getLogger("quiet"))
    caller.addpath(str(folder), nout=0)
    process_id = int(caller.eval("getpid()", nout=1, verbose=False))
    some = arrays[: CASES // 10]  # a tenth of the calls is enough to see what one costs

    def measure() -> Cost:
        found = cost_of(lambda: [caller.feval("featureNormalize", array, nout=3) for array in some], process_id)
        return Cost(10 * found.clock, 10 * found.processor)

    return measure


def plain_loop(program: str, folder: Path) -> Cost:
    """Return what a loop over the cases in Octave alone takes."""
    command = [program, "--norc", "--no-history", "-q", "--eval", LOOP.format(count=CASES)]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return Cost(*map(float, said.split()))


def measured(ways: Mapping[str, Callable[[], Cost]]) -> dict[str, list[Cost]]:
    """Return what each way takes, taken in turn."""
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, measure in ways.items():
            costs[name].append(measure())
    return costs


def report(costs: Mapping[str, Sequence[Cost]]) -> None:
    """Print the table: medians, and the median, the lowest and the highest ratio of the turns."""
    print(f"{CASES} cases, medians of {ROUNDS} turns; ratios of processor time to the {LOOP_NAME}")
    print(f"{'':28}{'ms a case':>10}{'by clock':>10}{'ratio':>8}{'lowest':>8}{'highest':>8}{'by clock':>10}")
    for name, found in costs.items():
        clock, processor = (
            [getattr(one, what) / getattr(loop, what) for one, loop in zip(found, costs[LOOP_NAME], strict=True)]
            for what in ("clock", "processor")
        )
        print(
            f"{name:28}{1000 * statistics.median(one.processor for one in found) / CASES:10.3f}"
            f"{1000 * statistics.median(one.clock for one in found) / CASES:10.3f}"
            f"{statistics.median(processor):8.2f}{min(processor):8.2f}{max(processor):8.2f}"
            f"{statistics.median(clock):10.2f}"
        )


def cost_of(action: Callable[[], object], engine: int) -> Cost:
    """Return what an action takes in this process and in that of an engine."""
    clock, own, others = time.perf_counter(), time.process_time(), processor_seconds(engine)
    action()
    used = time.process_time() - own + processor_seconds(engine) - others
    return Cost(time.perf_counter() - clock, used)


def processor_seconds(process: int) -> float:
    """Return the processor time that another process has used, where the system says so: on Linux."""
    file = Path(f"/proc/{process}/stat")
    if not file.exists():
        return math.nan
    fields = file.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def clocked(action: Callable[[], object]) -> float:
    """Return the seconds of an action."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
