"""Which variable of the port stands for which of the original's, and which of its values for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

import numpy as np

from matdrop.source.names import normalize_name
from matdrop.source.statements import MAIN
from matdrop.tracing.record import NO_GAP, Recording, Variable, Write, equal_values
from matdrop.tracing.sameness import AS_IT_IS, Bases, Sameness, is_stacked
from matdrop.tracing.summary import Kept

# Beyond as many pairs of values, only the first ones after a difference are aligned.
PAIRS = 100_000
WINDOW = 100


@dataclass(frozen=True)
class Step:
    """A value of each side that belong together, by their places in the recordings, or a value of one side alone."""

    original: int | None
    port: int | None
    same: bool = False


@dataclass(frozen=True)
class Alignment:
    """Two recordings, side by side.

    Attributes
    ----------
    original, port : Recording
        The two.
    sameness : Sameness
        How values were compared.
    partners : mapping of Variable to Variable
        For each of the port's variables the original's that it stands for.
    chains : mapping of Variable to list of Step
        For each of the original's variables its values, and the port's, in order.
    stacked : frozenset of int
        Values of the port that hold all of a loop's.
    bases : mapping of Variable to tuple of int
        For the port's variables that count, what may have to be added to them.
    """

    original: Recording
    port: Recording
    sameness: Sameness
    partners: Mapping[Variable, Variable]
    chains: Mapping[Variable, list[Step]]
    stacked: frozenset[int]
    bases: Mapping[Variable, Bases]

    def holds(self, original: int, port: int) -> bool:
        """Tell whether a value of the port's, by its place in the recording, is a value of the original's."""
        write = self.port.writes[port]
        bases = self.bases.get(write.variable, AS_IT_IS)
        return self.sameness.holds(self.original.writes[original].value, write, bases)

    @property
    def is_complete(self) -> bool:
        """Whether no limit has ended a recording."""
        return not self.original.ended and not self.port.ended

    def is_in_step(self, step: Step) -> bool:
        """Tell whether two values are of the same iteration, and so stand for each other whatever comes after."""
        if step.original is None or step.port is None:
            return False
        here = self.original.writes[step.original].event.iteration
        return bool(here) and here == self.port.writes[step.port].event.iteration

    @cached_property
    def in_step(self) -> list[tuple[int, int]]:
        """The values of the same iteration, and those that agree where one side has no loop: by their places."""
        found = []
        for step in (step for steps in self.chains.values() for step in steps):
            if step.original is not None and step.port is not None:
                here = self.original.writes[step.original].event.iteration
                there = self.port.writes[step.port].event.iteration
                if (here == there and (here or step.same)) or (step.same and len(here) != len(there)):
                    found.append((step.original, step.port))
        return found

    @cached_property
    def step_of(self) -> Mapping[int, Step]:
        """The steps by the places of the port's values."""
        return {step.port: step for steps in self.chains.values() for step in steps if step.port is not None}


def align(
    original: Recording, port: Recording, sameness: Sameness, outputs: Sequence[str], given: Mapping[str, str]
) -> Alignment:
    """Align what the two sides did.

    Parameters
    ----------
    original, port : Recording
        The two sides.
    sameness : Sameness
        How values are compared.
    outputs : sequence of str
        The original's outputs that were asked for.
    given : mapping of str to str
        Names in the port for names in the original, where they are known.

    Returns
    -------
    Alignment
        By name first, then by place (parameters, outputs), then by value.
    """
    partners = _by_name(original, port, outputs, given)
    doubtful = _doubtful(original, port, partners, given, sameness)
    partners = {variable: partner for variable, partner in partners.items() if variable not in doubtful}
    partners |= _by_value(original, port, partners, sameness)
    partners = {**doubtful, **partners}
    left: dict[Variable, list[int]] = {}
    for index, write in enumerate(original.writes):
        left.setdefault(write.variable, []).append(index)
    right: dict[Variable, list[int]] = {variable: [] for variable in left}
    for index, write in enumerate(port.writes):
        partner = partners.get(write.variable)
        if partner in right:
            right[partner].append(index)
    chains: dict[Variable, list[Step]] = {}
    stacked: set[int] = set()
    bases = {v: _bases(original, port, left.get(partner, []), v, sameness) for v, partner in partners.items()}
    begun = Alignment(original, port, sameness, partners, {}, frozenset(), bases)
    for variable, indices in left.items():
        chains[variable], whole = _chain(begun, indices, right[variable])
        stacked |= whole
    return replace(begun, chains=chains, stacked=frozenset(stacked))


def _bases(original: Recording, port: Recording, left: Sequence[int], variable: Variable, sameness: Sameness) -> Bases:
    """Tell from what a variable of the port counts: by its use, or else by which way more of its values agree."""
    given = [write for write in port.writes if write.variable == variable]
    if not any(write.counts for write in given):
        return AS_IT_IS
    here, there = original.sources[0], port.sources[given[0].event.file]
    name = original.writes[left[0]].variable.name if left else ""
    plain = name in here.plain and variable.name in there.plain
    statement = there.statements.get(given[0].line)
    counter = statement is not None and statement.kind == "for"
    if plain and not {name, variable.name} & (here.reckoned | there.reckoned) and (counter or sameness.shifted):
        return (1,)
    if not sameness.shifted:
        return AS_IT_IS
    expected = Counter(_numbers(original.writes[index].canonical) for index in left)
    as_it_is, shifted = (
        (expected & Counter(_numbers(write.canonical, base) for write in given)).total() for base in (0, 1)
    )
    if as_it_is != shifted:
        return (1,) if shifted > as_it_is else AS_IT_IS
    return (1,) if plain else (0, 1)


def _any_base(write: Write, sameness: Sameness) -> Bases:
    return (0, 1) if write.counts and sameness.shifted else AS_IT_IS


def _numbers(value: Kept | None, base: int = 0) -> bytes:
    """Give the numbers of a value that counts, for a comparison of many."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "iuf":
        return (value.astype(np.float64) + base).tobytes(order="F")
    return b""


def _by_name(
    original: Recording, port: Recording, outputs: Sequence[str], given: Mapping[str, str]
) -> dict[Variable, Variable]:
    functions = {function.name: function for source in original.sources for function in source.functions.values()}
    by_normal = {normalize_name(name): name for name in functions}
    names: dict[str, list[str]] = {}
    for write in original.writes:
        known = names.setdefault(write.variable.function, [])
        if write.variable.name not in known:
            known.append(write.variable.name)
    partners: dict[Variable, Variable] = {}
    variables = list(dict.fromkeys(write.variable for write in port.writes))
    for variable in variables:
        function = by_normal.get(normalize_name(variable.function))
        if function is None:
            continue
        gives = outputs if function == MAIN and outputs else functions[function].outputs
        name = _partner_name(variable.name, names.get(function, []), gives, given)
        if name is not None:
            partners[variable] = Variable(function, name)
    taken = set(partners.values())
    for function, here in functions.items():
        there = next(
            (
                f
                for source in port.sources
                for f in source.functions.values()
                if normalize_name(f.name) == normalize_name(function)
            ),
            None,
        )
        if there is None:
            continue
        for name, other in zip(here.parameters, there.parameters, strict=False):
            if Variable(function, name) not in taken and Variable(there.name, other) not in partners:
                partners[Variable(there.name, other)] = Variable(function, name)
        gives = outputs if function == MAIN and outputs else here.outputs
        for source in port.sources:
            for line, values in source.returned.items():
                if source.statements[line].function == there.name:
                    for name, used in zip(gives, values, strict=False):
                        candidates = {Variable(there.name, n) for n in used if n not in there.parameters}
                        own = [variable for variable in variables if variable in candidates]
                        if len(own) == 1:
                            partners.setdefault(own[0], Variable(function, name))
    return partners


def _doubtful(
    original: Recording,
    port: Recording,
    partners: Mapping[Variable, Variable],
    given: Mapping[str, str],
    sameness: Sameness,
) -> dict[Variable, Variable]:
    """Give the namesakes that have no value in common, so that they may be something else."""
    here, there = original.chains(), port.chains()
    fixed = {
        Variable(f.name, name) for source in port.sources for f in source.functions.values() for name in f.parameters
    }
    return {
        variable: partner
        for variable, partner in partners.items()
        if variable in there and partner in here and variable not in fixed and variable.name not in given.values()
        if not variable.name.startswith("return ")
        and not any(
            sameness.holds(a.value, b, _any_base(b, sameness))
            for a in here[partner][:WINDOW]
            for b in there[variable][:WINDOW]
        )
    }


def _partner_name(name: str, known: Sequence[str], gives: Sequence[str], given: Mapping[str, str]) -> str | None:
    head, dot, field = name.partition(".")
    if dot and (partner := _partner_name(head, [n.partition(".")[0] for n in known], gives, given)):
        fields = [other for other in known if other.startswith(f"{partner}.")]
        return next((other for other in fields if normalize_name(other) == normalize_name(f"{partner}.{field}")), None)
    if name.startswith("return "):
        key = name.removeprefix("return ")
        if key.isdigit():
            return gives[int(key) - 1] if int(key) <= len(gives) else None
        return next((output for output in gives if normalize_name(output) == normalize_name(key)), None)
    if name in given.values():
        return next(original for original, port in given.items() if port == name)
    if name in known:
        return name
    same = [other for other in known if normalize_name(other) == normalize_name(name) and other not in given]
    fields = [
        other
        for other in known
        if "." in other and normalize_name(other.partition(".")[2]) == normalize_name(name.split(".")[-1])
    ]
    return next(iter(same), fields[0] if len(fields) == 1 else None)


def _by_value(
    original: Recording, port: Recording, partners: Mapping[Variable, Variable], sameness: Sameness
) -> dict[Variable, Variable]:
    """Find partners of variables without a namesake: those whose telling values come up in the original too."""
    functions = {partner.function: variable.function for variable, partner in partners.items()}
    here, there = original.chains(), port.chains()
    found: dict[Variable, Variable] = {}
    for variable, chain in there.items():
        if variable in partners or variable.name.startswith("return "):
            continue
        scores = {
            other: _score(values, chain, sameness)
            for other, values in here.items()
            if functions.get(other.function, other.function) == variable.function and other not in partners.values()
        }
        best = max(scores, key=lambda other: scores[other], default=None)
        if best is not None and scores[best] > 0:
            found[variable] = best
    return found


def _score(expected: Sequence[Write], given: Sequence[Write], sameness: Sameness) -> float:
    """Give the share of the port's values that come up, in order, among the original's."""
    position, matched = 0, 0
    for write in given[:WINDOW]:
        place = next(
            (
                k
                for k in range(position, min(len(expected), position + WINDOW))
                if sameness.holds(expected[k].value, write, _any_base(write, sameness))
            ),
            None,
        )
        if place is not None:
            position, matched = place + 1, matched + 1
    if matched < len(given[:WINDOW]) and not any(is_telling(write.canonical) for write in given[:WINDOW]):
        return 0.0
    return matched / min(len(given), WINDOW)


def is_telling(value: Kept | None) -> bool:
    """Tell whether a value is hardly equal to another one by chance.

    Examples
    --------
    >>> is_telling(np.array([[1.0, 2.0]])), is_telling(np.ones((2, 2)))
    (True, False)
    """
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iufc" or value.size < 2:
        return False
    return bool((value != value.flat[0]).any())


def _chain(alignment: Alignment, left: list[int], right: list[int]) -> tuple[list[Step], set[int]]:
    """Align the values of a variable."""
    original, port, sameness = alignment.original, alignment.port, alignment.sameness

    def same(i: int, j: int) -> bool:
        return alignment.holds(left[i], right[j])

    def lines(i: int, j: int) -> tuple[int, int]:
        return original.writes[left[i]].line, port.writes[right[j]].line

    def at_once(i: int, j: int) -> bool:
        return original.writes[left[i]].event.iteration == port.writes[right[j]].event.iteration

    def elsewhere(i: int, j: int) -> bool:
        here, there = original.writes[left[i]].event, port.writes[right[j]].event
        if (here.gap == NO_GAP) != (there.gap == NO_GAP):
            return True
        if len(here.iteration) == len(there.iteration) and here.iteration != there.iteration:
            return True
        line = lines(i, j)  # a line that gives the value of another one
        return line not in together and any(line[0] == a or line[1] == b for a, b in together)

    steps: list[Step] = []
    i = j = 0
    while i < len(left) and j < len(right) and same(i, j):
        steps.append(Step(left[i], right[j], True))
        i, j = i + 1, j + 1
    a, b = len(left) - i, len(right) - j
    stacked: set[int] = set()
    for k in range(j, min(len(right), j + 2)):
        if a > 1 and is_stacked([original.writes[x].value for x in left[i:]], port.writes[right[k]], sameness):
            steps += [Step(None, x) for x in right[j:k]]
            steps += [Step(x, None) for x in left[i:-1]] + [Step(left[-1], right[k], True)]
            steps += [Step(None, x, True) for x in right[k + 1 :]]
            return steps, {right[k]}
    if a * b > PAIRS:
        a, b = min(a, WINDOW), min(b, WINDOW)
    agree = [[same(i + x, j + y) for y in range(b)] for x in range(a)]
    # Before the first difference values agree because they belong together, after it also by chance.
    together = {lines(k, k) for k in range(i)} or {
        lines(i + x, j + y) for x in range(a) for y in range(b) if agree[x][y] and at_once(i + x, j + y)
    }
    steps += [
        Step(None if x is None else left[i + x], None if y is None else right[j + y], agrees)
        for x, y, agrees in _cheapest(
            agree,
            [[elsewhere(i + x, j + y) for y in range(b)] for x in range(a)],
            _repeats(port, right, j, b),
        )
    ]
    for x, y in zip_longest(left[i + a :], right[j + b :]):
        agrees = x is not None and y is not None and alignment.holds(x, y)
        steps.append(Step(x, y, agrees))
    return steps, stacked


def _repeats(port: Recording, right: Sequence[int], start: int, count: int) -> list[bool]:
    """Tell which of the port's values are the ones that the variable had already."""
    writes = [port.writes[index] for index in right]
    return [k > 0 and equal_values(writes[k - 1], writes[k]) for k in range(start, start + count)]


def _cheapest(
    same: Sequence[Sequence[bool]], elsewhere: Sequence[Sequence[bool]], repeats: Sequence[bool]
) -> list[tuple[int | None, int | None, bool]]:
    """Find the cheapest way to align two rows of values.

    Equal values cost nothing, two different values that stand for each other a little more than 1, and a value of
    one side alone 1. Values of different iterations hardly belong together. A value of the port's that repeats the
    one before is little if alone, and better so. Of ways that cost the same, later values stand for each other: the
    ones before are what they were made from.
    """
    a, b = len(same), len(repeats)
    alone = [0.2 if repeat else 1.0 for repeat in repeats]
    cost = np.zeros((a + 1, b + 1))
    both = np.zeros((a, b))
    for x in range(a):
        for y in range(b):
            both[x, y] = (0.25 if repeats[y] else 0.0) if same[x][y] else 1.05
            both[x, y] += 1.0 if elsewhere[x][y] else 0.0
    cost[:a, b] = np.arange(a, 0, -1)
    cost[a, :b] = np.cumsum(alone[::-1])[::-1]
    for x in range(a - 1, -1, -1):
        for y in range(b - 1, -1, -1):
            cost[x, y] = min(cost[x + 1, y + 1] + both[x, y], cost[x + 1, y] + 1, cost[x, y + 1] + alone[y])
    steps: list[tuple[int | None, int | None, bool]] = []
    x = y = 0
    while x < a or y < b:
        if y < b and np.isclose(cost[x, y], cost[x, y + 1] + alone[y]):
            steps.append((None, y, False))
            y += 1
        elif x < a and np.isclose(cost[x, y], cost[x + 1, y] + 1):
            steps.append((x, None, False))
            x += 1
        else:
            steps.append((x, y, same[x][y]))
            x, y = x + 1, y + 1
    return steps
