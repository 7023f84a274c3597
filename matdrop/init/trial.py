"""Choosing among proposed inputs by running originals and ports on them."""

from __future__ import annotations

import itertools
import math
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.reference import Reference
from matdrop.engines.octave_session import Octave
from matdrop.init.inputs import InputSet, InputSets
from matdrop.values.canonical import digest, size_of
from matdrop.values.value import Value, elements_of, is_container, is_number_array, is_sparse
from matdrop.verification.judge import judge
from matdrop.verification.result import Result
from matdrop.verification.undeclared import nearest_pair

# How many sets of inputs are tried in each round, until one is found; how many of them are passed to the port;
# the seconds that original and port may take; and how often they may take longer before a pair is given up.
ROUNDS = (1, 9, *9 * (20,))
JUDGED = 6
SECONDS, PORT_SECONDS = 4.0, 10.0
HANGS = 2


@dataclass(frozen=True)
class Candidate:
    """Arguments to try, and arguments of further cases that belong to them.

    Attributes
    ----------
    args : tuple of str
        MATLAB expressions.
    others : tuple of tuple of str
        Of further cases.
    chosen : InputSet or None
        The set of inputs that they are from; None for those of a call that was found.
    """

    args: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()
    chosen: InputSet | None = None


class Candidates(Iterator[Candidate]):
    """Arguments to try, the likeliest first; what is learned of those that were tried decides what comes next.

    Parameters
    ----------
    given : iterable of Candidate
        Those that come first, whatever is learned.
    sets : InputSets
        The sets of inputs of all others.
    required : int
        How many arguments the original needs.
    """

    def __init__(self, given: Iterable[Candidate], sets: InputSets | None = None, required: int = 0) -> None:
        self._given, self._sets, self._required = iter(given), sets, required

    def __next__(self) -> Candidate:
        """Return the next one."""
        if (found := next(self._given, None)) is not None:
            return found
        if self._sets is None:
            raise StopIteration
        chosen = next(self._sets)
        first = chosen.expressions()
        return Candidate(first, (chosen.expressions(second=True), first[: max(self._required, 1)]), chosen)

    def learn(self, tried: Candidate, reference: Reference, interesting: int) -> None:
        """Take up how far the original got with a candidate.

        Parameters
        ----------
        tried : Candidate
            The candidate.
        reference : Reference
            What the original computed with it.
        interesting : int
            How many of its outputs say something.
        """
        if self._sets is not None and tried.chosen is not None:
            error = reference.error
            if error is None:
                self._sets.learn(tried.chosen, (math.inf, interesting))
            else:
                self._sets.learn(tried.chosen, error.reached, error.message)


@dataclass
class Trial:
    """A pair for which inputs are sought.

    Attributes
    ----------
    pair : Pair
        The pair, with its port.
    seed : int or None
        For an original that draws random numbers.
    candidates : Candidates
        The likeliest first.
    cases : list of tuple of str
        The arguments that were chosen, case by case.
    remark : str
        What the user should know about them.
    refused : str
        The first error of the port alone, with its inputs.
    others : tuple of tuple of str
        The further cases of the candidate that was chosen.
    rank : tuple of (bool, int)
        Whether the port ran on it, and how many outputs are interesting.
    hangs : int
        How often original or port took too long.
    done : bool
        Whether nothing more is tried.
    nargout : int or None
        How many outputs the port returns, if the original returns as many as are asked for.
    """

    pair: Pair
    seed: int | None
    candidates: Candidates
    cases: list[tuple[str, ...]] = field(default_factory=list)
    remark: str = ""
    refused: str = ""
    others: tuple[tuple[str, ...], ...] = ()
    rank: tuple[bool, int] = (False, -1)
    hangs: int = 0
    done: bool = False
    nargout: int | None = None


def choose_inputs(trials: Sequence[Trial]) -> None:
    """Find inputs for pairs: set `cases` and `remark` of every trial.

    The first inputs are taken on which the original runs, the port does not fail and no output is trivial (empty,
    zeros, not finite, one of the inputs); if there are none, those that come nearest. Whether both sides agree
    plays no part.

    Parameters
    ----------
    trials : sequence of Trial
        Each of another pair.

    Raises
    ------
    EngineUnavailableError
        If Octave does not start.
    MatdropError
        If a port is not found.
    """
    with warnings.catch_warnings(), Octave(timeout=SECONDS) as octave:
        warnings.simplefilter("ignore")  # warnings of a port on inputs that no user has chosen
        for size in ROUNDS:
            batches = [
                (trial, list(itertools.islice(trial.candidates, 1 if trial.hangs else size)))
                for trial in trials
                if not trial.done
            ]
            references = iter(octave.run([_case(trial, c.args) for trial, batch in batches for c in batch]))
            for trial, batch in batches:
                _weigh(trial, [(candidate, next(references)) for candidate in batch], octave)
        _add_others(trials, octave)


def _case(trial: Trial, args: tuple[str, ...]) -> Case:
    return Case(trial.pair, "proposed", args, trial.seed)


def _weigh(trial: Trial, tried: list[tuple[Candidate, Reference]], octave: Octave) -> None:
    """Take the best candidate of a round if it is better than the one before."""
    errors = [reference.error for _, reference in tried if reference.error is not None]
    trial.hangs += sum(error.ended_engine for error in errors)
    if not trial.cases and tried:
        trial.cases = [tried[0][0].args]
        trial.remark = _failure("original", trial, errors[0].message) if errors else ""
    interests = [interest(trial.pair, reference) for _, reference in tried]
    for (candidate, reference), interesting in zip(tried, interests, strict=True):
        trial.candidates.learn(candidate, reference, interesting)
    runs = [
        (interesting, candidate, reference)
        for interesting, (candidate, reference) in zip(interests, tried, strict=True)
        if reference.error is None
    ]
    runs.sort(key=lambda run: -run[0])
    for interesting, candidate, reference in runs[:JUDGED]:
        result = _judged(trial, candidate.args, reference, octave)
        trial.hangs += "timeout" in (result.error or "")
        rank = (result.verdict != "PORT FAILED", interesting)
        if not rank[0] and not trial.refused:
            trial.refused = f"the port alone fails on {', '.join(candidate.args)}: {_short(result.error or '')}"
        if rank > trial.rank:
            trial.rank, trial.cases, trial.others = rank, [candidate.args], candidate.others
            trial.nargout = len(result.case.pair.outputs) if trial.pair.is_open else None
            trial.remark = "" if rank[0] else _failure("port", trial, _short(result.error or ""))
            if rank[0] and interesting == 0 and reference.outputs:
                trial.remark = "every output is trivial on these inputs: empty, zeros, not finite or an input"
        if rank == (True, len(reference.outputs)):
            trial.done = True
            return
    trial.done = trial.hangs >= HANGS or not tried


def _judged(trial: Trial, args: tuple[str, ...], reference: Reference, octave: Octave) -> Result:
    """Call the port; where it fails, look for a convention by which it runs, and take that over into the pair."""
    result = judge(_case(trial, args), reference, Path.cwd(), octave, PORT_SECONDS)
    if result.verdict != "PORT FAILED":
        return result
    pair = nearest_pair([result], Path.cwd(), octave, PORT_SECONDS)
    if pair == trial.pair:
        return result
    again = judge(replace(result.case, pair=pair), reference, Path.cwd(), octave, PORT_SECONDS)
    if again.verdict == "PORT FAILED":
        return result
    trial.pair = pair
    return again


def _failure(side: str, trial: Trial, error: str) -> str:
    where = " on all inputs that were tried; on these" if trial.cases[0] else ""
    return f"the {side} fails{where}: {error.splitlines()[0]}"


def _add_others(trials: Sequence[Trial], octave: Octave) -> None:
    """Add the further cases on which both sides run."""
    others = [(trial, args) for trial in trials if trial.rank[0] for args in trial.others]
    references = octave.run([_case(trial, args) for trial, args in others])
    for (trial, args), reference in zip(others, references, strict=True):
        if args in trial.cases or reference.error is not None:
            continue
        if interest(trial.pair, reference) >= min(1, trial.rank[1]):
            result = _judged(trial, args, reference, octave)
            trial.cases += [args] if result.verdict != "PORT FAILED" else []


def interest(pair: Pair, reference: Reference) -> int:
    """Count the outputs that say something.

    Parameters
    ----------
    pair : Pair
        The pair whose original was run.
    reference : Reference
        What it returned.

    Returns
    -------
    int
        The number of outputs that are not empty, zeros, one value everywhere, not finite, complex for real inputs, or
        an input; nor have an input's name and another size, which happens if sizes that do not match were combined.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.cases.pair import pair_of
    >>> from matdrop.cases.reference import Engine
    >>> pair = pair_of(OWN_TABLE.parent / "inverted_dropout.m", "")
    >>> outputs = {"X": np.array([[2.0, 0.0]]), "mask": np.array([[0.0, 0.0]])}
    >>> interest(pair, Reference("live", Engine("GNU Octave", "7.3.0"), (np.ones((1, 2)),), outputs))
    1
    """
    inputs = {digest(value) for value in reference.inputs}
    sizes = dict(zip(pair.declaration.parameters, map(size_of, reference.inputs), strict=False))
    is_complex = any(_is_complex(part) for value in reference.inputs for part in _parts(value))
    return sum(
        not all(_is_trivial(part) for part in _parts(value))
        and digest(value) not in inputs
        and (is_complex or not any(_is_complex(part) for part in _parts(value)))
        and sizes.get(name, size_of(value)) == size_of(value)
        for name, value in reference.outputs.items()
    )


def _short(error: str) -> str:
    """Return the first line of a port's error and its place, without folders."""
    line = error.removeprefix("port: ").splitlines()[0]
    place = re.search(r"\((?:[^()]*/)?([^/()]+, line \d+)\)$", error)
    return f"{re.sub(r' [(][^()]*, line [0-9]+[)]$', '', line)} ({place[1]})" if place else line


def _parts(value: Value) -> list[Value]:
    """Return the values inside structs and cells."""
    if not is_container(value):
        return [value]
    return [part for element in elements_of(value) for part in _parts(element)]


def _is_trivial(value: Value) -> bool:
    if is_sparse(value):
        return value.nnz == 0
    if not isinstance(value, np.ndarray):
        return False
    if not is_number_array(value) or value.size == 0:
        return value.size == 0
    same = value.size > 1 and bool((value == value.flat[0]).all())
    return same or not value.any() or not bool(np.isfinite(value).all())


def _is_complex(value: Value) -> bool:
    return isinstance(value, np.ndarray) and value.dtype.kind == "c"
