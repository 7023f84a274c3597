"""How well findings name the defects that are planted in right ports: ``python -m benchmarks.findings``.

A finding is what a user sees: where the trace has located the fault, and what the repair adds to that, as
`matdrop trace` puts them together. The defects, the recordings and the pairs that are held back are those of
`benchmarks.planted`; the right port stands for the original where that is run on moved inputs. ``--all`` plants one and
two tokens and structural defects in all ports, held back or not, and reports each kind.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import statistics
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.mutations import Defect
from benchmarks.planted import (
    SECONDS,
    TIMEOUT,
    Choice,
    Subject,
    _fails,
    _raises,
    chosen_defects,
    is_held_back,
    pairs_of,
    planted,
    recorded_subjects,
    right_observations,
)
from benchmarks.printing import collected, parser_of, times
from benchmarks.repair import RightPort, _of_right
from matdrop.explain.places import with_repair
from matdrop.explain.repairs import repairs_by
from matdrop.repair.effort import THOROUGH
from matdrop.repair.patched_port import Trial
from matdrop.repair.search import RepairSearch
from matdrop.tracing.comparison import Observation
from matdrop.tracing.fault import Fault
from matdrop.tracing.location import locate
from matdrop.tracing.recording import Span

SLOW = 2.0  # seconds of processor time that a trace of the right port may take


@dataclass(frozen=True)
class Outcome:
    """What was found of a port with a defect, or with two.

    Attributes
    ----------
    subject, group : str
        The port, and what it is reported with.
    defects : tuple of Defect
        What was planted.
    located, shown : tuple of Fault
        The faults as they were located, and as the findings show them.
    fixes : str
        What mends it, as far as that was found.
    seconds : tuple of float
        Processor time of the location, and of the repair.
    """

    subject: str
    group: str
    defects: tuple[Defect, ...]
    located: tuple[Fault, ...]
    shown: tuple[Fault, ...]
    fixes: str
    seconds: tuple[float, float]

    def is_named(self, faults: Sequence[Fault]) -> bool:
        """Whether every defect is in a statement that is named; a single one in that of the first finding."""
        spans = [fault.statement for fault in faults if fault.statement is not None]
        named = spans[:1] if len(self.defects) == 1 and faults and faults[0].statement else spans
        return all(any(_covers(span, defect) for span in named) for defect in self.defects)

    def is_contained(self) -> bool:
        """Whether every defect is in an interval."""
        spans = [span for fault in self.shown for span in fault.interval]
        return all(any(_covers(span, defect) for span in spans) for defect in self.defects)

    def wrong(self, faults: Sequence[Fault], certainty: str) -> bool:
        """Whether a finding of a certainty names a statement without a defect."""
        spans = [f.statement for f in faults if f.certainty == certainty and f.statement is not None]
        return not all(any(_covers(span, defect) for defect in self.defects) for span in spans)

    def is_proven(self, faults: Sequence[Fault]) -> bool:
        """Whether every defect is named, and all that is named is proven."""
        return self.is_named(faults) and all(fault.certainty == "proven" for fault in faults)


def _covers(span: Span, defect: Defect) -> bool:
    return any(span.line <= number <= span.end_line for number in defect.lines)


def run(options: argparse.Namespace) -> Iterator[Outcome]:
    """Plant defects one after the other, and find them."""
    choice = Choice(tuple(options.names), options.held_back, options.pairs, cache=options.cache)
    for subject, records in recorded_subjects(choice):
        observations = right_observations(subject, records)
        if not observations:
            print(f"{subject.name}: the right port does not pass", flush=True)
            continue
        right = RightPort([Trial(o.case, o.reference, o.convention) for o in observations], subject.folder)
        with planted(subject, observations) as (file, copied):
            start = time.process_time()
            if locate(copied, file.parent).faults:
                print(f"FALSE {subject.name}: a finding in the right port", flush=True)
            if time.process_time() - start > SLOW:
                print(f"{subject.name}: too slow", flush=True)
                continue
            for group, text, defects in _planted_in(subject, options):
                if options.two and not _are_independent(defects, text, file, copied):
                    continue
                file.write_text(text, encoding="utf-8")
                outcome = _outcome(subject.name, group, defects, copied, file.parent, right)
                if outcome is not None:
                    yield outcome


def _planted_in(subject: Subject, options: argparse.Namespace) -> Iterator[tuple[str, str, tuple[Defect, ...]]]:
    """Yield what is planted in a port: the group, the source, the defects."""
    held = " held back" if options.pairs is None and is_held_back(subject.name) else ""
    if options.two:
        for one, other, both in pairs_of(subject, options.at_most):
            yield f"two defects{held}", both.text, (one, other)
        return
    if not options.structural or options.every:
        for defect in chosen_defects(subject, options.at_most):
            tokens = "two tokens" if "+" in defect.kind else "one token"
            yield f"{tokens}{held}", defect.text, (defect,)
    if options.structural or options.every:
        for defect in chosen_defects(subject, options.at_most, structural=True):
            yield f"structural{held}", defect.text, (defect,)


def _are_independent(defects: Sequence[Defect], both: str, file: Path, observations: Sequence[Observation]) -> bool:
    """Whether each of two defects is noticed by itself, and no error hides what comes after it."""
    for defect in defects:
        file.write_text(defect.text, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            if not any(_fails(o, file.parent) for o in observations):
                return False
    file.write_text(both, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        return not any(_raises(o, file.parent) for o in observations)


def _outcome(
    name: str,
    group: str,
    defects: tuple[Defect, ...],
    observations: Sequence[Observation],
    folder: Path,
    right: RightPort,
) -> Outcome | None:
    """Find what was planted; None if no case notices it."""
    trials = [Trial(o.case, o.reference, o.convention) for o in observations]
    with contextlib.redirect_stdout(io.StringIO()):

        def search() -> RepairSearch:
            return RepairSearch(trials, folder, timeout=TIMEOUT, original=_of_right(right, trials), effort=THOROUGH)

        if not search().failing:
            return None
        start = time.process_time()
        faults = locate(observations, folder, seconds=SECONDS, timeout=TIMEOUT)
        middle = time.process_time()
        mended, repairs, _ = repairs_by(search(), faults, observations) if faults.faults else (faults, (), False)
        end = time.process_time()
    shown = [
        with_repair(fault, repair, mended) if repair else fault
        for fault, known in zip(mended.faults, repairs, strict=True)
        for repair in known or (None,)
    ]
    fixes = "; ".join(repair.candidate.what for known in repairs for repair in known)
    return Outcome(name, group, defects, faults.faults, tuple(shown), fixes, (middle - start, end - middle))


def show(outcome: Outcome) -> None:
    """Print an outcome."""
    word = "right" if outcome.is_named(outcome.shown) else "contained" if outcome.is_contained() else "LOST"
    if outcome.wrong(outcome.shown, "proven") or outcome.wrong(outcome.located, "proven"):
        word = "FALSE"
    what = " and ".join(f"{defect.what} [{defect.kind}]" for defect in outcome.defects)
    print(f"  {word:9} {outcome.subject}: {what}")
    for title, faults in (("located", outcome.located), ("shown", outcome.shown)):
        for fault in faults:
            line = fault.statement.line if fault.statement else None
            print(f"{'':12}{title:8} {fault.certainty} {line} of {[span.line for span in fault.interval]}")
    print(f"{'':12}{outcome.fixes or 'no fix'} ({outcome.seconds[0]:.2f} + {outcome.seconds[1]:.2f} s)", flush=True)


def report(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print the rates: as located by the trace alone, and as the findings show it."""
    total = len(outcomes)
    print(f"\n{title}: {total} in {len({o.subject for o in outcomes})} ports")
    parts: dict[str, Callable[[Outcome], Sequence[Fault]]] = {
        "located": lambda outcome: outcome.located,
        "shown": lambda outcome: outcome.shown,
    }
    for part, faults in parts.items():
        named = sum(o.is_named(faults(o)) for o in outcomes)
        proven = sum(o.is_proven(faults(o)) for o in outcomes)
        wrong = [sum(o.wrong(faults(o), word) for o in outcomes) for word in ("proven", "probable")]
        print(
            f"  {part:8} named {named / total:6.1%}, proven {proven / total:6.1%}; "
            f"wrong: proven {wrong[0]}, probable {wrong[1]}"
        )
    widths = [sum(len(f.interval) for f in o.shown) for o in outcomes if not o.is_proven(o.shown)]
    contained = sum(o.is_contained() for o in outcomes)
    print(
        f"  intervals hold every defect {contained / total:.1%}; where it is not proven, lines: median "
        f"{statistics.median(widths or [0])}, mean {statistics.fmean(widths or [0]):.1f}"
    )
    everything = [len({span.line for f in o.located for span in f.interval}) for o in outcomes]
    print(f"  lines of all intervals as located: median {statistics.median(everything)}")
    print(f"  {times(sum(o.seconds) for o in outcomes)}", flush=True)


def main() -> None:
    """Plant the defects and print what was found."""
    parser = parser_of(__doc__)
    parser.add_argument("--two", action="store_true", help="two defects at once")
    parser.add_argument("--all", dest="every", action="store_true", help="all kinds, in all ports")
    options = parser.parse_args()
    options.pairs = options.pairs and options.pairs.resolve()
    warnings.simplefilter("ignore")
    parts = [replace_held(options, held) for held in ((False, True) if options.every else (options.held_back,))]
    every = (outcome for part in (parts[:1] if options.pairs else parts) for outcome in run(part))
    with np.errstate(all="ignore"):
        outcomes = collected(every, lambda one: options.verbose or _is_bad(one), show)
    groups = Counter(outcome.group for outcome in outcomes)
    for group in sorted(groups):
        report(group, [outcome for outcome in outcomes if outcome.group == group])
    if len(groups) > 1:
        report("all", outcomes)
    sys.exit(any(outcome.wrong(outcome.shown, "proven") for outcome in outcomes))


def _is_bad(outcome: Outcome) -> bool:
    return outcome.wrong(outcome.shown, "proven") or not outcome.is_named(outcome.shown)


def replace_held(options: argparse.Namespace, held: bool) -> argparse.Namespace:
    """Return the options for the pairs that are held back, or for the others."""
    return argparse.Namespace(**{**vars(options), "held_back": held})


if __name__ == "__main__":
    main()
