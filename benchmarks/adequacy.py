"""What the cases of matdrop's own ports and of the coursework notice, and how fast: ``python -m benchmarks.adequacy``.

With names, only of those pairs. Own ports are run on their fixtures, so no engine is started for them.
"""

import sys
from collections.abc import Iterator, Sequence

from matdrop.adequacy.measure import measure
from matdrop.adequacy.outcome import Adequacy, PairAdequacy
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.octave_session import Octave
from matdrop.engines.programs import find_octave
from matdrop.reports.adequacy_terminal import closing_line, headline, lines
from matdrop.verification.run import verify
from tests.test_coursework import COURSEWORK
from tests.test_perturbation import coursework, verdict_on


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
            yield from measure(verify(table, table.select([name]), "saved").results, table.path.parent).pairs


def coursework_pairs(names: Sequence[str]) -> Iterator[PairAdequacy]:
    """Measure the coursework, each pair on its one case."""
    chosen = [key for key in coursework() if not names or key in names]
    if not chosen or find_octave().path is None:
        return
    with Octave() as session:
        for key in chosen:
            yield from measure([verdict_on(key, session, change=False)], COURSEWORK, session).pairs


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
