"""How fast cases run, beside one oct2py call a case and a plain Octave loop: ``python -m benchmarks.verify``."""

import logging
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

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
for k = 1:{count}
    [outputs{{k, 1:3}}] = featureNormalize(inputs{{k}});
end
printf('%.9g\\n', toc(started));
"""


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
        ways: dict[str, Callable[[], float]] = {
            "originals in one session": lambda: clocked(lambda: session.run(table.cases)),
            "verified in one session": lambda: clocked(lambda: verify_all(table, session)),
            "one oct2py call a case": one_call_each(program, folder, arrays),
            "plain Octave loop": lambda: plain_loop(program, folder),
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


def one_call_each(program: str, folder: Path, arrays: Sequence[np.ndarray]) -> Callable[[], float]:
    """Start an oct2py; return a function that measures one call of it for each array."""
    import oct2py  # slow, and it starts an Octave: not for those who import this module

    caller = oct2py.Oct2Py(executable=program, logger=logging.getLogger("quiet"))
    caller.addpath(str(folder), nout=0)
    some = arrays[: CASES // 10]  # a tenth of the calls is enough to see what one costs
    return lambda: 10 * clocked(lambda: [caller.feval("featureNormalize", array, nout=3) for array in some])


def plain_loop(program: str, folder: Path) -> float:
    """Return the seconds of a loop over the cases in Octave alone."""
    command = [program, "--norc", "--no-history", "-q", "--eval", LOOP.format(count=CASES)]
    return float(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout)


def measured(ways: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Return the times of each way, taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, measure in ways.items():
            times[name].append(measure())
    return times


def report(times: Mapping[str, Sequence[float]]) -> None:
    """Print the table of times."""
    medians = {name: statistics.median(found) for name, found in times.items()}
    print(f"{CASES} cases, medians of {ROUNDS}:     ms a case   of the session's originals   (lowest to highest)")
    for name, found in times.items():
        ratios = [t / medians["originals in one session"] for t in found]
        print(
            f"{name:32}{1000 * medians[name] / CASES:10.3f}{statistics.median(ratios):20.2f}"
            f"            ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def clocked(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
