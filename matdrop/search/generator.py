"""Candidates: inputs for a pair that its cases do not have, the plainest first, the same in every run."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from matdrop.cases.case import Case
from matdrop.search.domain import Domain, Known, domains_of
from matdrop.search.leaves import Inputs, leaves_of
from matdrop.search.random_inputs import random_inputs
from matdrop.search.thresholds import Thresholds, thresholds_of
from matdrop.search.variations import in_turn, variations
from matdrop.values.canonical import digest
from matdrop.values.value import FunctionHandle, Value, elements_of, is_container

# Of a form no more cases are varied one thing at a time; the others vary at random.
VARIED = 3
# How many inputs in a row may be known or outside of the domain before a form is given up.
PATIENCE = 2000


@dataclass(frozen=True, eq=False)
class Candidate:
    """Inputs that no case of the pair has.

    Attributes
    ----------
    known : Known
        The case that they were made from.
    inputs : tuple of value
        In canonical form.
    domain : Domain
        What the cases of this form show.
    """

    known: Known
    inputs: Inputs
    domain: Domain = field(repr=False, compare=False)

    @property
    def case(self) -> Case:
        """The case with these inputs, as `Session.run` and `judge` take it; else like the one that it was made from."""
        case = self.known.case
        return replace(case, name="candidate", args=self.args, expected="PASS", why="", generated=False)

    @property
    def args(self) -> tuple[Any, ...]:
        """The arguments: values, and of what was not changed and is no plain value the expression of the case."""
        pairs = zip(self.inputs, self.known.inputs, self.known.case.args, strict=True)
        return tuple(arg if new is old and _has_handles(old) else new for new, old, arg in pairs)

    @property
    def is_of_known_classes(self) -> bool:
        """Whether all numbers are of the classes that they have in the case that they were made from."""
        known = leaves_of(self.known.inputs)
        return all(array.dtype == known[path].dtype for path, array in leaves_of(self.inputs).items())


def _has_handles(value: Value) -> bool:
    if is_container(value):
        return any(map(_has_handles, elements_of(value)))
    return isinstance(value, FunctionHandle)


def inputs_for(
    known: Sequence[Known], port: Path | None = None, limit: int | None = None, keeps_classes: bool = False
) -> Iterator[Candidate]:
    """Return inputs for a pair that its cases do not have.

    The inputs of the cases are varied by sizes, special values and what the sources compare with, one thing at a time;
    then drawn at random. Every input keeps the role that it has in the cases, such as an index or a symmetric matrix,
    and what is equally large there stays so. The original has not been run on them: it may fail.

    Parameters
    ----------
    known : sequence of Known
        Cases of one pair with their evaluated inputs (`Reference.inputs`).
    port : Path, optional
        The port's file, which is read for what it compares with.
    limit : int, optional
        How many at most; by default there is no end.
    keeps_classes : bool
        Whether all numbers are of the classes that they have in the cases.

    Yields
    ------
    Candidate
        Each once, the plainest first: the same in every run, on every machine.

    Examples
    --------
    >>> import numpy as np
    >>> from matdrop.cases.table import OWN_TABLE, load_table
    >>> (case,) = load_table(OWN_TABLE).select(["inverted_dropout/article"])
    >>> candidates = inputs_for([Known(case, (np.ones((2, 3)), np.array([[0.8]])))], limit=3)
    >>> [candidate.inputs[0].shape for candidate in candidates]
    [(1, 3), (2, 3), (2, 3)]
    """
    domains = domains_of(known)
    thresholds = thresholds_of(known[0].case.pair.sources, port) if known else Thresholds()
    seen = {digest(list(one.inputs)) for one in known}
    sources = [_candidates(domain, thresholds, seen, keeps_classes) for domain in domains]
    yield from itertools.islice(in_turn(sources), limit)


def _candidates(domain: Domain, thresholds: Thresholds, seen: set[str], keeps_classes: bool) -> Iterator[Candidate]:
    """Find the candidates of one form that are in the domain."""
    misses = 0
    for candidate in itertools.chain(_varied(domain, thresholds), _random(domain, thresholds)):
        key = digest(list(candidate.inputs))
        is_known = key in seen or (keeps_classes and not candidate.is_of_known_classes)
        if is_known or not domain.contains(candidate.inputs):
            misses += 1
            if misses > PATIENCE:
                return
            continue
        misses = 0
        seen.add(key)
        yield candidate


def _varied(domain: Domain, thresholds: Thresholds) -> Iterator[Candidate]:
    for known in domain.known[:VARIED]:
        for inputs in variations(domain, known.inputs, thresholds):
            yield Candidate(known, inputs, domain)


def _random(domain: Domain, thresholds: Thresholds) -> Iterator[Candidate]:
    drawn = random_inputs(domain, thresholds, seed=0)
    for inputs, known in zip(drawn, itertools.cycle(domain.known), strict=False):
        yield Candidate(known, inputs, domain)
