"""Watching a project: which pairs the files concern that were saved since the last look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from matdrop.calling.load import folder_of
from matdrop.cases.pair import Pair
from matdrop.cases.table import CaseTable
from matdrop.explain.workbench import Workbench

# What a file was when it was looked at: when it was changed, and its size; None if there is none.
State = tuple[int, int] | None


class Watch:
    """A look at the files of a project from time to time.

    Parameters
    ----------
    bench : Workbench
        Whose table is watched.
    names : sequence of str
        The pairs that are watched; all by default.

    Attributes
    ----------
    complaint : str
        Why the last look failed, so that it is said once; empty if it did not.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> watch = Watch(Workbench(OWN_TABLE), ["dropout_demo"])
    >>> watch.concerned(), watch.concerned()  # all at first, and nothing was saved since
    (['dropout_demo'], [])
    """

    def __init__(self, bench: Workbench, names: list[str] | None = None) -> None:
        self._bench = bench
        self._names = names or []
        self.complaint = ""
        self._seen: dict[str, dict[Path, State]] = {}

    def concerned(self) -> list[str]:
        """Return the pairs that a file concerns which was saved since the last call.

        Returns
        -------
        list of str
            Their names; all pairs at the first call, and after the table was saved.

        Raises
        ------
        MatdropError
            If the table cannot be read as it is now.
        """
        table = self._bench.table
        pairs = {case.pair.name: case.pair for case in table.select(self._names)}
        states = {name: {file: _state(file) for file in _files(pair, table)} for name, pair in pairs.items()}
        changed = [name for name in states if states[name] != self._seen.get(name)]
        self._seen = states
        return changed


def _files(pair: Pair, table: CaseTable) -> Iterator[Path]:
    """Yield the files that a pair depends on: its table, the original's, the port's and the modules beside it."""
    yield table.path
    yield from pair.sources
    folder = folder_of(pair.port, table.path.parent)
    if folder is not None:
        yield from folder.glob("*.py")
    if isinstance(pair.adapter, str) and pair.adapter:
        yield table.path.parent / pair.adapter.partition(":")[0]


def _state(file: Path) -> State:
    try:
        found = file.stat()
    except OSError:  # editors replace files, which are not there for a moment
        return None
    return found.st_mtime_ns, found.st_size
