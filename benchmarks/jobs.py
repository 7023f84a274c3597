"""How fast many cases are verified by one process and by several: ``python -m benchmarks.jobs [CASES] [--own]``.

The cases are of one small pair, or, with ``--own``, of the project's own pairs, over and over again. What the machine
gives at best is measured in the same turns: runs that know nothing of each other, each of its share of the cases. They
begin together when all have started their engines. Two processors may share a core, or its cache and memory.
"""

import argparse
import itertools
import multiprocessing
import os
import resource
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import numpy as np

from benchmarks.verify import ORIGINAL, clocked
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import OWN_TABLE, CaseTable, load_table
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.verification.run import verify

ROUNDS = 3
# Own pairs whose originals train something or repeat themselves: a case takes them as long as a hundred of the others.
LONG = {
    "dropout_bias_variance", "dropout_gradient_descent", "nn_digits", "nn_gradient_check", "nn_train", "weight_decay",
}  # fmt: skip
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


def own(count: int) -> CaseTable:
    """Return many cases of the project's own pairs, in the order of its table, from its start again at its end."""
    table = load_table(OWN_TABLE)
    short = [case for case in table.cases if case.pair.name not in LONG]
    cases = itertools.islice(itertools.cycle(short), count)
    return replace(table, cases=tuple(replace(case, name=f"{case.name}_{k}") for k, case in enumerate(cases)))


def measured(table: CaseTable, processes: int) -> tuple[float, float]:
    """Verify the cases, and return the seconds by the clock, and of the processors, of all processes together."""
    before = _used()
    seconds = clocked(lambda: _verified(table, processes))
    return seconds, _used() - before


def at_best(table: CaseTable, processes: int) -> float:
    """Return the seconds in which so many runs, each of its share of the cases, are through that begin together."""
    context = multiprocessing.get_context("spawn")
    begin, times = context.Barrier(processes), context.SimpleQueue()
    shares = [replace(table, cases=table.cases[number::processes]) for number in range(processes)]
    runs = [context.Process(target=_run_alone, args=(share, begin, times)) for share in shares]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    found: list[float] = [times.get() for _ in runs]
    return max(found)


def _run_alone(table: CaseTable, begin: Barrier, times: SimpleQueue[float]) -> None:
    with Octave() as session:
        verify(table, table.cases[:1], reference="live", session=session)
        begin.wait()
        times.put(clocked(lambda: _verified(table, 1, session)))


def _verified(table: CaseTable, processes: int, session: Octave | None = None) -> None:
    report = verify(table, reference="live", jobs=processes, session=session)
    assert report.as_expected
    assert [result.case.name for result in report.results] == [case.name for case in table.cases]


def _used() -> float:
    of_all = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in of_all)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print cases a second, and how many times as fast as one process, measured in turn in one run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", metavar="CASES", type=int, nargs="?", default=2000)
    parser.add_argument("--own", action="store_true", help="cases of the project's own pairs")
    given = parser.parse_args(arguments)
    if find_octave().path is None:
        raise SystemExit("GNU Octave is not there: nothing to measure")
    jobs = sorted({1, 2, os.cpu_count() or 1})
    with tempfile.TemporaryDirectory() as folder:
        table = own(given.count) if given.own else project(Path(folder), given.count)
        turns = [
            {processes: (*measured(table, processes), at_best(table, processes)) for processes in jobs}
            for _ in range(ROUNDS)
        ]
    print(f"{given.count} cases verified live, engine started anew, medians of {ROUNDS} on {os.cpu_count()} cores")
    for processes in jobs:
        clock, processor = (statistics.median(turn[processes][which] for turn in turns) for which in (0, 1))
        print(
            f"--jobs {processes}: {given.count / clock:6.0f} cases a second, {_ratio(turns, processes, 0)} of one "
            f"process, at best {_ratio(turns, processes, 2)}; "
            f"{1000 * processor / given.count:.3f} ms of the processors a case"
        )


def _ratio(turns: Sequence[dict[int, tuple[float, float, float]]], processes: int, which: int) -> str:
    ratios = [turn[1][which] / turn[processes][which] for turn in turns]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


if __name__ == "__main__":
    main()
