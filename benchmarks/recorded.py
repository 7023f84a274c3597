"""Whether originals behave in copies as by themselves: ``python -m benchmarks.recorded FOLDER...``.

Each ``.m`` file below the folders is called with inputs as ``matdrop init`` proposes them. Results, printed text,
random draws and errors must be the same. Nothing is written beside the files.
"""

import argparse
import itertools
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from matdrop.cases.case import Case, case_of_call
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.errors import MatdropError
from matdrop.init.inputs import InputSets, leaves_of
from matdrop.init.sources import matlab_functions
from matdrop.tracing.bounds import Bounds
from matdrop.tracing.original_recording import record_original
from matdrop.values.canonical import ValueModelError, digest

TRIED = 4  # sets of inputs for each file, until the original runs with one
BOUNDS = Bounds(turns=20)


def behaviour(reference: Reference) -> dict[str, object]:
    """Return all that a user sees of a run; where a warning prints the stack, without drivers and columns."""
    error = reference.error
    printed = re.sub(r"^    (matdrop_|_pyeval).*\n", "", reference.printed, flags=re.MULTILINE)
    printed = re.sub(r"^(    \S+ at line \d+) column \d+$", r"\1", printed, flags=re.MULTILINE)
    return {
        "outputs": {name: digest(value) for name, value in reference.outputs.items()},
        "printed": printed,
        "error": error and (error.identifier, error.message, error.file, error.line),
        "draws": digest(reference.draws),
    }


def cases_of(file: Path) -> Iterator[Case]:
    """Yield calls of a file's function with inputs that may suit it; of a script, one."""
    functions = matlab_functions(file)
    if not functions:
        yield case_of_call(file, f"{file.stem}.py:{file.stem}", (), seed=1)
        return
    for inputs in itertools.islice(InputSets(leaves_of(functions[0], {}, None)), TRIED):
        yield case_of_call(file, f"{file.stem}.py:{file.stem}", inputs.expressions(), seed=1)


def first_that_runs(octave: Octave, cases: Sequence[Case]) -> tuple[Case, Reference]:
    """Run a file with one set of inputs after the other; return the last one if none suits it."""
    references = octave.run(cases)
    pairs = list(zip(cases, references, strict=True))
    return next((pair for pair in pairs if pair[1].error is None), pairs[-1])


def outcome(octave: Octave, file: Path) -> tuple[str, str]:
    """Compare a file's run by itself and in a copy; return in a word how that went, and what differs."""
    try:
        cases = list(cases_of(file))
        if not cases:
            return "not called", "no inputs"
        case, plain = first_that_runs(octave, cases)
        if plain.error is not None and plain.error.identifier.startswith("matdrop:"):
            return "not called", str(plain.error)
        (again,) = octave.run([case])
        if behaviour(again) != behaviour(plain):
            return "not the same twice", ""
        reference, recording = record_original(case, octave, BOUNDS)
    except (MatdropError, ValueModelError, RecursionError) as error:
        return "not called", f"{type(error).__name__}: {error}"
    one, other = behaviour(plain), behaviour(reference)
    if one != other:
        keys = [key for key in one if one[key] != other[key]]
        return "DIFFERS", "; ".join(f"{key}: {one[key]!r:.300} / {other[key]!r:.300}" for key in keys)
    said = "; ".join(recording.not_instrumented)
    if not recording.events:
        return "same, nothing recorded", said or str(reference.error)
    return "same" if plain.error is None else "same, up to the same error", said


def main() -> None:
    """Compare all files, and print how many behave alike and which do not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--at-most", type=int, default=10**6, metavar="N", help="compare the first N files only")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, Octave(timeout=20) as octave:
        for number, folder in enumerate(options.folders):
            copy = Path(name) / f"{number}" / folder.resolve().name  # originals may write files
            shutil.copytree(folder, copy, ignore_dangling_symlinks=True)
            files = sorted(copy.rglob("*.m"))
            for file in itertools.islice(files, max(options.at_most - counts.total(), 0)):
                word, detail = outcome(octave, file)
                counts[word] += 1
                print(f"{word}: {folder.name}/{file.relative_to(copy)}{f' ({detail})' if detail else ''}", flush=True)
    print(f"{counts.total()} files: " + ", ".join(f"{count} {word}" for word, count in counts.most_common()))


if __name__ == "__main__":
    main()
