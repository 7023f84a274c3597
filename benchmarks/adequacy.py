"""What the cases of matdrop's own ports and of the coursework notice, and how fast: ``python -m benchmarks.adequacy``.

With names, only of those pairs. Own ports are run on their fixtures, so no engine is started for them.
"""

import sys
from collections.abc import Sequence

from rich.console import Console

from matdrop.adequacy.measure import measure
from matdrop.adequacy.outcome import Adequacy
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.engines.octave_session import Octave, find_octave
from matdrop.reports.adequacy_terminal import show
from matdrop.verification.run import verify
from tests.test_coursework import COURSEWORK
from tests.test_perturbation import coursework, verdict_on


def main() -> None:
    """Print what the cases notice, pair by pair, and changes tried in a second of processor time."""
    names = sys.argv[1:]
    console = Console(width=100)
    for title, adequacy in (("own ports", of_own_ports(names)), ("coursework", of_coursework(names))):
        if adequacy.pairs:
            console.print(title, style="bold underline")
            show(adequacy, console)
            print_speed(adequacy)


def of_own_ports(names: Sequence[str]) -> Adequacy:
    """Measure the ports of the article."""
    table = load_table(OWN_TABLE)
    own = {case.pair.name for case in table.cases}
    chosen = [name for name in names if name in own]
    if names and not chosen:
        return Adequacy(())
    return measure(verify(table, table.select(chosen), "saved").results, table.path.parent)


def of_coursework(names: Sequence[str]) -> Adequacy:
    """Measure the coursework, each pair on its one case."""
    chosen = [key for key in coursework() if not names or key in names]
    if not chosen or find_octave().path is None:
        return Adequacy(())
    with Octave() as session:
        return measure([verdict_on(key, session, change=False) for key in chosen], COURSEWORK, session)


def print_speed(adequacy: Adequacy) -> None:
    """Print how many changes are tried in a second: over all pairs, and of the small ports."""
    speeds = sorted(len(found.mutants) / found.seconds for found in adequacy.pairs if found.seconds)
    tried = sum(len(found.mutants) for found in adequacy.pairs)
    seconds = sum(found.seconds for found in adequacy.pairs)
    print(f"{tried} changes in {seconds:.1f} s of processor time: {tried / seconds:.0f} a second")
    print(
        f"by pair: median {speeds[len(speeds) // 2]:.0f} a second, fastest {speeds[-1]:.0f}, slowest {speeds[0]:.0f}\n"
    )


if __name__ == "__main__":
    main()
