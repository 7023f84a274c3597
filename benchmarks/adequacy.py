"""What the cases of matdrop's own ports and of the coursework notice, and how fast: ``python -m benchmarks.adequacy``.

With names, only of those pairs. Own ports are run on their fixtures, so no engine is started for them. A port that
takes long is changed less often, so that all of it ends: its line says so.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from matdrop.adequacy.measure import measure
from matdrop.adequacy.outcome import Adequacy, PairAdequacy
from matdrop.adequacy.sample import AT_MOST
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.engines.session import Session
from matdrop.reports.adequacy_terminal import closing_line, headline, lines
from matdrop.verification.result import Result
from matdrop.verification.run import verify
from tests.test_coursework import COURSEWORK
from tests.test_perturbation import coursework, verdict_on

SECONDS = 30.0  # of processor time for one port
FIRST = 10  # changes that show how long one takes


def main() -> None:
    """Print what the cases notice, pair by pair, and changes tried in a second of processor time."""
    names = sys.argv[1:]
    for title, measured in (("own ports", own_ports(names)), ("coursework", coursework_pairs(names))):
        found = []
        for pair in measured:
            print("\n".join((headline(pair), *(f"  {line}" for line in lines(pair)))), flush=True)
            found.append(pair)
        if found:
            print(f"{title}: {closing_line(Adequacy(tuple(found)))}")
            print_speed(found)


def own_ports(names: Sequence[str]) -> Iterator[PairAdequacy]:
    """Measure the ports of the article."""
    table = load_table(OWN_TABLE)
    for name in dict.fromkeys(case.pair.name for case in table.cases):
        if not names or name in names:
            yield from measured(verify(table, table.select([name]), "saved").results, table.path.parent)


def coursework_pairs(names: Sequence[str]) -> Iterator[PairAdequacy]:
    """Measure the coursework, each pair on its one case."""
    chosen = [key for key in coursework() if not names or key in names]
    if not chosen or find_octave().path is None:
        return
    with Octave() as session:
        for key in chosen:
            yield from measured([verdict_on(key, session, change=False)], COURSEWORK, session)


def measured(results: Sequence[Result], folder: Path, session: Session | None = None) -> Iterator[PairAdequacy]:
    """Measure a pair by as many changes as the time allows, and say how many that are if it is not all of them."""
    for first in measure(results, folder, session, FIRST).pairs:
        each = first.seconds / max(len(first.mutants), 1)
        at_most = min(AT_MOST, int(SECONDS / each)) if each else AT_MOST
        if at_most <= FIRST:
            print(f"{first.pair.name}: {len(first.mutants)} changes only: one takes {each:.1f} s")
            yield first
            continue
        if at_most < AT_MOST:
            print(f"{first.pair.name}: {at_most} changes at most: one takes {each:.2f} s")
        yield from measure(results, folder, session, at_most).pairs


def print_speed(pairs: Sequence[PairAdequacy]) -> None:
    """Print how many changes are tried in a second: over all pairs, and by pair."""
    speeds = sorted(len(found.mutants) / found.seconds for found in pairs if found.seconds)
    tried = sum(len(found.mutants) for found in pairs)
    seconds = sum(found.seconds for found in pairs)
    print(f"{tried} changes in {seconds:.1f} s of processor time: {tried / seconds:.0f} a second")
    print(
        f"by pair: median {speeds[len(speeds) // 2]:.0f} a second, fastest {speeds[-1]:.0f}, slowest {speeds[0]:.0f}\n"
    )


if __name__ == "__main__":
    main()
