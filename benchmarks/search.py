"""How many inputs a search tries in a second, and where the time goes: ``python -m benchmarks.search``.

Times are those of the processors: of this process, and of the engine, which runs the originals.
"""

import itertools
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import scipy.linalg

from matdrop.cases.case import Case
from matdrop.cases.pair import pair_of
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.search.counterexample import parting
from matdrop.search.domain import Known
from matdrop.search.generator import inputs_for
from matdrop.search.pair_search import search_pair
from matdrop.verification.judge import judge

COUNT = 1000
ORIGINAL = """\
function x = solveLu(A, b)
    [L, U, P] = lu(A);
    x = U \\ (L \\ (P * b));
end
"""


def port(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Solve as the original does."""
    P, L, U = scipy.linalg.lu(A)
    inner = scipy.linalg.solve_triangular(L, P.T @ b, lower=True, check_finite=False)
    return np.asarray(scipy.linalg.solve_triangular(U, inner, check_finite=False))


def wrong(A: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Solve with the permutation the wrong way round."""
    P, L, U = scipy.linalg.lu(A)
    inner = scipy.linalg.solve_triangular(L, P @ b, lower=True, check_finite=False)
    return np.asarray(scipy.linalg.solve_triangular(U, inner, check_finite=False))


def main() -> None:
    """Print inputs a second for each step, and what a search needs until it finds the difference."""
    if find_octave().path is None:
        raise SystemExit("GNU Octave was not found: nothing to measure")
    folder = Path(tempfile.mkdtemp())
    known = cases(folder)
    with Octave() as session:
        session.run([one.case for one in known])
        report("proposed", COUNT, clocked(lambda: list(inputs_for(known, limit=COUNT)), session))
        candidates = list(inputs_for(known, limit=COUNT))
        asked = [candidate.case for candidate in candidates]
        report("original, one call", COUNT, clocked(lambda: session.run(asked), session))
        references = session.run(asked)
        pairs = list(zip(asked, references, strict=True))
        seconds = clocked(lambda: [judge(case, reference, folder, session) for case, reference in pairs], session)
        report("port and verdict", COUNT, seconds)
        report("two ports, no engine", COUNT, clocked(lambda: parting(known, port, port, folder, limit=COUNT), session))
        all_of_it = clocked(
            lambda: search_pair([one.case for one in known], folder, session, 600, limit=COUNT), session
        )
        report("the whole search", COUNT, all_of_it)
        found = [Known(case_of(one, wrong), one.inputs) for one in known]
        until = first_found(found, folder, session)
        print(f"P @ b for P.T @ b: found after {until} inputs")


def cases(folder: Path) -> list[Known]:
    """Write the original and return two cases that need no pivoting."""
    (folder / "solveLu.m").write_text(ORIGINAL)
    pair = pair_of(folder / "solveLu.m", port)
    A, b = np.array([[4.0, 1, 0], [2, 3, 1], [0, 1, 5]]), np.array([[1.0], [2], [3]])
    return [Known(Case(pair, f"case_{k}", inputs), inputs) for k, inputs in enumerate([(A, b), (A[1:, 1:], b[1:])])]


def case_of(known: Known, other: Callable[..., np.ndarray]) -> Case:
    """Return the case with another port."""
    return Case(pair_of(known.case.pair.original, other), known.case.name, known.case.args)


def first_found(known: Sequence[Known], folder: Path, session: Octave) -> int:
    """Return how many inputs were tried until one shows that the two ports part."""
    for limit in itertools.count(10, 10):
        if parting(known, port, wrong, folder, session, limit=limit) is not None:
            return limit
    raise AssertionError("there is no end")


def clocked(action: Callable[[], object], session: Octave) -> float:
    """Return the seconds of both processors' work that an action takes."""
    before = time.process_time() + used_by(session.process_id)
    action()
    return time.process_time() + used_by(session.process_id) - before


def used_by(process: int) -> float:
    """Return the seconds that a process has worked so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def report(step: str, count: int, seconds: float) -> None:
    """Print one line."""
    print(f"{step:24}{1000 * seconds / count:8.2f} ms an input{count / seconds:10.0f} inputs a second")


if __name__ == "__main__":
    main()
