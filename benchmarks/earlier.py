"""How an earlier trace names the same defects, side by side: ``python -m benchmarks.earlier --checkout FOLDER``.

The checkout is one of this repository at an earlier commit, such as that of ``git worktree add ../earlier COMMIT``.
Both traces are asked what a user asks, ``matdrop.trace`` with the original, the port and the arguments of one case,
once in a process of each checkout. The defects and the pairs that are held back are those of `benchmarks.planted`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.planted import Choice, Subject, _fails, chosen_defects, planted, recorded_subjects, right_observations
from benchmarks.printing import parser_of
from matdrop.cases.tolerance import Tolerance
from matdrop.tracing.comparison import Observation

HERE = Path(__file__).parents[1]
# Run with the modules of one checkout: a line of JSON for each defect, with the lines that its trace names.
ASKING = """
import contextlib, io, json, sys, time, warnings
warnings.simplefilter("ignore")
import matdrop
try:
    from matdrop.engines.octave_session import Octave
except ImportError:
    from matdrop.parity.octave import Octave

def named(found):
    if hasattr(found, "findings"):
        places = [(finding.port, finding.certainty) for finding in found.findings[:1]]
    else:
        places = [(found.divergence.port, "named")] if found.divergence else []
    return [(place.line, certainty) for place, certainty in places if place is not None]

session = Octave()
for defect in json.load(open(sys.argv[1])):
    keyword = "session" if "matdrop.engines.octave_session" in sys.modules else "octave"
    start = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            lines = named(matdrop.trace(defect["original"], defect["port"], *defect["args"], seed=defect["seed"],
                                        outputs=defect["outputs"], tolerance=defect["tolerance"], timeout=5.0,
                                        **{keyword: session}))
        except Exception:  # what is not traced is not named
            lines = []
    print(json.dumps({"lines": lines, "seconds": time.process_time() - start}), file=sys.__stdout__, flush=True)
"""


def written(choice: Choice, folder: Path) -> Iterator[dict[str, Any]]:
    """Write each defect into a folder of its own, and yield what a trace is asked for."""
    for subject, records in recorded_subjects(choice):
        observations = right_observations(subject, records)
        if not observations or not all(isinstance(given, str) for o in observations for given in o.case.args):
            print(f"{subject.name} is left out: its right port does not pass, or its arguments are no expressions")
            continue
        with planted(subject, observations) as (file, copied):
            for defect in chosen_defects(subject, choice.at_most):
                if "+" in defect.kind:
                    continue
                file.write_text(defect.text, encoding="utf-8")
                failing = next((o for o in copied if _fails(o, file.parent)), None)
                if failing is not None:
                    yield {"lines": defect.lines, **_asked(subject, failing, file, folder)}


def _asked(subject: Subject, failing: Observation, file: Path, folder: Path) -> dict[str, Any]:
    """Copy a port with its defect, and return what a trace of it is asked with."""
    own = Path(tempfile.mkdtemp(dir=folder))
    for beside in file.parent.rglob("*.py"):
        copy = own / beside.relative_to(file.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(beside.read_bytes())
    case = failing.case
    tolerance = next((_as_given(one) for one in case.tolerance.values()), None)  # None for the one by default
    return {
        "original": str(case.pair.original),
        "port": f"{own / file.name}:{subject.function}",
        "args": case.args,
        "seed": case.seed,
        "outputs": list(case.pair.outputs),
        "tolerance": tolerance,
    }


def _as_given(tolerance: Tolerance) -> str | dict[str, float]:
    if tolerance.ulp is None:
        return {"rtol": tolerance.rtol, "atol": tolerance.atol}
    return f"ulp:{tolerance.ulp}" if tolerance.ulp else "exact"


def answers(checkout: Path, asked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the trace of a checkout says of each defect."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(asked, file)
        file.flush()
        environment = {**os.environ, "PYTHONPATH": str(checkout)}
        command = [sys.executable, "-c", ASKING, file.name]
        ran = subprocess.run(command, env=environment, cwd=tempfile.gettempdir(), capture_output=True, text=True)
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    if len(found) != len(asked):
        raise SystemExit(f"the trace of {checkout} ended after {len(found)} of {len(asked)}: {ran.stderr[-2000:]}")
    return found


def report(title: str, asked: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> None:
    """Print one row: how often the defect's line is named, how often another one, and what that took."""
    said = Counter(
        (line in defect["lines"], certainty == "proven")
        for defect, answer in zip(asked, found, strict=True)
        for line, certainty in answer["lines"]
    )
    right, wrong = said[True, True] + said[True, False], said[False, True] + said[False, False]
    seconds = sorted(answer["seconds"] for answer in found)
    count = len(asked)
    print(
        f"{title:12}{right / count:9.1%}{wrong / count:9.1%}{(count - right - wrong) / count:9.1%}"
        f"{said[True, True] / count:9.1%}{said[False, True]:8}{seconds[count // 2]:9.2f}{seconds[count * 9 // 10]:9.2f}"
    )


def main() -> None:
    """Plant defects, ask both traces, and print the table."""
    parser = parser_of(__doc__)
    parser.add_argument("--checkout", type=Path, required=True, help="a checkout of an earlier commit")
    options = parser.parse_args()
    choice = Choice(
        tuple(options.names), options.held_back, options.pairs, at_most=options.at_most, cache=options.cache
    )
    with tempfile.TemporaryDirectory() as folder:
        asked = list(written(choice, Path(folder)))
        print(f"{len(asked)} defects of one token; shares, and processor seconds of one trace")
        print(f"{'':12}{'right':>9}{'wrong':>9}{'none':>9}{'proven':>9}{'false':>8}{'median':>9}{'90 %':>9}")
        for title, checkout in (("earlier", options.checkout.resolve()), ("now", HERE)):
            report(title, asked, answers(checkout, asked))


if __name__ == "__main__":
    main()
