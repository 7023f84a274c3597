"""How well the repair search mends defects that are planted in right ports: ``python -m benchmarks.repair``.

The defects are those of `benchmarks.planted`, and so are the recordings, the folder they are kept in, and the pairs
that are held back. A fix counts as equal to undoing the defect if the fixed port and the right port do the same on all
cases and on fresh inputs: real numbers moved, whole ones in another order. The right port stands for the original where
the search asks for it on moved inputs; those are others than the fresh ones.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mutations import Defect
from benchmarks.planted import (
    TIMEOUT,
    Choice,
    Habit,
    Recorded,
    chosen_defects,
    planted,
    recorded_gallery,
    recorded_subjects,
    right_observations,
)
from benchmarks.printing import collected, parser_of, times
from matdrop.cases.reference import OriginalError, Reference
from matdrop.explain.places import places_of
from matdrop.repair.other_inputs import Original, with_inputs
from matdrop.repair.patched_port import ChangedSources, PatchedPort, Trial
from matdrop.repair.repair import Repair
from matdrop.repair.search import RepairSearch
from matdrop.source.python import lines_of
from matdrop.tracing.comparison import Observation
from matdrop.tracing.location import locate
from matdrop.tracing.moved_cases import moved_cases, shuffled_cases
from matdrop.verification.judge import judge

FRESH = 100  # the first seed of fresh inputs
RUNS = 6  # fresh inputs of a case


@dataclass(frozen=True)
class Outcome:
    """What was found of a defect."""

    subject: str
    what: str
    kind: str
    lines: tuple[int, ...]  # that the defect is in
    repair: Repair | None
    certainty: str  # of its place
    fresh: int  # inputs
    failing: int  # of those
    alternatives_right: bool  # whether another one that was shown does not fail
    seconds: float

    @property
    def on_the_line(self) -> bool:
        """Whether the statement with the defect was changed."""
        return self.repair is not None and set(self.repair.candidate.lines) <= set(self.lines)

    @property
    def is_equal(self) -> bool:
        """Whether the fix does what undoing the defect does."""
        return self.repair is not None and not self.failing


class RightPort:
    """A right port, run on inputs that its original has not seen."""

    def __init__(self, trials: Sequence[Trial], folder: Path) -> None:
        self._sources, self._folder = ChangedSources(), folder
        self.trials = trials

    def __call__(self, trials: Sequence[Trial]) -> list[Reference]:
        """Return what it gives on some inputs, as if it were the original."""
        return [self._reference(trial) for trial in trials]

    def _reference(self, trial: Trial) -> Reference:
        outputs = PatchedPort(trial, self._sources, self._folder, None, TIMEOUT).outputs({})
        if outputs is None:
            return replace(trial.reference, error=OriginalError("call", "", "the right port fails"))
        return replace(trial.reference, outputs=outputs)

    def fresh(self) -> list[Trial]:
        """Return fresh inputs with what it does on them."""
        trials = [
            with_inputs(trial, case)
            for trial in self.trials
            for other_cases in (moved_cases, shuffled_cases)
            for case in other_cases(trial.case, trial.reference.inputs, RUNS, FRESH)
        ]
        found = [replace(trial, reference=reference) for trial, reference in zip(trials, self(trials), strict=True)]
        return [trial for trial in found if trial.reference.error is None]


def run(options: argparse.Namespace) -> Iterator[Outcome]:
    """Plant defects one after the other, and look for their fixes."""
    held_back = None if options.all else options.held_back
    choice = Choice(tuple(options.names), held_back, options.pairs and options.pairs.resolve(), cache=options.cache)
    for subject, records in recorded_subjects(choice):
        observations = right_observations(subject, records)
        if not observations:
            print(f"{subject.name}: the right port does not pass", flush=True)
            continue
        right = RightPort([Trial(o.case, o.reference, o.convention) for o in observations], subject.folder)
        fresh = right.fresh()
        with planted(subject, observations) as (file, copied):
            for defect in chosen_defects(subject, options.at_most, options.structural, options.skip):
                file.write_text(defect.text, encoding="utf-8")
                known = right if options.original else None
                outcome = _mended(subject.name, defect, copied, file.parent, known, fresh)
                if outcome is not None:
                    yield outcome


def _mended(
    name: str,
    defect: Defect,
    observations: Sequence[Observation],
    folder: Path,
    right: RightPort | None,
    fresh: Sequence[Trial],
) -> Outcome | None:
    """Look for the fix of a defect; None if no case notices it."""
    trials = [Trial(o.case, o.reference, o.convention) for o in observations]
    with contextlib.redirect_stdout(io.StringIO()):
        search = RepairSearch(trials, folder, timeout=TIMEOUT, original=_of_right(right, trials))
        if not search.failing:
            return None
        start = time.process_time()
        faults = locate(observations, folder, timeout=TIMEOUT)
        found, repair = faults.faults[:1], None
        if found:
            search = RepairSearch(trials, folder, timeout=TIMEOUT, original=_of_right(right, trials))
            repair = search.repair(places_of(found[0], faults))
        seconds = time.process_time() - start
    pair = trials[0].case.pair
    inputs = [of_port(trial, pair.port) for trial in fresh]
    failing, alternatives = 0, False
    if repair is not None:
        failing = _failing(repair.candidate.patch.text, repair.candidate.patch.source.path, inputs, folder)
        others = (other.candidate.patch for other in repair.alternatives) if failing else ()
        alternatives = any(not _failing(patch.text, patch.source.path, inputs, folder) for patch in others)
    certainty = found[0].certainty if found else "nothing"
    return Outcome(
        name, defect.what, defect.kind, defect.lines, repair, certainty, len(inputs), failing, alternatives, seconds
    )


def _of_right(right: RightPort | None, trials: Sequence[Trial]) -> Original | None:
    """Return the right port as the original of a copy of it."""
    if right is None:
        return None
    port = right.trials[0].case.pair.port
    return lambda asked: right([of_port(trial, port) for trial in asked])


def of_port(trial: Trial, port: str | Callable[..., Any]) -> Trial:
    """Return a trial of another port."""
    return replace(trial, case=replace(trial.case, pair=replace(trial.case.pair, port=port)))


def _failing(text: str, file: Path, fresh: Sequence[Trial], folder: Path) -> int:
    """Return on how many fresh inputs a fixed port does not do what the right one does."""
    sources = ChangedSources()
    ports = (PatchedPort(trial, sources, folder, None, TIMEOUT) for trial in fresh)
    with contextlib.redirect_stdout(io.StringIO()):
        return sum(not port.agrees({file: text}) for port in ports)


def run_gallery(options: argparse.Namespace) -> Iterator[Outcome]:
    """Look for the fixes of the wrong ports of the gallery, each with a habit of NumPy's as its only defect."""
    for habit, records in recorded_gallery(options.names, options.cache):
        outcome = _of_gallery(habit, records, options.original)
        if outcome is not None:
            yield outcome


def _of_gallery(habit: Habit, records: Sequence[Recorded], has_original: bool) -> Outcome | None:
    right, wrong = habit.right, habit.wrong
    observations, trials = [], []
    for record in records:
        result = judge(wrong.cases[0], record.reference, wrong.folder, None, TIMEOUT)
        if result.convention is not None and result.verdict in ("MISMATCH", "PORT FAILED"):
            observations.append(Observation(wrong.cases[0], record.reference, record.original, result.convention))
        judged = judge(record.case, record.reference, right.folder, None, TIMEOUT)
        if judged.convention is not None:
            trials.append(Trial(record.case, record.reference, judged.convention))
    if not observations or not trials:
        return None
    port = RightPort(trials, right.folder)
    lines = range(1, 1 + len(lines_of(wrong.file)))
    defect = Defect("", tuple(lines), f"{habit.kind}: {habit.entry['note']}", habit.kind)
    known = port if has_original else None
    return _mended(right.name, defect, observations, wrong.folder, known, port.fresh())


def show(outcome: Outcome) -> None:
    """Print an outcome."""
    repair = outcome.repair
    word = "none" if repair is None else "equal" if outcome.is_equal else "FAILS"
    change = "" if repair is None else f"{repair.candidate.what}; {len(repair.alternatives)} others"
    print(
        f"  {word:5} {outcome.certainty:8} {outcome.subject}: {outcome.what} [{outcome.kind}] -> {change} "
        f"({outcome.failing} of {outcome.fresh} fresh inputs fail, {outcome.seconds:.2f} s)",
        flush=True,
    )


def report(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print the rates."""
    if not outcomes:
        return
    total = len(outcomes)
    found = [o for o in outcomes if o.repair is not None]
    wrong = [o for o in found if o.failing]
    rates = {
        "fix found": len(found),
        "on the right line": sum(o.on_the_line for o in outcomes),
        "equal to undoing": sum(o.is_equal for o in outcomes),
        "fails on fresh inputs": len(wrong),
        "of those, with a right alternative": sum(o.alternatives_right for o in wrong),
    }
    print(f"{title}: {total} in {len({o.subject for o in outcomes})} ports")
    for name, count in rates.items():
        print(f"  {name:36} {count:4}  {count / total:6.1%}")
    print(f"  {times(o.seconds for o in outcomes)}")


def main() -> None:
    """Plant the defects and print what was mended."""
    parser = parser_of(__doc__)
    parser.add_argument("--all", action="store_true", help="those that are held back, and the others")
    parser.add_argument("--gallery", action="store_true", help="the wrong ports of the gallery")
    parser.add_argument(
        "--skip", type=int, default=0, help="defects of each pair that are left out: others than before"
    )
    parser.add_argument("--no-original", dest="original", action="store_false", help="do not try moved inputs")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    every = run_gallery(options) if options.gallery else run(options)
    with np.errstate(all="ignore"):
        outcomes = collected(every, lambda one: options.verbose or not one.is_equal, show)
    if options.gallery:
        report("habits of the gallery", outcomes)
    else:
        title = "defects of statements" if options.structural else "defects of one token"
        report(title, [o for o in outcomes if "+" not in o.kind])
        report("defects of two tokens", [o for o in outcomes if "+" in o.kind])


if __name__ == "__main__":
    main()
