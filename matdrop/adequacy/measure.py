"""Measuring what the cases of a pair would notice."""

from __future__ import annotations

import contextlib
import io
import time
import tokenize
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matdrop.adequacy.killers import KillerSearch
from matdrop.adequacy.live_port import LivePort, Plant
from matdrop.adequacy.original_reach import unreached_of_original
from matdrop.adequacy.outcome import Adequacy, Fate, Mutant, PairAdequacy
from matdrop.adequacy.reach import Point, Reach, reached
from matdrop.adequacy.sample import AT_MOST, sample, silent_lines, telling
from matdrop.adequacy.scope import lines_of_port
from matdrop.calling.conventions import Convention
from matdrop.cases.case import Case, case_of_call
from matdrop.cases.pair import Pair
from matdrop.cases.reference import Reference
from matdrop.engines.find import running_session
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.repair.changes import Change, changes_of
from matdrop.search.domain import Known
from matdrop.verification.attempt import Attempt, Caller
from matdrop.verification.judge import judge, verdict_on
from matdrop.verification.result import Result

# A changed port may take so many times the processor time of the port, and at least so many seconds of it. By the clock
# it may take more: on a busy machine a process waits for its turn; and one that only waits is stopped in the end.
PATIENCE, LEAST_PATIENCE, LONGEST_BY_CLOCK = 10, 0.1, 60.0

# Names by which an original gives a parameter a default value.
_DEFAULTS = {"nargin", "exist", "isempty", "varargin", "inputParser", "arguments"}


def measure(
    results: Iterable[Result],
    folder: Path,
    session: Session | None = None,
    at_most: int = AT_MOST,
    progress: Callable[[int], None] = lambda done: None,
    search: float = 0.0,
) -> Adequacy:
    """Measure how much the cases of a verification would notice.

    Each port is changed in one place after the other, called by the cases that reach the place, and compared with what
    the originals computed, as in the verification. A case notices a change if its verdict is another one.

    Parameters
    ----------
    results : iterable of Result
        What `matdrop.verification.run.verify` has found. Cases whose verdict is not the expected one notice nothing,
        nor do those that expect a mismatch; a case with two references is run on the saved one.
    folder : Path
        The folder of the case table.
    session : Session, optional
        The session that ran the originals; for function handles that only an engine can evaluate.
    at_most : int
        How many changes of each port are tried.
    progress : callable
        Called with the number of pairs done so far.
    search : float
        Seconds for each pair in which to search for inputs that would notice what no case notices. It needs a session.

    Returns
    -------
    Adequacy
        The same for the same ports and references, whenever it is measured.

    Raises
    ------
    MatdropError
        If a port is not found, or the engine does not start that a search needs.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> from matdrop.verification.run import verify
    >>> table = load_table(OWN_TABLE)
    >>> report = verify(table, table.select(["inverted_dropout_predict/article"]), "saved")
    >>> adequacy = measure(report.results, table.path.parent)
    >>> adequacy.pairs[0].cases
    ('article',)
    """
    by_pair: dict[str, dict[str, Result]] = {}
    for result in results:
        own = by_pair.setdefault(result.case.pair.name, {})
        if result.case.name not in own or result.source == "saved":
            own[result.case.name] = result
    found = []
    for done, own in enumerate(by_pair.values(), start=1):
        found.append(_measured(list(own.values()), folder, session, at_most, search))
        progress(done)
    return Adequacy(tuple(found))


def measure_adequacy(
    original: str | Path,
    port: str | Callable[..., Any],
    *cases: Sequence[Any],
    seed: Any = None,
    tolerance: str | Mapping[str, Any] | None = None,
    conventions: Mapping[str, Any] | None = None,
    path: Sequence[str | Path] = (),
    at_most: int = AT_MOST,
    search: float = 0.0,
    session: Session | None = None,
) -> PairAdequacy:
    """Measure how much some sets of arguments would notice if a port were wrong.

    Parameters
    ----------
    original : str or Path
        The ``.m`` file, a function.
    port : str or callable
        The function, or ``path/file.py:function``, or ``module:function``.
    *cases : sequence of object
        The arguments of each case, as `matdrop.verify` takes them.
    seed : number, optional
        Seeds every generator of the engine in each case.
    tolerance : str or mapping, optional
        As for `matdrop.verify`.
    conventions : mapping of str to object, optional
        As for `matdrop.verify`.
    path : sequence of str or Path
        As for `matdrop.verify`.
    at_most : int
        How many changes of the port are tried.
    search : float
        Seconds in which to search for arguments that would notice what no case notices.
    session : Session, optional
        A running session of an engine; by default GNU Octave is started and ended.

    Returns
    -------
    PairAdequacy
        ``share`` is the share of changes that are noticed, ``survivors`` are those that are not. Nothing is printed.

    Raises
    ------
    MatdropError
        If the request cannot be carried out: the engine, the original or the port is not found.
    ValueModelError
        If an argument has no MATLAB counterpart.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.engines.find import find_engine
    >>> original = OWN_TABLE.parent / "inverted_dropout_predict.m"
    >>> port = "matdrop.port.inverted_dropout_predict:inverted_dropout_predict"
    >>> found = measure_adequacy(original, port, ["magic(3)"]) if find_engine("octave").path else None
    >>> [mutant.change.line for mutant in found.survivors] if found else [37, 38]
    [37, 38]
    """
    made = [
        replace(
            case_of_call(
                original,
                port,
                tuple(args),
                seed=seed,
                tolerance=tolerance,
                conventions=conventions,
                path=path,
            ),
            name=f"case_{number}",
        )
        for number, args in enumerate(cases, start=1)
    ]
    if not made:
        raise MatdropError("no arguments were given, so there is no case that could notice anything")
    with running_session(session) as running:
        references = running.run(made)
        results = [judge(case, found, Path.cwd(), running) for case, found in zip(made, references, strict=True)]
        return measure(results, Path.cwd(), running, at_most, search=search).pairs[0]


def _measured(
    results: Sequence[Result], folder: Path, session: Session | None, at_most: int, search: float
) -> PairAdequacy:
    """Measure one pair, or say why that is not possible."""
    pair = results[0].case.pair
    runs = [
        _Run(result, folder, session if result.source == "live" else None) for result in results if _can_notice(result)
    ]
    names = tuple(run.case.name for run in runs)
    if not runs:
        return PairAdequacy(pair, (), error="no case has the verdict that it expects, so none can notice a change")
    try:
        port = runs[0].caller.port
        assert callable(port)  # since the case agrees
        live = LivePort(port)
        outcome = _Measurement(pair, live, runs, at_most).outcome()
    except (MatdropError, OSError, SyntaxError) as error:
        return PairAdequacy(pair, names, error=str(error))
    if session is not None and all(result.source == "live" for result in results):
        outcome = replace(outcome, original_unreached=_unreached_of_original([run.case for run in runs], session))
    if not search or session is None:
        return outcome
    known = [Known(run.case, run.reference.inputs) for run in runs if run.expected == "PASS"]
    killers = KillerSearch(live, port, known, folder, session, search)
    return replace(outcome, mutants=tuple(map(killers.with_killer, outcome.mutants)))


def _unreached_of_original(cases: Sequence[Case], session: Session) -> tuple[Point, ...]:
    """Return what no case reaches of the original; nothing is known of one that cannot be recorded."""
    try:
        return unreached_of_original(cases, session)
    except MatdropError:
        return ()


def _can_notice(result: Result) -> bool:
    is_right = result.verdict in ("PASS", "BOTH FAILED") and result.as_expected
    return is_right and result.reference is not None and result.convention is not None


class _Run:
    """A case that calls the port again and again as it was called when it agreed."""

    def __init__(self, result: Result, folder: Path, session: Session | None) -> None:
        assert result.reference is not None and result.convention is not None
        self.case: Case = result.case
        self.reference: Reference = result.reference
        self.convention: Convention = result.convention
        self.caller = Caller(self.case, self.reference, folder, session)
        self.expected = result.verdict
        self.limit = LONGEST_BY_CLOCK

    def limit_time(self) -> None:
        """Call the port unchanged, and let it take no more than a multiple of that time from now on."""
        started = time.process_time()
        self.check()
        self.limit = max(PATIENCE * (time.process_time() - started), LEAST_PATIENCE)
        self.caller.timeout = self.limit

    def check(self) -> None:
        """Call the port unchanged: an earlier call, or a changed port, may have left something behind.

        Raises
        ------
        MatdropError
            If the verdict is another one than it was.
        """
        if self.notices():
            raise MatdropError(
                f"{self.case.id}: the port keeps something between calls, so what a change does cannot be seen"
            )

    def notices(self) -> Attempt | None:
        """Call the port, and return how it was called if the verdict is another one than the port's."""
        started = time.process_time()
        attempt = self.caller.call(self.convention)
        while _is_timeout(attempt) and time.process_time() - started < self.limit:
            if self.caller.timeout >= LONGEST_BY_CLOCK:
                break
            self.caller.timeout *= 2
            started = time.process_time()
            attempt = self.caller.call(self.convention)
        verdict = verdict_on(attempt, self.case, self.reference).verdict
        return None if verdict == self.expected else attempt


def _is_timeout(attempt: Attempt) -> bool:
    return attempt.error is not None and attempt.error.kind == "timeout"


@dataclass
class _Measurement:
    """A pair whose port is changed in one place after the other."""

    pair: Pair
    live: LivePort
    runs: Sequence[_Run]
    at_most: int

    def outcome(self) -> PairAdequacy:
        lines = lines_of_port(self.live.text, self.live.entry[1])
        for run in self.runs:
            run.limit_time()
        reach = reached(self.live, lines, [run.notices for run in self.runs])
        silent = set() if self.pair.printed else silent_lines(self.live.text)
        changes = changes_of(self.live.source, lines - silent)
        possible = telling(changes, self.live.text, bool(_DEFAULTS & self.pair.called))
        started = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what NumPy says of a changed port
            mutants = [self._tried(change, reach) for change in sample(possible, self.at_most)]
        seconds = time.process_time() - started
        for run in self.runs:
            run.check()
        return PairAdequacy(
            self.pair,
            tuple(run.case.name for run in self.runs),
            self.live.file,
            tuple(mutant for mutant in mutants if mutant is not None),
            len(possible),
            tuple(reach.unreached()),
            seconds=seconds,
        )

    def _tried(self, change: Change, reach: Reach) -> Mutant | None:
        """Try one change; None if it cannot be made in a running port."""
        try:
            plant = self.live.changed_by(change)
        except Exception:  # a default value that cannot be computed, say
            return None
        if not plant:
            return self._mutant(change, "equivalent")
        cases = reach.cases_at(change.start, self.live.text)
        if cases is not None and not cases:
            return self._mutant(change, "unreached")
        numbers = range(len(self.runs)) if cases is None else cases
        with contextlib.suppress(ValueError):  # the changed code does not fit the function
            attempt = self._noticed(plant, numbers)
            if attempt is None:
                return None if self._has_no_sides(change, numbers) else self._mutant(change, "survived")
            return self._mutant(change, "noticed", _is_timeout(attempt))
        return None

    def _has_no_sides(self, change: Change, numbers: Iterable[int]) -> bool:
        """Whether a change puts ``.T`` on what never has two dimensions, so that there is nothing to transpose."""
        value = change.text.removesuffix(".T")
        if change.kind != "transpose" or value == change.text:
            return False
        guarded = f'({value} if getattr({value}, "ndim", 0) < 2 else None)'
        return self._noticed(self.live.changed_by(replace(change, text=guarded)), numbers) is None

    def _noticed(self, plant: Plant, numbers: Iterable[int]) -> Attempt | None:
        """Return the first attempt that a case notices."""
        with self.live.running(plant):
            for number in numbers:
                self.live.forget()
                if (attempt := self.runs[number].notices()) is not None:
                    return attempt
        return None

    def _mutant(self, change: Change, fate: Fate, is_endless: bool = False) -> Mutant:
        source, text = self.live.source, self.live.text
        start = text.line_start(change.line)
        after = source[change.end :].splitlines() or [""]
        line = _without_comment(source[start : change.start] + change.text + after[0])
        return Mutant(change, fate, change.start - start + 1, line, is_endless)


def _without_comment(line: str) -> str:
    """Return a line of code without its indentation and the comment at its end."""
    with contextlib.suppress(tokenize.TokenError, IndentationError):
        for token in tokenize.generate_tokens(io.StringIO(line.strip()).readline):
            if token.type == tokenize.COMMENT:
                return line.strip()[: token.start[1]].rstrip()
    return line.strip()
