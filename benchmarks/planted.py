"""How well a trace finds defects that are planted in right ports: ``python -m benchmarks.planted``.

Every pair of the gallery, of the coursework and of the package itself is recorded once (Octave is needed for that) and
kept in a folder; then the ports are changed in one place after the other. Pairs whose names have an odd hash are held
back: ``--held-back`` reports them, and nothing else does. ``--pairs FILE`` takes the ports of a ``pairs.toml`` in their
place, ``--structural`` plants dropped, moved and misplaced statements in place of other tokens.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import pickle
import shutil
import statistics
import tempfile
import time
import tomllib
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mutations import Defect, defects
from benchmarks.printing import AT_MOST, CACHE, parser_of, times
from benchmarks.structural_defects import structural_defects
from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.reference import Reference
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.tracing.comparison import Observation
from matdrop.tracing.fault import Fault, Faults
from matdrop.tracing.location import locate
from matdrop.tracing.moved_cases import RECORDED, moved_cases
from matdrop.tracing.original_recording import record_original
from matdrop.tracing.recording import Recording, Span
from matdrop.verification.attempt import Caller
from matdrop.verification.judge import judge

TESTS = Path(__file__).parents[1] / "tests"
OWN_CASES = 4  # of each of the package's own pairs
OWN_LEFT_OUT = ("nn_", "dropout_demo")  # trained networks take long; a demonstration only prints
TIMEOUT = 5.0  # seconds that a changed port may run
SECONDS = 20.0  # that a search may take by the clock, so that other work on the machine does not count


@dataclass(frozen=True)
class Subject:
    """A right port, with its cases and where its file is."""

    name: str
    file: Path
    function: str
    folder: Path
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Choice:
    """Which ports, and which defects of each."""

    names: tuple[str, ...] = ()  # beginnings of names of pairs; all if there are none
    held_back: bool | None = False  # None for all
    table: Path | None = None  # of other ports than those of the tests and of the package
    structural: bool = False
    confirmed: bool = False  # by further cases with moved inputs
    at_most: int = AT_MOST
    cache: Path = CACHE
    verbose: bool = False

    def subjects(self) -> list[Subject]:
        """Return the ports."""
        every = subjects() if self.table is None else subjects_of(self.table)
        held_back = self.held_back if self.table is None else None
        return [
            s
            for s in every
            if held_back in (None, is_held_back(s.name)) and (not self.names or s.name.startswith(self.names))
        ]


@dataclass(frozen=True)
class Recorded:
    """A case of a right port: what the original computed, and how the right port is called."""

    case: Case
    reference: Reference
    original: Recording


@dataclass(frozen=True)
class Outcome:
    """What was found of a planted defect."""

    subject: str
    defect: Defect
    faults: Faults
    seconds: float
    cases: int

    @property
    def first(self) -> Fault | None:
        """The first fault."""
        return self.faults.faults[0] if self.faults.faults else None

    def is_named(self) -> bool:
        """Whether the statement that is named is the one that was changed."""
        fault = self.first
        return (
            fault is not None
            and fault.statement is not None
            and self._covers(fault.statement.line, fault.statement.end_line)
        )

    def is_contained(self) -> bool:
        """Whether the interval has the statement that was changed."""
        return self.first is not None and any(self._covers(s.line, s.end_line) for s in self.first.interval)

    def _covers(self, line: int, last: int) -> bool:
        return any(line <= number <= last for number in self.defect.lines)


def subjects() -> Iterator[Subject]:
    """Yield the right ports of the tests and of the package."""
    for table in sorted((TESTS / "gallery").glob("*/pairs.toml")):
        for key, entry in tomllib.loads(table.read_text(encoding="utf-8")).items():
            yield _of_tests(f"gallery/{key}", table.parent, entry, entry["right"])
    coursework = TESTS / "coursework"
    for key, entry in tomllib.loads((coursework / "pairs.toml").read_text(encoding="utf-8")).items():
        yield _of_tests(f"coursework/{key}", coursework, entry, entry["port"])
    own: dict[str, list[Case]] = {}
    for case in load_table(OWN_TABLE).cases:
        if case.expected == "PASS" and isinstance(case.pair.port, str):
            own.setdefault(case.pair.name, []).append(case)
    for name, cases in own.items():
        if name.startswith(OWN_LEFT_OUT):
            continue
        module, _, function = str(cases[0].pair.port).partition(":")
        spec = importlib.util.find_spec(module)
        if spec is not None and spec.origin:
            chosen = tuple(cases[:OWN_CASES])
            yield Subject(f"own/{name}", Path(spec.origin), function, OWN_TABLE.parent, chosen)


def _of_tests(name: str, folder: Path, entry: dict[str, Any], port: str) -> Subject:
    file, _, function = port.partition(":")
    outputs = entry.get("outputs")
    pair = pair_of(
        folder / str(entry["original"]),
        f"{folder / file}{':' if function else ''}{function}",
        name=name,
        outputs=outputs,
    )
    given = entry.get("tolerance", "exact")
    by_output = isinstance(given, dict) and not set(given) & {"rtol", "atol"}
    tolerance = {output: Tolerance.parse(given.get(output, "exact") if by_output else given) for output in pair.outputs}
    cases = tuple(
        Case(pair, f"case_{number}", tuple(args), entry.get("seed"), tolerance)
        for number, args in enumerate(entry.get("cases", [entry.get("args", ())]), 1)
    )
    return Subject(name, folder / file, function, folder, cases)


def subjects_of(table: Path) -> Iterator[Subject]:
    """Yield the right ports of a table: for each an ``original``, a ``port`` and ``cases``, lists of arguments."""
    for key, entry in tomllib.loads(table.read_text(encoding="utf-8")).items():
        yield _of_tests(f"{table.stem}/{key}", table.parent, entry, entry["port"])


def is_held_back(name: str) -> bool:
    """Whether a pair is one of those that are only looked at in the end."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 4 == 0


def with_moved_cases(subject: Subject, records: Sequence[Recorded]) -> Subject:
    """Return a port with further cases: their inputs are moved."""
    moved = [case for record in records for case in moved_cases(record.case, record.reference.inputs, RECORDED)]
    return replace(subject, name=f"{subject.name} moved", cases=tuple(moved))


def recorded(subject: Subject, cache: Path, octave: Octave | None) -> list[Recorded]:
    """Return what the originals did, from the folder or recorded now."""
    file = cache / f"{hashlib.sha256(subject.name.encode()).hexdigest()[:16]}.pickle"
    if file.is_file():
        cases = {case.name: case for case in subject.cases}
        # Plain tuples: a class of a module that is run as a program has another name where it is imported.
        kept = [Recorded(*fields) for fields in pickle.loads(file.read_bytes())]
        return [_placed(record, cases[record.case.name]) for record in kept if record.case.name in cases]
    if octave is None:
        return []
    found = []
    for case in subject.cases:
        try:
            reference, original = record_original(case, octave)
        except MatdropError as error:
            print(f"{case.id}: {error}", flush=True)
            continue
        if reference.error is None:
            found.append(Recorded(case, reference, original))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(pickle.dumps([(one.case, one.reference, one.original) for one in found]))
    return found


def _placed(record: Recorded, case: Case) -> Recorded:
    """Let a recording name the files of this copy of the repository."""
    old, new = record.case.pair.original.parent, case.pair.original.parent

    def placed(span: Span) -> Span:
        return replace(span, file=new / span.file.relative_to(old)) if span.file.is_relative_to(old) else span

    statements = [replace(statement, span=placed(statement.span)) for statement in record.original.statements]
    return Recorded(case, record.reference, replace(record.original, statements=statements))


def right_observations(subject: Subject, records: Sequence[Recorded], must_pass: bool = True) -> list[Observation]:
    """Return the cases on which the right port passes, with its way of being called."""
    found = []
    for record in records:
        result = judge(record.case, record.reference, subject.folder, None, TIMEOUT)
        if (result.verdict == "PASS" or not must_pass) and result.convention is not None:
            found.append(Observation(record.case, record.reference, record.original, result.convention))
    return found


@contextlib.contextmanager
def planted(subject: Subject, observations: Sequence[Observation]) -> Iterator[tuple[Path, list[Observation]]]:
    """Copy a port's folder; give the file to be changed, and the cases with that port."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "port"
        if subject.name.startswith("own/"):
            folder.mkdir()
            shutil.copy(subject.file, folder)
        else:
            shutil.copytree(subject.file.parent, folder, ignore=shutil.ignore_patterns("__pycache__", "*.zip"))
        file = folder / subject.file.name
        moved = []
        for o in observations:
            port = f"{file}:{subject.function}" if subject.function else str(file)
            case = replace(o.case, pair=replace(o.case.pair, port=port))
            moved.append(replace(o, case=case))
        yield file, moved


def outcome_of(
    subject: Subject,
    defect: Defect,
    file: Path,
    observations: Sequence[Observation],
    moved: Sequence[Observation] = (),
) -> Outcome | None:
    """Plant a defect and trace it; None if no case notices."""
    file.write_text(defect.text, encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        failing = [o for o in observations if _fails(o, file.parent)]
        if not failing:
            return None
        own = [o for o in moved if o.case.name.startswith(f"{failing[0].case.name}, moved")]
        start = time.process_time()
        faults = locate(observations, file.parent, seconds=SECONDS, timeout=TIMEOUT, further=lambda: own)
    return Outcome(subject.name, defect, faults, time.process_time() - start, len(failing))


def _fails(observation: Observation, folder: Path) -> bool:
    caller = Caller(observation.case, observation.reference, folder, None, TIMEOUT)
    return not callable(caller.port) or not caller.call(observation.convention).agrees


def _raises(observation: Observation, folder: Path) -> bool:
    caller = Caller(observation.case, observation.reference, folder, None, TIMEOUT)
    return not callable(caller.port) or caller.call(observation.convention).error is not None


def chosen_defects(subject: Subject, at_most: int, structural: bool = False, skipped: int = 0) -> list[Defect]:
    """Return the defects of a port that are planted: all, or some in the order of a hash, but for the first ones."""
    every = (structural_defects if structural else defects)(subject.file.read_text(encoding="utf-8"))
    every.sort(key=lambda d: hashlib.sha256(f"{subject.name}{d.what}".encode()).hexdigest())
    return every[skipped : skipped + at_most]


def pairs_of(subject: Subject, at_most: int) -> list[tuple[Defect, Defect, Defect]]:
    """Return two defects in different statements, and the source that has both."""
    text = subject.file.read_text(encoding="utf-8")
    returns = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith("return ")]
    # What is returned wrongly hides what was wrong before it: the two would not be independent.
    single = [d for d in chosen_defects(subject, 10 * at_most) if not set(d.lines) & set(returns)]
    found = []
    for one in single:
        other = next((d for d in single if d.lines[0] > one.lines[-1] and "+" not in d.kind), None)
        if other is not None and "+" not in one.kind:
            lines, changed = text.splitlines(keepends=True), one.text.splitlines(keepends=True)
            second = other.text.splitlines(keepends=True)
            if len(lines) == len(changed) == len(second):
                both = "".join(c if c != t else s for t, c, s in zip(lines, changed, second, strict=True))
                what = f"{one.what} and {other.what}"
                found.append((one, other, Defect(both, (*one.lines, *other.lines), what, "two")))
    return found[:at_most]


def run_pairs(choice: Choice) -> None:
    """Plant two defects at once, and print how often both are found."""
    both = contained = total = false = 0
    for subject, records in recorded_subjects(choice):
        observations = right_observations(subject, records)
        with planted(subject, observations) as (file, moved):
            for one, other, defect in pairs_of(subject, choice.at_most) if moved else ():
                singles = [outcome_of(subject, single, file, moved) for single in (one, other)]
                file.write_text(defect.text, encoding="utf-8")
                if any(_raises(o, file.parent) for o in moved):
                    continue  # an error hides what would come after it
                outcome = outcome_of(subject, defect, file, moved)
                if outcome is None or None in singles:
                    continue
                total += 1
                spans = [span for fault in outcome.faults.faults for span in fault.interval]
                hits = [any(s.line <= d.lines[-1] and s.end_line >= d.lines[0] for s in spans) for d in (one, other)]
                named = {f.statement.line for f in outcome.faults.faults if f.statement}
                wrong = [
                    f
                    for f in outcome.faults.faults
                    if f.certainty == "proven"
                    and f.statement is not None
                    and not any(
                        d.lines[0] <= f.statement.end_line and f.statement.line <= d.lines[-1] for d in (one, other)
                    )
                ]
                false += bool(wrong)
                both += all(any(d.lines[0] <= line <= d.lines[-1] for line in named) for d in (one, other))
                contained += all(hits)
                if choice.verbose or wrong:
                    print("FALSE" if wrong else "     ", hits, sorted(named), end=" ")
                    show(outcome)
    print(
        f"{total} pairs of defects: both named {both / total:.1%}, both contained {contained / total:.1%}, "
        f"proven and wrong {false}"
    )


def run(choice: Choice) -> list[Outcome]:
    """Plant the defects of all ports, or of some."""
    outcomes: list[Outcome] = []
    equivalent = 0
    for subject, records in recorded_subjects(choice):
        observations = right_observations(subject, records)
        if not observations:
            print(f"{subject.name}: the right port does not pass", flush=True)
            continue
        further = _further(choice, subject, records)
        with planted(subject, [*observations, *further]) as (file, placed):
            moved, others = placed[: len(observations)], placed[len(observations) :]
            text, start = file.read_text(encoding="utf-8"), time.process_time()
            right = locate(moved, file.parent)
            if time.process_time() - start > 2:
                print(f"{subject.name}: too slow", flush=True)
                continue
            if right.faults:
                print(f"{subject.name}: a finding in the right port")
            for defect in chosen_defects(subject, choice.at_most, choice.structural):
                try:
                    outcome = outcome_of(subject, defect, file, moved, others)
                except Exception as error:
                    if not choice.verbose:
                        print(f"{subject.name}: {defect.what}: {type(error).__name__}: {error}")
                        continue
                    raise
                equivalent += outcome is None
                if outcome is not None:
                    outcomes.append(outcome)
                    if choice.verbose or _is_bad(outcome):
                        show(outcome)
            file.write_text(text, encoding="utf-8")
    print(f"{equivalent} defects that no case notices")
    return outcomes


def _further(choice: Choice, subject: Subject, records: Sequence[Recorded]) -> list[Observation]:
    """Return the cases with moved inputs, recorded once; a right port may well differ on them."""
    if not choice.confirmed:
        return []
    other = with_moved_cases(subject, records)
    found = recorded(other, choice.cache, None)
    if not found and other.cases:
        with Octave() as octave:
            found = recorded(other, choice.cache, octave)
    return right_observations(other, found, must_pass=False)


def _is_bad(outcome: Outcome) -> bool:
    first = outcome.first
    return first is None or not outcome.is_contained() or (first.certainty == "proven" and not outcome.is_named())


def recorded_subjects(choice: Choice) -> Iterator[tuple[Subject, list[Recorded]]]:
    wanted = choice.subjects()
    missing = [s for s in wanted if not recorded(s, choice.cache, None)]
    with Octave() if missing else contextlib.nullcontext() as octave:
        for subject in wanted:
            yield subject, recorded(subject, choice.cache, octave)


def show(outcome: Outcome) -> None:
    """Print an outcome."""
    first = outcome.first
    if first is None:
        print(f"  NOTHING {outcome.subject}: {outcome.defect.what}")
        return
    named = first.statement.line if first.statement else None
    lines = [span.line for span in first.interval]
    word = "right" if outcome.is_named() else "contained" if outcome.is_contained() else "WRONG"
    print(
        f"  {word:9} {first.certainty:8} {outcome.subject}: {outcome.defect.what} [{outcome.defect.kind}]; "
        f"named {named}, interval {lines}, {len(outcome.faults.faults)} faults, {outcome.seconds:.2f} s, "
        f"{outcome.faults.reruns} runs, {outcome.cases} cases",
        flush=True,
    )


@dataclass(frozen=True)
class Habit:
    """A pair of the gallery: its right port, the wrong one that has a habit, and what its entry says of that."""

    right: Subject
    wrong: Subject
    entry: dict[str, Any]
    kind: str

    @property
    def line(self) -> int:
        """The line of the wrong port that has the habit."""
        return int(self.entry["lines"]["port"])


def recorded_gallery(names: Sequence[str], cache: Path) -> Iterator[tuple[Habit, list[Recorded]]]:
    """Yield the pairs of the gallery with what their originals did, from the folder or recorded now."""
    wanted = [habit for habit in _gallery() if not names or habit.right.name.startswith(tuple(names))]
    missing = [habit for habit in wanted if not recorded(habit.right, cache, None)]
    with Octave() if missing else contextlib.nullcontext() as octave:
        for habit in wanted:
            yield habit, recorded(habit.right, cache, octave)


def _gallery() -> Iterator[Habit]:
    for table in sorted((TESTS / "gallery").glob("*/pairs.toml")):
        for key, entry in tomllib.loads(table.read_text(encoding="utf-8")).items():
            right, wrong = (
                _of_tests(f"gallery/{key}", table.parent, entry, entry[side]) for side in ("right", "wrong")
            )
            yield Habit(right, wrong, entry, table.parent.name)


def run_gallery(names: Sequence[str], cache: Path) -> list[Outcome]:
    """Trace the wrong ports of the gallery, each with a habit of NumPy's as its only defect."""
    outcomes = []
    for habit, records in recorded_gallery(names, cache):
        wrong = habit.wrong
        for record in records:
            result = judge(wrong.cases[0], record.reference, wrong.folder, None, TIMEOUT)
            if result.verdict not in ("MISMATCH", "PORT FAILED", "UNDECLARED") or result.convention is None:
                print(f"  {wrong.name}: {result.verdict}")
                continue
            observation = Observation(wrong.cases[0], record.reference, record.original, result.convention)
            start = time.process_time()
            faults = locate([observation], wrong.folder, timeout=TIMEOUT)
            defect = Defect("", (habit.line,), f"line {habit.line}", habit.entry["note"])
            outcomes.append(Outcome(wrong.name, defect, faults, time.process_time() - start, 1))
            show(outcomes[-1])
    return outcomes


def report(outcomes: Sequence[Outcome]) -> None:
    """Print the rates."""
    total = len(outcomes)
    by = Counter((o.first.certainty if o.first else "nothing", o.is_named()) for o in outcomes)
    widths = [len(o.first.interval) for o in outcomes if o.first and o.first.certainty != "proven"]
    named = sum(o.is_named() for o in outcomes)
    contained = sum(o.is_contained() for o in outcomes)
    print(f"{total} defects in {len({o.subject for o in outcomes})} ports")
    for certainty in ("proven", "probable", "interval", "nothing"):
        print(f"  {certainty:9} right {by[certainty, True]:4}  wrong {by[certainty, False]:4}")
    print(f"  named and right {named / total:.1%}, proven {by['proven', True] / total:.1%}")
    print(
        f"  intervals contain the statement {contained / total:.1%}, median width {statistics.median(widths or [0])}, "
        f"mean {statistics.fmean(widths or [0]):.1f}"
    )
    print(f"  {times(o.seconds for o in outcomes)}")


def main() -> None:
    """Plant the defects and print what was found."""
    parser = parser_of(__doc__)
    parser.add_argument("--gallery", action="store_true", help="the wrong ports of the gallery")
    parser.add_argument("--two", action="store_true", help="two defects at once")
    parser.add_argument("--confirmed", action="store_true", help="what is proven must hold for moved inputs, too")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        if options.gallery:
            report(run_gallery(options.names, options.cache))
            return
        choice = Choice(
            tuple(options.names),
            options.held_back,
            options.pairs and options.pairs.resolve(),
            options.structural,
            options.confirmed,
            options.at_most,
            options.cache,
            options.verbose,
        )
        if options.two:
            run_pairs(choice)
        else:
            report(run(choice))


if __name__ == "__main__":
    main()
