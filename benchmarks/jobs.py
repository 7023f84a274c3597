"""How fast many cases are verified by one process and by several: ``python -m benchmarks.jobs [CASES]``."""

import os
import statistics
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.verify import ORIGINAL, clocked
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import CaseTable
from matdrop.engines.programs import find_octave
from matdrop.verification.run import verify

ROUNDS = 3
PORT = """\
def feature_normalize(x):
    mu, sigma = x.mean(axis=0, keepdims=True), x.std(axis=0, ddof=1, keepdims=True)
    return (x - mu) / sigma, mu, sigma
"""


def project(folder: Path, count: int) -> CaseTable:
    """Write a pair into a folder and give it many cases."""
    (folder / "featureNormalize.m").write_text(ORIGINAL)
    (folder / "port.py").write_text(PORT)
    random = np.random.RandomState(1)
    pair = pair_of(folder / "featureNormalize.m", f"{folder}/port.py:feature_normalize")
    cases = tuple(Case(pair, f"case_{k}", (random.standard_normal((6, 3)),)) for k in range(count))
    return CaseTable(folder / "parity.toml", folder, cases)


def main() -> None:
    """Print cases a second, and how many times as fast as one process, measured in turn in one run."""
    if find_octave().path is None:
        raise SystemExit("GNU Octave is not there: nothing to measure")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    jobs = sorted({1, 2, os.cpu_count() or 1})
    with tempfile.TemporaryDirectory() as folder:
        table = project(Path(folder), count)

        def run(processes: int) -> None:
            report = verify(table, reference="live", jobs=processes)
            assert report.as_expected
            assert [result.case.name for result in report.results] == [case.name for case in table.cases]

        times: dict[int, list[float]] = {processes: [] for processes in jobs}
        for _ in range(ROUNDS):
            for processes in jobs:
                times[processes].append(clocked(lambda processes=processes: run(processes)))  # type: ignore[misc]
    one = statistics.median(times[1])
    print(f"{count} cases verified live, engine started anew, medians of {ROUNDS} on {os.cpu_count()} cores")
    for processes, found in times.items():
        ratios = [one / seconds for seconds in found]
        print(
            f"--jobs {processes}: {count / statistics.median(found):8.0f} cases a second, "
            f"{statistics.median(ratios):.2f} of one process ({min(ratios):.2f} to {max(ratios):.2f})"
        )


if __name__ == "__main__":
    main()
