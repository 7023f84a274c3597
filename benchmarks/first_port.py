"""The share of originals whose first port agrees: ``python -m benchmarks.first_port [TABLE.toml ...]``.

Without arguments the originals of the repository are ported: matlab_ref, coursework, gallery. Originals of others are
chosen first, so that each figure is of the same originals::

    python -m benchmarks.first_port --choose=seen.toml FOLDER ... --sample=4
    python -m benchmarks.first_port --choose=aside.toml FOLDER ... --sample=4 --half=1
    python -m benchmarks.first_port seen.toml

``--choose`` takes some originals of each folder for which inputs are found on which Octave runs them; those of one half
are never among those of the other. The last third of the inputs is kept aside: the port is not written from it, and
called on it afterwards. Every port is called on moved and shuffled inputs, too, from which nothing was made.

``--tries=N`` says on how many further inputs a port is tried, ``--out=FOLDER`` keeps the ports. What the oracle is
worth is shown without it: with ``--no-recording`` the translation knows no class and no size of a value, with
``--no-repair`` no statement is changed.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import statistics
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.cases.table import load_table
from matdrop.cases.tolerance import Tolerance
from matdrop.engines.octave_session import Octave
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.init.proposal import propose_inputs
from matdrop.repair.effort import Effort
from matdrop.search.undetermined import are_undetermined
from matdrop.source.matlab import read
from matdrop.tracing.moved_cases import moved_cases, shuffled_cases
from matdrop.translate import proof, prover
from matdrop.translate.for_figures import handles_among_outputs
from matdrop.translate.marks import MARKS
from matdrop.translate.observation import Observation, observe
from matdrop.translate.proof import TRIES, Proof, judge_port, port_and_prove
from matdrop.translate.prover import Prover
from matdrop.translate.statements import NOT_REACHED
from matdrop.values.canonical import class_of as matlab_class_of
from matdrop.values.value import Value, is_cell, is_char, is_number_array, is_struct
from matdrop.verification.result import Result

ROOT = Path(__file__).parent.parent
TABLES = [
    ROOT / "matlab_ref/cases.toml",
    ROOT / "tests/coursework/pairs.toml",
    *sorted(ROOT.glob("tests/gallery/*/pairs.toml")),
]
SECONDS = 10.0  # that an original may take
CHOSEN_WITHIN = 2.0  # seconds that it may take on inputs that are proposed
ROUNDS = (1, 9, 30)  # inputs that are proposed at once, until some are found
LONGEST = 20_000  # bytes of an original that is chosen
OPTIONS = {"sample": 5, "half": 0, "tries": TRIES}
NAMES = ("cases.toml", "pairs.toml")  # of tables that are called by their folder
FINE, WRONG, WRONG_CLAIM = ("PASS", "BOTH FAILED"), ("MISMATCH", "PORT FAILED", "UNDECLARED"), "WRONG CLAIM"
DEFAULT = {"rtol": 1e-9, "atol": 1e-12}  # sums are taken in another order


@dataclass(frozen=True)
class Original:
    """An original with its cases, and those on which its port is called once it is written."""

    cases: list[Case]
    aside: list[Case]


@dataclass(frozen=True)
class Outcome:
    """What came of an original: one word or two, and what is to be said of it."""

    name: str
    said: str = ""


def originals_of(table: Path) -> list[Original]:
    """Return the originals of a table; the tables of the tests have more keys, which are left out."""
    if table.name == "cases.toml":
        found: dict[str, list[Case]] = {}
        for case in load_table(table).cases:
            found.setdefault(case.pair.name, []).append(case)
        return [Original(cases, []) for cases in found.values()]
    entries = tomllib.loads(table.read_text(encoding="utf-8"))
    return [original_of(table.parent, name, entry) for name, entry in entries.items()]


def original_of(folder: Path, name: str, entry: dict[str, Any]) -> Original:
    """Return the cases of an entry: of one with `cases`, a row of arguments for each; the last `aside` are kept."""
    pair = pair_of(folder / entry["original"], "", name=name, outputs=entry.get("outputs"))
    given = entry.get("tolerance", DEFAULT)
    by_output = isinstance(given, dict) and not set(given) & {"rtol", "atol"}
    tolerance = {output: Tolerance.parse(given.get(output, "exact") if by_output else given) for output in pair.outputs}
    rows = entry.get("cases", [entry.get("args", [])])
    cases = [Case(pair, f"case_{k}", tuple(args), entry.get("seed"), tolerance) for k, args in enumerate(rows, 1)]
    shown = len(cases) - entry.get("aside", 0)
    return Original(cases[:shown], cases[shown:])


def choose(folders: Sequence[Path], sample: int, half: int) -> Iterator[str]:
    """Yield entries of a table for some originals of each folder: of those of one half, chosen by their paths.

    Of several files of one name the first is taken: a table has each name once.
    """
    with Octave(CHOSEN_WITHIN) as session:
        for folder in folders:
            paths = {path.stem: path for path in reversed(files_of_half(folder, half)[: 8 * sample])}.values()
            entries = (entry_of(path, session, folder.name) for path in reversed(paths))
            yield from itertools.islice(filter(None, entries), sample)


def files_of_half(folder: Path, half: int) -> list[Path]:
    """Return the originals of one half of a folder, in an order that their paths alone decide."""
    files = sorted(path for path in folder.rglob("*.m") if path.name[0].isalpha() and path.stem.isidentifier())
    keyed = sorted((hashlib.sha256(str(path.relative_to(folder)).encode()).hexdigest(), path) for path in files)
    return [path for key, path in keyed if int(key[0], 16) % 2 == half]


def entry_of(path: Path, session: Session, where: str) -> str:
    """Return the entry of a table for an original with proposed inputs; empty if it is none that can be ported."""
    try:
        file = read(path)
        if file.declares_script or file.classes or path.parent.name[0] in "+@" or len(path.read_bytes()) > LONGEST:
            return ""
        # Without outputs there is nothing to compare, and a handle of a figure is none.
        if {*pair_of(path, "").outputs} <= {*handles_among_outputs(file.functions[0])}:
            return ""
        inputs, _ = propose_inputs(path, session, rounds=ROUNDS)
        if not inputs:
            return ""
    except MatdropError:
        return ""
    lines = [f"[{json.dumps(f'{where} {path.stem}')}]", f"original = {json.dumps(str(path.resolve()))}", "seed = 1"]
    rows = [f"    {json.dumps(list(args))}," for args in inputs]
    return "\n".join([*lines, f"aside = {len(inputs) // 3}", "cases = [", *rows, "]", ""])


def other_inputs(cases: list[Case], session: Session) -> list[Case]:
    """Return cases with moved and with shuffled inputs; the original may fail on some."""
    ran = [
        (case, reference.inputs)
        for case, reference in zip(cases, session.run(cases), strict=True)
        if reference.error is None
    ][:3]
    ways = (moved_cases, shuffled_cases)
    return [other for way in ways for case, inputs in ran for other in way(case, inputs, runs=3, first=100)]


def attempt(original: Original, session: Session, folder: Path, tries: int) -> Outcome:
    """Port an original, and call the port on inputs from which nothing was made."""
    path = original.cases[0].pair.original
    try:
        found = port_and_prove(original.cases, session, 20.0, tries)
        (folder / f"{path.stem}.py").write_text(found.port.text, encoding="utf-8")
        fresh = fresh_differences(original, found, session) if found.agrees else []
    except MatdropError as error:
        return Outcome("refused", str(error))
    except Exception:
        return Outcome("crash", traceback.format_exc(limit=-4))
    said = [f"line {u.line} of {u.file.name}: {u.reason}" for u in found.port.untranslated]
    said += [f"{result.case.name}: {described(result)}" for result in found.results if result.verdict not in FINE]
    said += [f"said to differ on {', '.join(result.case.args)}: {described(result)}" for result in found.differing]
    name = name_of_outcome(found, {kind for kind, _ in fresh})
    wrong = [f"fresh, {kind}: {described(r)} on {', '.join(map(str, r.case.args))[:200]}" for kind, r in fresh]
    return Outcome(name, "\n    ".join([*wrong, *said][:5]))


def name_of_outcome(found: Proof, fresh: Set[str]) -> str:
    """Return the verdict on a port, by its cases, what is said of it, and how it differs on fresh inputs."""
    if not found.agrees:
        verdicts = [result.verdict for result in found.results]
        return next((verdict for verdict in verdicts if verdict not in FINE), "nothing ran")
    if "unmarked" in fresh and not found.differing:
        return WRONG_CLAIM
    if not found.is_proven or "marked" in fresh:
        return "PASS, but said"
    return "PASS, but forms" if fresh else "PASS"


def fresh_differences(original: Original, found: Proof, session: Session) -> list[tuple[str, Result]]:
    """Return the fresh inputs on which a port differs.

    Each is ``of another form`` if it has an argument that the docstring does not have, such as a vector for a number;
    else ``marked`` if the statement that differs first bears a mark; else ``unmarked``. What the original does not
    determine, because it depends on rounding, does not count, as in the search.
    """
    given = [one.inputs for one in session.run([*original.cases, *found.found]) if one.error is None]
    tried = judge_port(found.port, [*original.aside, *other_inputs(original.cases, session)], session, 20.0)
    wrong = [result for result in tried if result.verdict in WRONG]
    inputs = [reference.inputs for reference in session.run([result.case for result in wrong])]
    undetermined = are_undetermined(list(zip(wrong, inputs, strict=True)), session, SECONDS)
    differences = []
    for result, values, is_undetermined in zip(wrong, inputs, undetermined, strict=True):
        if is_undetermined:
            continue
        if not is_covered(given, values):
            differences.append(("of another form", result))
        else:
            marked = is_marked(found, result, session)
            differences.append(("marked" if marked else "unmarked", result))
    return differences


def is_covered(given: Sequence[Sequence[Value]], inputs: Sequence[Value]) -> bool:
    """Whether inputs are as many as those of a case, and each is of a form that a case has, or a part of one.

    Of a struct its fields count, as the docstring describes them.
    """
    given, inputs = [parts_of(one) for one in given], parts_of(inputs)
    if len(inputs) not in {len(one) for one in given}:
        return False
    seen = [{form_of(one[place]) for one in given if len(one) > place} for place in range(len(inputs))]
    covers = {"matrix": {"row", "column", "number"}, "row": {"number"}, "column": {"number"}, "cell": {"texts"}}
    classes = [{class_of(one[place]) for one in given if len(one) > place} for place in range(len(inputs))]
    return all(
        form_of(value) in forms.union(*(covers.get(form, ()) for form in forms)) and class_of(value) in known
        for value, forms, known in zip(inputs, seen, classes, strict=True)
    )


def parts_of(values: Sequence[Value]) -> list[Value]:
    """Return values with the fields of a struct, in the order of their names, in its place."""
    found: list[Value] = []
    for value in values:
        names = sorted(value.dtype.names or ()) if is_struct(value) and value.size == 1 else []
        found += [value[name].item() for name in names] if is_struct(value) and names else [value]
    return found


def class_of(value: Value) -> str:
    """Return the class of numbers; of all else the one in MATLAB."""
    return str(value.dtype) if is_number_array(value) else matlab_class_of(value)


def form_of(value: Value) -> str:
    """Return whether numbers are one, a row, a column or more, and cells text alone; of all else the class."""
    if is_cell(value):
        return "texts" if all(map(is_char, value.ravel())) else "cell"
    if not is_number_array(value):
        return matlab_class_of(value)
    is_vector = value.ndim == 2 and 1 in value.shape
    shape = "number" if value.size == 1 else "row" if len(value) == 1 else "column"
    return shape if is_vector else "matrix"


def is_marked(found: Proof, result: Result, session: Session) -> bool:
    """Whether the statement that differs first says on what it rests."""
    check = Prover([result.case], session, 20.0).check(found.port, 0)
    if check is None or check.difference is None:
        return False
    lines = found.port.text.splitlines()
    near = "\n".join(lines[number - 1] for line in check.difference.lines for number in (line - 1, line) if number)
    return any(mark in near for mark in MARKS) or any(is_in_unreached(lines, line) for line in check.difference.lines)


def is_in_unreached(lines: Sequence[str], number: int) -> bool:
    """Whether a line, from 1, stands in a block that begins with the mark that no case reaches it."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    indent = indents[number - 1]
    for line, other in zip(reversed(lines[:number]), reversed(indents[:number]), strict=True):
        if line.strip() and other <= indent:
            indent = other
            if line.strip() == f"# {NOT_REACHED}":
                return True
    return False


def described(result: Result) -> str:
    """Return a verdict with what is wrong."""
    wrong = "; ".join(f"{o.name}: {o.mismatch.detail}" for o in result.outputs if o.mismatch)
    return f"{result.verdict} {result.error or ''} {wrong[:300]}"


def unseen(cases: Sequence[Case], session: Session) -> Observation:
    """Observe an original, and forget all that was seen of its values."""
    found = observe(cases, session)
    return Observation(found.files, references=found.references)


def option(arguments: list[str], name: str, default: int) -> int:
    """Return the number of an option."""
    return int(text_option(arguments, name) or default)


def main(arguments: list[str]) -> None:
    """Choose originals, or port all originals of tables and print what came of each."""
    words = [name for name in arguments if not name.startswith("--")]
    sample, half, tries = (option(arguments, name, number) for name, number in OPTIONS.items())
    if chosen := text_option(arguments, "choose"):
        with Path(chosen).open("w", encoding="utf-8", buffering=1) as table:
            for entry in choose(list(map(Path, words)), sample, half):
                table.write(f"{entry}\n")
        return
    tables = [Path(name) for name in words if name.endswith(".toml")] or TABLES
    only = {name for name in words if Path(name) not in tables}
    if "--no-repair" in arguments:
        prover.EFFORT = Effort(0, 0.0)
    if "--no-recording" in arguments:
        proof.observe = unseen  # type: ignore[attr-defined]
    folder = Path(text_option(arguments, "out") or tempfile.mkdtemp())
    folder.mkdir(exist_ok=True)
    counts: dict[str, Counter[str]] = {}
    times: list[float] = []
    with Octave(SECONDS) as octave:
        for where, original in ((name_of(table), original) for table in tables for original in originals_of(table)):
            name = original.cases[0].pair.name
            if only and not {name, original.cases[0].pair.original.stem} & only:
                continue
            start = time.perf_counter()
            outcome = attempt(original, octave, folder, tries)
            times.append(time.perf_counter() - start)
            counts.setdefault(where, Counter())[outcome.name] += 1
            print(f"{outcome.name:15} {name:40} {times[-1]:5.1f} s  {outcome.said}", flush=True)
    for name, count in counts.items():
        print(summary(name, count))
    if times:
        print(f"seconds for an original: median {statistics.median(times):.1f}, at most {max(times):.1f}")


def summary(name: str, count: Counter[str]) -> str:
    """Return the shares of what came of the originals of a table."""
    total = count.total()
    shares = [f"{word} {number} ({100 * number / total:.0f} %)" for word, number in count.most_common()]
    return f"{name}: {total} originals: {', '.join(shares)}"


def text_option(arguments: list[str], name: str) -> str:
    """Return the text of an option; empty if it is not given."""
    return next((text.partition("=")[2] for text in arguments if text.startswith(f"--{name}=")), "")


def name_of(table: Path) -> str:
    """Return where the originals of a table are from."""
    return "gallery" if "gallery" in table.parts else table.stem if table.name not in NAMES else table.parent.name


if __name__ == "__main__":
    main(sys.argv[1:])
