"""Recording an original by instrumented copies of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.reference import OriginalError, Reference
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.source.matlab import read
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.copies import CopyFolder, called_files, original_column, write_copies
from matdrop.tracing.instrumented import instrumented
from matdrop.tracing.recording import Event, Recording
from matdrop.tracing.runs import recorded_functions
from matdrop.tracing.sites import Block, Site, Sites
from matdrop.tracing.snippets import SCALE
from matdrop.tracing.summary import Summary
from matdrop.values.matfile import cell_column
from matdrop.values.value import Value, field_names, is_container, parts_of

Window = Mapping[int, range]
# Elements of which summaries are made before these are made at intervals only: about four seconds of work.
SUMMARIZED = 4e8


def record_original(
    case: Case, session: Session, bounds: Bounds = BOUNDS, window: Window | None = None
) -> tuple[Reference, Recording]:
    """Run an original and record what its statements store, and which way its conditions go.

    Parameters
    ----------
    case : Case
        What is run.
    session : Session
        An engine.
    bounds : Bounds
        What is recorded of long loops, and how much at most.
    window : mapping of int to range, optional
        Executions (counted from 0) of statements, by their numbers in an earlier recording of the case, that are
        recorded besides, with all that is executed within the same iteration; values are kept whole as far as there
        is room.

    Returns
    -------
    reference : Reference
        What the original computed.
    recording : Recording
        How.

    Raises
    ------
    EngineUnavailableError
        If the engine is not found or does not start.
    MatdropError
        If the recording has failed.
    ValueModelError
        If an argument has no MATLAB counterpart.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> from matdrop.engines.octave_session import Octave
    >>> from matdrop.engines.programs import find_octave
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> if find_octave().path:
    ...     with Octave() as octave:
    ...         _, recording = record_original(case, octave)
    ...     assert recording.events[-1].variable == "mask"
    """
    within_parfor = session.engine.name != "MATLAB"
    refused: set[Path] = set()
    together = True
    while True:
        sites, copies = _written(case.pair, bounds, refused, within_parfor, bool(window), together)
        plan = _plan(sites, bounds, _block_windows(sites, window or {}))
        reference, answer = _run(case, session, copies, plan)
        unread = _unread_copy(reference, set(copies) - refused)
        if unread is not None:
            refused.add(unread)
        elif together and _loses_values(reference, sites, answer):
            together = False
        else:
            break
    if answer is None:
        reason = reference.error.message if reference.error else ""
        advice = "; give it more time (--timeout), or a smaller case" if reason.startswith("no answer") else ""
        raise MatdropError(f"{case.id} cannot be recorded: {reason}{advice}")
    recording = _Reader(sites, answer).recording()
    if recording.ended == "time":
        reference = _unfinished(reference, recording)
    elif reference.error is not None:
        recording.error = str(reference.error)
        recording.error_statement = _statement_at(recording, reference.error)
    return reference, recording


def _written(
    pair: Pair, bounds: Bounds, refused: Set[Path], within_parfor: bool, windowed: bool, together: bool
) -> tuple[Sites, dict[Path, bytes]]:
    """Write the copies of all files that an original calls, itself first; return what they record."""
    files = {path: read(path) for path in called_files(pair)}
    recorded = recorded_functions(files) if together else None
    sites, copies = Sites(), {}
    for path, file in files.items():
        if path in refused:
            sites.refuse("the engine cannot read the copy, so nothing of this file is recorded", path, 1)
            copies[path] = file.source
        else:
            copies[path] = instrumented(path, file, sites, bounds.small, within_parfor, windowed, recorded)
    return sites, copies


def _run(
    case: Case, session: Session, copies: Mapping[Path, bytes], plan: Mapping[str, Any]
) -> tuple[Reference, dict[str, Any] | None]:
    """Run copies in a folder of their own within the session's."""
    with session.folder_for_copies() as place:
        folder = write_copies(place, case.pair.search_path.home, copies)
        reference, answer = session.record(case, folder.copy_of, plan)
        return _as_of_the_original(reference, folder, copies), answer


def _unread_copy(reference: Reference, copies: Collection[Path]) -> Path | None:
    """Return the file whose copy the engine cannot parse."""
    said = reference.error.message if reference.error is not None else ""
    if "parse error" not in said:
        return None
    return next((path for path in copies if str(path) in said), None)


def _loses_values(reference: Reference, sites: Sites, answer: Mapping[str, Any] | None) -> bool:
    """Whether a run may lack values that waited for others when an error came, or a call that is recorded."""
    if answer is None or text_of_codes(answer["ended"]) == "time":
        return False
    return reference.error is not None or _is_interrupted(sites, _integers(answer["codes"]))


def _is_interrupted(sites: Sites, codes: NDArray[np.int64]) -> bool:
    """Whether values that are recorded together come right behind an event of another call."""
    function = np.array([0, *(sites.blocks[site.block - 1].function for site in sites.sites)])
    calls, numbers = np.divmod(codes, SCALE)
    is_other = (np.diff(calls) != 0) | (np.diff(function[numbers]) != 0)
    return bool(np.any(is_other & np.isin(numbers[1:], list(sites.together))))


def _entry_numbers(sites: Sites, site: Site) -> int:
    """Return how many numbers an entry into a block is told by; 0 for another site."""
    block = sites.blocks[site.block - 1]
    return len(block.chain) + len(block.loops) if site.kind == "block" else 0


def _integers(numbers: Any) -> NDArray[np.int64]:
    return np.asarray(numbers, float).ravel().astype(np.int64)


def _block_windows(sites: Sites, window: Window) -> dict[int, list[range]]:
    """Return the entries into blocks that hold the executions of statements."""
    found: dict[int, list[range]] = {}
    for number, executions in window.items():
        for block in sites.counters[number]:
            found.setdefault(block, []).append(executions)
    return found


def _plan(sites: Sites, bounds: Bounds, windows: Mapping[int, list[range]]) -> dict[str, Any]:
    rows = [
        np.array([[span.start + 1, span.stop, span.step] for span in windows.get(block.number, ())], float).reshape(
            -1, 3
        )
        for block in sites.blocks
    ]
    return {
        "blocks": float(len(sites.blocks)),
        "windows": cell_column(rows),
        "entries": np.array([[float(_entry_numbers(sites, site))] for site in sites.sites] or [[0.0]]),
        "scale": float(SCALE),
        "turns": float(bounds.turns),
        "stride": float(bounds.stride),
        "limit": float(bounds.limit),
        "size": float(bounds.size),
        "large": float(bounds.large),
        "roomy": float(bounds.roomy),
        "small": float(bounds.small),
        "work": SUMMARIZED,
    }


def _as_of_the_original(reference: Reference, folder: CopyFolder, copies: Mapping[Path, bytes]) -> Reference:
    """Let what was printed, and an error, name the original's files and columns, not those of the copies."""
    reference = replace(reference, printed=folder.original_of(reference.printed))
    if reference.error is None:
        return reference
    file, message = (folder.original_of(text) for text in (reference.error.file, reference.error.message))
    if Path(file) in copies:
        message = original_column(message, read(Path(file)).source, copies[Path(file)])
    return replace(reference, error=replace(reference.error, file=file, message=message))


def _unfinished(reference: Reference, recording: Recording) -> Reference:
    """Let the reference of a run that was ended say where it was, and with which inputs it was called."""
    assert reference.error is not None
    last = next((event.statement for event in reversed(recording.events) if event.statement >= 0), None)
    line = recording.statements[last].span.line if last is not None else 0
    return replace(reference, error=replace(reference.error, line=line))


def _statement_at(recording: Recording, error: OriginalError) -> int:
    """Return the last recorded or else the first statement that stands in the line of an error; -1 if none does."""
    at = [
        statement.number
        for statement in recording.statements
        if str(statement.span.file) == error.file and statement.span.line <= error.line <= statement.span.end_line
    ]
    return at[-1] if at else -1


@dataclass
class _Entry:
    """The present entry into a block: which one it is, and the iterations of the loops around it."""

    count: int
    iterations: dict[int, int] = field(default_factory=dict)  # by the numbers of loops


class _Reader:
    """Makes events of what copies have recorded."""

    def __init__(self, sites: Sites, answer: Mapping[str, Any]) -> None:
        self._sites = sites
        self._ended = text_of_codes(answer["ended"])
        self._codes = _integers(answer["codes"])
        self._forms = _integers(answer["forms"])
        self._entries = iter(_integers(answer["entries"]).tolist())
        self._scalars = iter(np.asarray(answer["scalars"], float).ravel())
        numbers, lengths = (np.asarray(answer[name], float).ravel() for name in ("digests", "lengths"))
        self._digests = iter(np.split(numbers, np.cumsum(lengths.astype(int))))
        self._others = iter(answer["others"].ravel())
        self._counts = _integers(answer["counts"]).tolist()
        self._events: list[Event] = []
        self._present: dict[tuple[int, int], _Entry] = {}  # by block and call
        self._calls: dict[tuple[int, int], int] = {}  # numbers of calls, by the function's block and its own count

    def recording(self) -> Recording:
        """Return all events."""
        started = False
        main = self._main()
        for code, form in zip(self._codes.tolist(), self._forms.tolist(), strict=True):
            call, number = divmod(code, SCALE)
            site = self._sites.sites[number - 1]
            block = self._sites.blocks[site.block - 1]
            started = started or block.function == main  # arguments that call functions come before
            if site.kind == "block":
                self._enter(site, block, call - 1, started)
            else:
                value = self._value(form)
                if started and (site.variable or site.kind != "return"):
                    self._add(site, block, call - 1, value)
        recording = Recording(self._sites.statements, self._events, self._all_counts())
        recording.ended = self._ended
        recording.not_instrumented = tuple(self._sites.not_instrumented)
        return recording

    def _main(self) -> int:
        """Return the block of the original's first function, which is written first."""
        return self._sites.blocks[0].number if self._sites.blocks else 0

    def _enter(self, site: Site, block: Block, call: int, started: bool) -> None:
        """Take note of an entry into a block, and of the truth values that it tells."""
        counts = [next(self._entries) for _ in block.chain]
        iterations = {loop: next(self._entries) for loop in block.loops}
        entry = _Entry(counts[block.chain.index(block.number)], iterations)
        self._present[block.number, call] = entry
        for truth in block.truths if started else ():
            executions = sum(counts[truth.place :])
            if block.kind == "repeat":
                if iterations[block.number] == 1:
                    continue  # nothing was evaluated yet
                executions -= 1
            around = tuple(iterations[loop] for loop in site.loops)
            value = np.array([[truth.value]])
            number = self._call(block, call)
            self._events.append(
                Event(len(self._events), "condition", truth.statement, number, executions - 1, around, "", value)
            )

    def _call(self, block: Block, call: int) -> int:
        """Return the number of a call, which no call of another function has."""
        return self._calls.setdefault((block.function, call), len(self._calls))

    def _add(self, site: Site, block: Block, call: int, value: Value | None) -> None:
        entry = self._present.get((block.number, call))
        if entry is None:
            return
        around = tuple(entry.iterations[loop] for loop in site.loops)
        kind = site.kind
        assert kind != "block"
        number = self._call(block, call)
        self._events.append(
            Event(len(self._events), kind, site.statement, number, entry.count - 1, around, site.variable, value)
        )

    def _value(self, form: int) -> Value | None:
        if form == 2:
            return np.array([[next(self._scalars)]])
        if form == 3:
            digest: Any = summary_of(next(self._digests))
            return digest  # type: ignore[no-any-return]
        if form == 4:
            return None
        value = next(self._others)
        kept: Any = with_summaries(value)
        return kept  # type: ignore[no-any-return]

    def _all_counts(self) -> dict[int, int]:
        return {
            number: sum(self._counts[block - 1] for block in blocks)
            for number, blocks in self._sites.counters.items()
            if number < len(self._sites.statements)
        }


CLASSES = ("double", "single", "logical", "char", *(f"{u}int{bits}" for u in ("", "u") for bits in (8, 16, 32, 64)))


def summary_of(numbers: NDArray[np.float64]) -> Summary:
    """Return the summary that ``drivers/matdrop_digest.m`` has made.

    Parameters
    ----------
    numbers : ndarray of shape (n,)
        As described there.

    Returns
    -------
    Summary
        The same as `summarize` makes of the value.

    Examples
    --------
    >>> summary_of(np.array([1, 0, 0, 2, 1, 2, 1, 2, 5.0, 6.0, 7.0])).figures
    array([[5., 6.]])
    """
    place, is_complex, is_sparse, dimensions = numbers[:4].astype(int)
    size = tuple(numbers[4 : 4 + dimensions].astype(int).tolist())
    rows, columns = numbers[4 + dimensions : 6 + dimensions].astype(int)
    at, count = 6 + dimensions, rows * columns
    means = numbers[at : at + count].reshape((rows, columns), order="F")
    if is_complex:
        at += count
        means = means + 1j * numbers[at : at + count].reshape((rows, columns), order="F")
    sums = np.ascontiguousarray(numbers[at + count :], "<f8")
    name = "sparse " * bool(is_sparse) + "complex " * bool(is_complex) + CLASSES[place - 1]
    return Summary(name, size, hashlib.md5(sums.tobytes(), usedforsecurity=False).hexdigest(), means)


def with_summaries(value: Value) -> Any:
    """Return a value with summaries in place of the digests in its cells and fields.

    Parameters
    ----------
    value : ndarray, csc_array or FunctionHandle
        In canonical form.

    Returns
    -------
    value
        The same; containers are copied.
    """
    if not is_container(value):
        return value
    if field_names(value) == ("matdrop_digest",):
        (digest,) = parts_of(value)
        return summary_of(digest[0, 0].ravel())
    result = value.copy()
    for part in parts_of(result):
        for index in np.ndindex(part.shape):
            part[index] = with_summaries(part[index])
    return result


def text_of_codes(codes: NDArray[Any]) -> str:
    """Return the text of character codes.

    Parameters
    ----------
    codes : ndarray
        Numbers.

    Returns
    -------
    str
        The characters.

    Examples
    --------
    >>> text_of_codes(np.array([[116.0, 105.0]]))
    'ti'
    """
    return "".join(map(chr, np.asarray(codes).ravel().astype(int)))
