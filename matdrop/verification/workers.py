"""Many cases at once: parts of them given to processes, on this machine or of a Dask cluster."""

from __future__ import annotations

import contextlib
import functools
import gc
import math
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, as_completed
from importlib.machinery import EXTENSION_SUFFIXES
from typing import TYPE_CHECKING, TypeVar

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.engines.find import EngineName, session_of
from matdrop.engines.process import is_any_running
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.verification.garbage import collected_seldom

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
Work = Callable[[Sequence[Case], Session], Sequence[T]]
# How many cases a process gets at once. Large: to read an original and to call the engine pays. Small: the progress bar
# moves, little is lost with a process, and at the end none waits long for another.
LARGEST_PART, SMALLEST_PART = 400, 50
# Seconds that processes may take to end their engines after Ctrl-C.
PATIENCE = 1.0
CONNECTED_WITHIN = 10.0  # seconds that a Dask scheduler may take to answer
# Compiled modules that work in a copy of a process: they have no threads, or, as OpenBLAS in NumPy, see to it.
COPIED = frozenset({"matdrop", "msgspec", "numpy", "scipy", "tree_sitter", "tree_sitter_matlab"})
LOST = "the process that worked on it has ended"
# A port changes what its whole process shares: standard output, the working folder, numpy.random.
_ALONE = threading.Lock()
_WARM: list[Session] = []  # the sessions of this process
_ALL: list[Case] = []  # all cases, in a process that was started for them: their pairs read each file once


def on_workers(
    work: Work[T],
    cases: Sequence[Case],
    jobs: int | str,
    engine: EngineName,
    timeout: float,
    lost: Callable[[Case], T],
    progress: Callable[[int], None] = lambda done: None,
) -> list[T]:
    """Work on cases in several processes, each with an engine of its own.

    A process that dies is replaced, and its cases are worked on again. After the second time they are worked on one by
    one, until the case that ends its process is found.

    Parameters
    ----------
    work : callable
        Takes some cases and a session of the engine, and returns an answer to each case. It can be pickled.
    cases : sequence of Case
        All of them.
    jobs : int or str
        How many processes on this machine; or the address of a Dask scheduler, whose workers have matdrop and find
        the same files under the same paths.
    engine : {"octave", "matlab"}
        The engine that runs originals.
    timeout : float
        Seconds that one case may take.
    lost : callable
        Returns the answer for a case that ends its process.
    progress : callable
        Called with the number of cases done so far.

    Returns
    -------
    list
        The answers, in the order of the cases.

    Raises
    ------
    MatdropError
        If the Dask cluster is not found or has no workers.
    Exception
        Whatever ``work`` or ``lost`` raises.
    """
    found: dict[int, T] = {}
    losses = 0
    while waiting := [number for number in range(len(cases)) if number not in found]:
        one_by_one = losses == 2
        with _executor(1 if one_by_one and isinstance(jobs, int) else jobs, cases) as (executor, workers, gone):
            parts = ([number] for number in waiting) if one_by_one else parts_of(waiting, workers)
            futures = {
                executor.submit(_on_numbers, work, part, engine, timeout)
                if isinstance(jobs, int)
                else executor.submit(_on_part, work, [cases[number] for number in part], engine, timeout): part
                for part in parts
            }
            before = losses
            for future in as_completed(futures):
                try:
                    found.update(zip(futures[future], future.result(), strict=True))
                except gone:
                    losses = before + 1
                progress(len(found))
        if losses == 3:
            culprit = next(number for number in waiting if number not in found)
            found[culprit] = lost(cases[culprit])
            losses = 0
    return [found[number] for number in range(len(cases))]


def parts_of(numbers: Sequence[int], workers: int) -> Iterator[Sequence[int]]:
    """Divide work into parts that become smaller, so that processes which take the next one end at about the same time.

    Parameters
    ----------
    numbers : sequence of int
        The numbers of the cases.
    workers : int
        How many processes there are.

    Yields
    ------
    sequence of int
        At first a quarter of what each process would get, at last half of what each would get of the rest.

    Examples
    --------
    >>> [len(part) for part in parts_of(range(1000), 2)]
    [125, 125, 125, 125, 125, 94, 71, 53, 50, 50, 50, 7]
    >>> [len(part) for part in parts_of(range(12), 2)]
    [2, 2, 2, 2, 2, 2]
    """
    largest = min(LARGEST_PART, math.ceil(len(numbers) / (4 * workers)))
    start = 0
    while start < len(numbers):
        size = min(largest, max(SMALLEST_PART, math.ceil((len(numbers) - start) / (2 * workers))))
        yield numbers[start : start + size]
        start += size


def run_originals(
    cases: Sequence[Case],
    jobs: int | str,
    engine: EngineName = "octave",
    timeout: float = 60.0,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Reference]:
    """Run originals, as `Session.run` does, with one session or with many.

    Parameters
    ----------
    cases : sequence of Case
        Run in this order.
    jobs : int or str
        1 to work in this process, else as for `on_workers`.
    engine : {"octave", "matlab"}
        The engine that runs originals.
    timeout : float
        Seconds that one case may take.
    progress : callable
        Called with the number of cases done so far.

    Returns
    -------
    list of Reference
        One for each case, in order.

    Raises
    ------
    MatdropError
        If the engine or the cluster is not found, or a case ends its process three times.
    """
    if jobs == 1:
        with session_of(engine, timeout) as session:
            return session.run(cases, progress)
    return on_workers(_run, cases, jobs, engine, timeout, _lost_reference, progress)


def _run(cases: Sequence[Case], session: Session) -> list[Reference]:
    return session.run(cases)


def _lost_reference(case: Case) -> Reference:
    raise MatdropError(f"{case.id}: {LOST}, three times; run it alone: matdrop verify {case.id}")


def _on_numbers(work: Work[T], numbers: Sequence[int], engine: EngineName, timeout: float) -> Sequence[T]:
    """Work on cases that this process has had since its start."""
    return _on_part(work, [_ALL[number] for number in numbers], engine, timeout)


def _on_part(work: Work[T], cases: Sequence[Case], engine: EngineName, timeout: float) -> Sequence[T]:
    with _ALONE, collected_seldom():
        return work(cases, _warm_session(engine, timeout))


@functools.cache
def _warm_session(engine: EngineName, timeout: float) -> Session:
    """Return the session of this process, which ends with it."""
    from multiprocessing.util import Finalize  # slow to import, and it is there where there are workers

    session = session_of(engine, timeout)
    _WARM.append(session)
    Finalize(session, session.close, exitpriority=1)  # atexit is not heard in copies of a process
    return session


@contextlib.contextmanager
def _executor(jobs: int | str, cases: Sequence[Case]) -> Iterator[tuple[Executor, int, type[Exception]]]:
    """Start processes; those of this machine have all cases from their start.

    Yields what gives them work, how many there are, and the exception that shows that one of them has died.

    Raises
    ------
    MatdropError
        If the Dask cluster is not found or has no workers.
    """
    if isinstance(jobs, int):
        import multiprocessing  # slow to import, and not needed for one job
        from concurrent.futures import ProcessPoolExecutor

        context = multiprocessing.get_context("fork" if may_fork() else "spawn")
        with (
            warnings.catch_warnings(),
            collected_seldom(),
            ProcessPoolExecutor(jobs, context, _begin, (cases,)) as pool,
        ):
            # Since 3.12 Python warns of threads at a fork, OpenBLAS's among them, which `may_fork` knows.
            warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
            try:
                yield pool, jobs, BrokenExecutor
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                _end(multiprocessing.active_children())
                raise
        return
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise MatdropError("a Dask cluster needs the package distributed: `pip install 'matdrop[dask]'`") from None
    try:
        client = Client(jobs, timeout=CONNECTED_WITHIN)
    except (OSError, ValueError) as error:
        raise MatdropError(f"no Dask scheduler answers at {jobs} ({error}); start one with `dask scheduler`") from None
    with client, client.get_executor() as cluster:
        workers = len(client.scheduler_info(n_workers=-1)["workers"])
        if not workers:
            raise MatdropError(f"the Dask scheduler at {jobs} has no workers; start some with `dask worker {jobs}`")
        try:
            yield cluster, workers, KilledWorker
        except BaseException:
            cluster.shutdown(wait=False)
            raise


def may_fork() -> bool:
    """Check whether copies of this process can work, which spares each the time to import what it needs.

    Returns
    -------
    bool
        A copy has no threads but the one that makes it, and waits for ever for what the others have locked. So False
        where there are threads, or compiled modules that may have some and are not known to start them anew. A copy
        would also keep the engines of this process from ending with it.
    """
    if sys.platform != "linux" or threading.active_count() > 1 or is_any_running():
        return False
    compiled = {
        name.partition(".")[0]
        for name, module in list(sys.modules.items())
        if str(getattr(module, "__file__", "")).endswith(tuple(EXTENSION_SUFFIXES))
    }
    return compiled <= sys.stdlib_module_names | COPIED


def _end(processes: Sequence[BaseProcess]) -> None:
    """End processes: each ends its engine itself, unless it takes longer than a moment for that."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + PATIENCE
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()  # its engine ends when nobody listens any more


def _begin(cases: Sequence[Case]) -> None:
    """Prepare a process that works on cases for its parent.

    Ctrl-C is left to the parent, which then ends this one: with its engine, and at once. Garbage is looked for only
    among what is made from now on: to look at what the parent has made would copy it.
    """
    _ALL[:] = cases
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_at_once)


def _end_at_once(*_: object) -> None:
    for session in _WARM:
        session.kill()
    os._exit(1)
