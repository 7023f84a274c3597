"""The share of originals whose first port agrees: ``python -m benchmarks.first_port [TABLE.toml or FOLDER ...]``.

Without arguments the originals of the repository are ported: matlab_ref, coursework, gallery. For the originals of a
folder inputs are proposed, and the last third of them is kept aside: the port is not written from it, and called on it
afterwards. Every port is called on moved and shuffled inputs, too, from which nothing was made.

``--half=1`` takes the originals of a folder that ``--half=0`` never shows, ``--sample=N`` how many of them,
``--tries=N`` on how many further inputs a port is tried. What the oracle is worth is shown without it: with
``--no-recording`` the translation knows no class and no size of a value, with ``--no-repair`` no statement is changed.
"""

from __future__ import annotations

import hashlib
import statistics
import sys
import tempfile
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
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
from matdrop.source.matlab import read
from matdrop.tracing.moved_cases import moved_cases, shuffled_cases
from matdrop.translate import proof, prover
from matdrop.translate.observation import Observation, observe
from matdrop.translate.proof import judge_port, port_and_prove
from matdrop.verification.result import Result

ROOT = Path(__file__).parent.parent
TABLES = [
    ROOT / "matlab_ref/cases.toml",
    ROOT / "tests/coursework/pairs.toml",
    *sorted(ROOT.glob("tests/gallery/*/pairs.toml")),
]
SECONDS = 10.0  # that an original may take
OPTIONS = {"sample": 5, "half": 0, "tries": 40}
DEFAULT = {"rtol": 1e-9, "atol": 1e-12}  # sums are taken in another order


def groups_of(table: Path) -> list[list[Case]]:
    """Return the cases of each original of a table; the tables of the tests have more keys, which are left out."""
    read = tomllib.loads(table.read_text(encoding="utf-8"))
    found: dict[str, list[Case]] = {}
    if table.name == "cases.toml":
        for case in load_table(table).cases:
            found.setdefault(case.pair.name, []).append(case)
        return list(found.values())
    return [cases_of(table.parent, name, entry) for name, entry in read.items()]


def cases_of(folder: Path, name: str, entry: dict[str, Any]) -> list[Case]:
    """Return the cases of an entry: of one with `cases`, a row of arguments for each."""
    pair = pair_of(folder / entry["original"], "", name=name, outputs=entry.get("outputs"))
    given = entry.get("tolerance", DEFAULT)
    by_output = isinstance(given, dict) and not set(given) & {"rtol", "atol"}
    tolerance = {output: Tolerance.parse(given.get(output, "exact") if by_output else given) for output in pair.outputs}
    rows = entry.get("cases", [entry.get("args", [])])
    return [Case(pair, f"case_{k}", tuple(args), entry.get("seed"), tolerance) for k, args in enumerate(rows, 1)]


def groups_in(folder: Path, sample: int, half: int, session: Session) -> Iterator[list[Case]]:
    """Return cases with proposed inputs for some originals of a folder: of those of one half, chosen by their paths."""
    files = sorted(path for path in folder.rglob("*.m") if path.name[0].isalpha() and path.stem.isidentifier())
    keyed = sorted((hashlib.sha256(str(path.relative_to(folder)).encode()).hexdigest(), path) for path in files)
    chosen = [path for key, path in keyed if int(key[0], 16) % 2 == half]
    count = tried = 0
    for path in chosen:
        if count >= sample:
            return
        try:
            file = read(path)
            if file.declares_script or file.classes or path.parent.name[0] in "+@" or len(path.read_bytes()) > 20_000:
                continue
            tried += 1
            if tried > 6 * sample:
                return
            inputs, _ = propose_inputs(path, session, rounds=(1, 9))
            pair = pair_of(path, "")
        except MatdropError:
            continue
        if not inputs or not pair.outputs:
            continue
        count += 1
        tolerance = dict.fromkeys(pair.outputs, Tolerance.parse(DEFAULT))
        yield [Case(pair, f"case_{k}", args, 1, tolerance) for k, args in enumerate(inputs, 1)]


def parts_of(cases: list[Case]) -> tuple[list[Case], list[Case]]:
    """Split proposed cases into those that the port is written from, and those that are kept aside."""
    aside = len(cases) // 3
    return cases[: len(cases) - aside], cases[len(cases) - aside :]


def other_inputs(cases: list[Case], session: Session) -> list[Case]:
    """Return cases with moved and with shuffled inputs; the original may fail on some."""
    ran = [
        (case, reference.inputs)
        for case, reference in zip(cases, session.run(cases), strict=True)
        if reference.error is None
    ][:3]
    ways = (moved_cases, shuffled_cases)
    return [other for way in ways for case, inputs in ran for other in way(case, inputs, runs=3, first=100)]


def attempt(cases: list[Case], fresh: list[Case], session: Session, folder: Path, tries: int) -> tuple[str, str]:
    """Port an original; return the outcome, and what is to be said of it."""
    original = cases[0].pair.original
    try:
        found = port_and_prove(cases, session, 20.0, tries)
        others = judge_port(found.port, [*fresh, *other_inputs(cases, session)], session, 20.0) if found.agrees else ()
    except MatdropError as error:
        return "refused", str(error)
    except Exception:
        return "crash", traceback.format_exc(limit=-4)
    (folder / f"{original.stem}.py").write_text(found.port.text, encoding="utf-8")
    said = [f"line {u.line} of {u.file.name}: {u.reason}" for u in found.port.untranslated]
    said += [f"{result.case.name}: {described(result)}" for result in found.results if result.verdict != "PASS"]
    said += [f"said to differ on {', '.join(result.case.args)}: {described(result)}" for result in found.differing]
    if not found.agrees:
        verdicts = [result.verdict for result in found.results]
        outcome = next((v for v in verdicts if v not in ("PASS", "BOTH FAILED")), "nothing ran")
        return outcome, "\n    ".join(said[:5])
    wrong = [result for result in others if result.verdict in ("MISMATCH", "PORT FAILED", "UNDECLARED")]
    failed = [f"fresh: {described(result)} on {', '.join(map(str, result.case.args))[:200]}" for result in wrong]
    outcome = "PASS, but said" if not found.is_proven else "WRONG CLAIM" if failed else "PASS"
    return outcome, "\n    ".join([*failed, *said][:5])


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
    return int(next((text.partition("=")[2] for text in arguments if text.startswith(f"--{name}=")), default))


def main(arguments: list[str]) -> None:
    """Port all originals of tables or folders and print what came of each."""
    words = [name for name in arguments if not name.startswith("--")]
    tables = [Path(name) for name in words if name.endswith(".toml") or Path(name).is_dir()] or TABLES
    only = {name for name in words if Path(name) not in tables}
    sample, half, tries = (option(arguments, name, number) for name, number in OPTIONS.items())
    if "--no-repair" in arguments:
        prover.EFFORT = Effort(0, 0.0)
    if "--no-recording" in arguments:
        proof.observe = unseen  # type: ignore[attr-defined]
    folder = Path(next((name[6:] for name in arguments if name.startswith("--out=")), tempfile.mkdtemp()))
    folder.mkdir(exist_ok=True)
    counts: dict[str, Counter[str]] = {}
    times: list[float] = []
    with Octave(SECONDS) as octave:
        for table in tables:
            count = counts.setdefault(name_of(table), Counter())
            for cases in groups_in(table, sample, half, octave) if table.is_dir() else groups_of(table):
                if not cases or (only and cases[0].pair.original.stem not in only):
                    continue
                start = time.perf_counter()
                shown, fresh = parts_of(cases) if table.is_dir() else (cases, [])
                outcome, said = attempt(shown, fresh, octave, folder, tries)
                count[outcome] += 1
                times.append(time.perf_counter() - start)
                print(f"{outcome:15} {cases[0].pair.original.stem:30} {times[-1]:5.1f} s  {said}", flush=True)
    for name, count in counts.items():
        print(f"{name}: {count['PASS']} of {count.total()} PASS; {dict(count)}")
    if times:
        print(f"seconds for an original: median {statistics.median(times):.1f}, at most {max(times):.1f}")


def name_of(table: Path) -> str:
    """Return where the originals of a table are from."""
    return "gallery" if "gallery" in table.parts else table.name if table.is_dir() else table.parent.name


if __name__ == "__main__":
    main(sys.argv[1:])
