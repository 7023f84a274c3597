"""Which event of the port stands for which of the original's, and whether what was read is the original's."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from matdrop.tracing.bounds import BOUNDS
from matdrop.tracing.equality import Equality
from matdrop.tracing.partners import Partners, Sides, Variable, variable_of
from matdrop.tracing.recording import Event, Recording
from matdrop.values.value import is_cell

END = 1 << 60  # later than any event
LONG = 60  # values of a variable beyond which no longest common subsequence is looked for
Pairing = list[tuple[int, int]]


class Alignment:
    """Two recordings of one case, side by side.

    Parameters
    ----------
    sides : Sides
        The recordings.
    partners : Partners
        The variables' partners.
    equality : Equality
        When two values are equal.
    bases : mapping of Variable to int
        For variables of the port that count from 0: 1.

    Attributes
    ----------
    partner : dict of int to int
        For events of the port the original's event.
    """

    def __init__(self, sides: Sides, partners: Partners, equality: Equality, bases: Mapping[Variable, int]) -> None:
        self.sides, self.partners, self.equality, self.bases = sides, partners, equality, bases
        self.original, self.port = sides.original, sides.port
        self._equal: dict[tuple[int, int], bool] = {}
        self.partner: dict[int, int] = {}
        self._align_variables()
        self._align_controls()

    # -- which event stands for which

    @cached_property
    def histories(self) -> Mapping[Variable, list[int]]:
        """The events of each variable of the original, in order."""
        return _histories(self.original, ("store", "input", "draw"))

    @cached_property
    def results(self) -> Mapping[Variable, list[int]]:
        """What each function of the original returns."""
        return _histories(self.original, ("return",))

    def _align_variables(self) -> None:
        histories = _histories(self.port, ("input", "store"))
        for variable, orders in histories.items():
            for kind in ("store", "input") if variable in self.partners.stored else ("",):
                own = [order for order in orders if kind in ("", self.port.events[order].kind)]
                other = self.partners.of(variable, kind or "store")
                if other is not None:
                    self.partner.update(self._pairs(own, self.histories.get(other, [])))
        for variable, orders in _histories(self.port, ("return",)).items():
            other = self.partners.variables.get(variable)
            if other is not None:
                self.partner.update(self._pairs(orders, self.results.get(other) or self.histories.get(other, [])))

    def _pairs(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Pair the values of a variable: statement by statement, else by index, else by equal values."""
        if not ports or not originals:
            return []
        by_statement = self._by_statement(ports, originals)
        if by_statement:
            return by_statement
        if self.is_cut or len(ports) == len(originals):
            return list(zip(ports, originals, strict=False))
        equal = self._common(ports, originals)
        if not equal:
            return [(ports[-1], originals[-1])]
        return [*equal, *_between(equal, ports, originals)]

    def _by_statement(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Pair statements that were executed equally often, if that leaves none of one side alone."""
        left = _groups(self.port, ports)
        right = _groups(self.original, originals)
        scores = {
            (a, b): 1 + self._share(one, other)
            for a, one in enumerate(left)
            for b, other in enumerate(right)
            if self._may_pair(one, other)
        }
        chosen = _best(len(left), len(right), scores)
        if len(chosen) < min(len(left), len(right)):
            return []
        # Of what is executed rarely, nothing may have been recorded on one side.
        if chosen[-1] != (len(left) - 1, len(right) - 1) and not (self.is_cut or self._has_gaps):
            return []
        return [pair for a, b in chosen for pair in self._by_execution(left[a], right[b])]

    def _by_execution(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Pair the executions of two statements, of which not all may be recorded."""
        if not (_is_sampled(self.port, ports) or _is_sampled(self.original, originals)):
            return list(zip(ports, originals, strict=False))
        known = {self.original.events[order].execution: order for order in originals}
        executions = ((order, self.port.events[order].execution) for order in ports)
        return [(order, known[execution]) for order, execution in executions if execution in known]

    @property
    def is_cut(self) -> bool:
        """Whether the port has ended early, so that its values may be the first ones only."""
        return bool(self.port.error or self.port.ended or self.original.ended)

    @cached_property
    def _has_gaps(self) -> bool:
        """Whether iterations of the port were only counted."""
        return any(event.kind == "gap" for event in self.port.events)

    def _may_pair(self, ports: Sequence[int], originals: Sequence[int]) -> bool:
        """Whether two statements were executed equally often, as far as is known."""
        return self.is_cut or _times(self.port, ports) == _times(self.original, originals)

    def _share(self, ports: Sequence[int], originals: Sequence[int]) -> float:
        """Return how many of the first values are equal."""
        pairs = self._by_execution(ports, originals)[:20]
        return sum(self._is_equal(port, original) for port, original in pairs) / len(pairs) if pairs else 0.0

    def _common(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Return the longest common subsequence of equal values."""
        first: Pairing = []
        if len(ports) * len(originals) > LONG * LONG:
            pairs = zip(ports, originals, strict=False)
            first = list(itertools.takewhile(lambda pair: self._is_equal(*pair), pairs))
            ports, originals = ports[len(first) :][:LONG], originals[len(first) :][:LONG]
        scores = {
            (a, b): 1.0
            for a, port in enumerate(ports)
            for b, original in enumerate(originals)
            if self._is_equal(port, original)
        }
        return [*first, *((ports[a], originals[b]) for a, b in _best(len(ports), len(originals), scores))]

    def _align_controls(self) -> None:
        """Pair conditions, and what loops run over, of statements that were executed equally often."""
        for kind in ("condition", "iterable"):
            left, right = _controls(self.port, kind), _controls(self.original, kind)
            for port, statements in left.items():
                others = right.get(self.partners.functions.get(port, ""), [])
                scores = {
                    (a, b): 1 + self._likeness(one, other)
                    for a, one in enumerate(statements)
                    for b, other in enumerate(others)
                    if self._may_pair(one, other)
                }
                for a, b in _best(len(statements), len(others), scores):
                    self.partner.update(self._by_execution(statements[a], others[b]))

    def _likeness(self, ports: Sequence[int], originals: Sequence[int]) -> float:
        """Return how much two control statements are alike: by what they read and store, and by their values."""
        port, original = self.port.events[ports[0]], self.original.events[originals[0]]
        one, other = self.port.statements[port.statement], self.original.statements[original.statement]
        names = {self.partners.variables.get((one.function, name), ("", ""))[1] for name in (*one.reads, *one.stores)}
        names -= {""}
        common = len(names & {*other.reads, *other.stores}) / len(names) if names else 0.0
        return 2 * common + self._share(ports, originals)

    # -- whether values are equal

    def base(self, event: Event) -> int:
        """Return what has to be added to a value of the port's that counts from 0."""
        function, name = variable_of(self.port, event)
        if event.kind == "iterable":  # as the loop's variable does
            name = next(iter(self.port.statements[event.statement].stores), "")
        return self.bases.get((function, name), 0)

    def _is_equal(self, port: int, original: int) -> bool:
        key = port, original
        if key not in self._equal:
            one, other = self.port.events[port], self.original.events[original]
            same = self._holds(port, original)
            self._equal[key] = same or (one.kind == "iterable" and _as_many(other.value, one.value))
        return self._equal[key]

    def _holds(self, port: int, original: int) -> bool:
        """Whether two values are equal; a loop may count from 0."""
        one, other = self.port.events[port], self.original.events[original]
        bases = {self.base(one), 1} if one.kind == "iterable" else {self.base(one)}
        return any(self.equality.holds(other.value, one.value, base) for base in bases)

    def agrees(self, order: int) -> bool:
        """Whether an event of the port has the value of its partner."""
        return order in self.partner and self._is_equal(order, self.partner[order])

    def is_earlier_version(self, order: int) -> bool:
        """Whether a wrong value of the port is what the original's variable was before its counterpart was stored."""
        if order not in self.partner or self.agrees(order):
            return False
        before = self._current(self.port.events[order], self._starts[self.partner[order]])
        return before is not None and self._is_equal(order, before)

    # -- whether what was read is explained

    @cached_property
    def _starts(self) -> list[int]:
        """For each event of the original, where the execution of its statement begins."""
        first: dict[tuple[int, int, int], int] = {}
        return [first.setdefault((e.statement, e.call, e.execution), e.order) for e in self.original.events]

    @cached_property
    def moments(self) -> list[int]:
        """For each event of the port, when the original executes its statement, or what uses it."""
        events = self.port.events
        moments = [END] * len(events)
        for event in reversed(events):
            own = self.partner.get(event.order)
            if own is not None:
                moments[event.order] = END if self._is_result(event) else self._starts[own]
            for read in event.reads:
                moments[read] = min(moments[read], moments[event.order])
        return moments

    def _is_result(self, event: Event) -> bool:
        return event.kind == "return" and variable_of(self.port, event)[0] == self.sides.port_main

    def explains(self, reader: Event, read: int) -> bool:
        """Whether an event that was read has the value that was current when the original did the same.

        Parameters
        ----------
        reader : Event
            The port's event that has read ...
        read : int
            ... this one.

        Returns
        -------
        bool
            False also if it has no partner: nothing is known of it.
        """
        event = self.port.events[read]
        if self.is_given(event):
            return True
        if event.kind == "gap":  # what was not recorded is right where what was made of it is
            return self.agrees(reader.order)
        if event.kind == "draw":
            return self._has_drawn_alike(event)
        if read not in self.partner:
            return self._is_element(event)
        if self._may_be_another(event) and not self._reads_too(reader, event):
            return False
        if event.kind == "iterable" and (reader.statement, reader.kind) == (event.statement, "store"):
            return self._holds(
                read, self.partner[read]
            )  # what the loop's variable takes; for others the count is enough
        if reader.kind == "error" or event.kind not in ("store", "input"):
            return self.agrees(read)
        currents = [self._current(event, moment) for moment in self._moments_of(reader)]
        return any(current is not None and self._is_equal(read, current) for current in currents)

    def _is_element(self, event: Event) -> bool:
        """Whether an event is a loop's variable without a partner, and the loop runs over what the original's does."""
        if event.kind != "store" or self.port.statements[event.statement].stores != (event.variable,):
            return False
        iterables = (r for r in event.reads if self.port.events[r].kind == "iterable")
        return any(
            self.port.events[r].statement == event.statement and r in self.partner and self._holds(r, self.partner[r])
            for r in iterables
        )

    def blocks_of_missing_stores(self, reader: Event, read: int) -> set[int]:
        """Return the original's loops and branches in which it stores again what the port has read as it was before.

        Parameters
        ----------
        reader : Event
            The port's event that has read ...
        read : int
            ... this one, which is the original's in value.

        Returns
        -------
        set of int
            Numbers of the original's statements.
        """
        event = self.port.events[read]
        other = self.partners.of(variable_of(self.port, event), event.kind)
        history = self.histories.get(other, []) if other else []
        first, last = bisect_right(history, self.partner[read]), bisect_left(history, max(self._moments_of(reader)))
        stores = {self.original.events[order].statement for order in history[first:last]} - {-1}
        return {number for store in stores for number in self.original.statements[store].around}

    def _has_drawn_alike(self, draw: Event) -> bool:
        """Whether what a statement has made of the numbers that it has drawn is the original's."""
        place = draw.statement, draw.call, draw.execution
        following = self.port.events[draw.order + 1 : draw.order + 9]
        made = [e.order for e in following if (e.statement, e.call, e.execution) == place and e.kind != "draw"]
        return bool(made) and all(map(self.agrees, made))

    def _may_be_another(self, event: Event) -> bool:
        """Whether an event may stand for something else in the original than its partner by name or by value."""
        variable = variable_of(self.port, event)
        return variable in self.partners.by_value or self.partners.is_own(variable, event.kind)

    def _reads_too(self, reader: Event, event: Event) -> bool:
        """Whether the original's statement reads the event's partner, and not another variable in its place."""
        if reader.kind == "error":
            return True
        own = self.partner.get(reader.order, self.moments[reader.order])
        number = self.original.events[own].statement if own < len(self.original.events) else -1
        other = self.partners.variables[variable_of(self.port, event)]
        return number >= 0 and other[1] in self.original.statements[number].reads

    def is_given(self, event: Event) -> bool:
        """Whether an event is an input of the port, which was handed over as the original's."""
        own = event.kind == "input" and not event.reads
        return own and event.variable in self.sides.given and variable_of(self.port, event)[0] == self.sides.port_main

    def _moments_of(self, reader: Event) -> list[int]:
        """Return when the original does what the port does here: of what is computed in a ``return``, either of two."""
        own = self.partner.get(reader.order)
        if own is None:
            return [self.moments[reader.order]]
        if reader.kind != "return":
            return [self._starts[own]]
        last = self._last_store(self.original.events[own])
        # What the original stores last may be what the port computes in its return, if nothing else stands for it.
        is_other = last is None or self._is_plain(reader) or last in self._taken
        computed = [] if last is None or is_other else [self._starts[last]]
        return [END if self._is_result(reader) else self._starts[own], *computed]

    @cached_property
    def _taken(self) -> set[int]:
        """The original's stores that something in the port stands for."""
        return set(self.partner.values())

    def _last_store(self, result: Event) -> int | None:
        """Return where the original has stored for the last time what it returns."""
        history = self.histories.get(variable_of(self.original, result), [])
        place = bisect_left(history, result.order)
        return history[place - 1] if place else None

    def _is_plain(self, result: Event) -> bool:
        """Whether a variable is returned as it is."""
        return (result.statement, result.variable) in self.sides.plain

    def _current(self, event: Event, moment: int) -> int | None:
        """Return the original's event that gave a variable the value that it has at a moment."""
        other = self.partners.of(variable_of(self.port, event), event.kind)
        history = self.histories.get(other, []) if other else []
        place = bisect_left(history, moment)
        return history[place - 1] if place else None


def _times(recording: Recording, orders: Sequence[int]) -> int:
    """Return how often a statement was executed of which some events are known."""
    last = recording.events[orders[-1]]
    counted = recording.counts.get(last.statement, 0) if last.kind != "iterable" else 0
    # Short loops are recorded whole: of these the events themselves say how many there are.
    return max(len(orders), last.execution + 1, counted if counted > BOUNDS.turns else 0)


def _is_sampled(recording: Recording, orders: Sequence[int]) -> bool:
    """Whether not every execution of a statement was recorded."""
    return _times(recording, orders) > len(orders)


def _as_many(original: object, port: object) -> bool:
    """Whether two loops have equally many iterations, of which the port's are over more than numbers."""
    columns = getattr(original, "shape", (0, 0))[-1]
    return is_cell(port) and bool(port.size == columns)


def _histories(recording: Recording, kinds: Sequence[str]) -> dict[Variable, list[int]]:
    histories: dict[Variable, list[int]] = {}
    for event in recording.events:
        if event.kind in kinds and event.variable:
            histories.setdefault(variable_of(recording, event), []).append(event.order)
    return histories


def _controls(recording: Recording, kind: str) -> dict[str, list[list[int]]]:
    """Return the events of the control statements of each function, statement by statement as they stand."""
    found: dict[int, list[int]] = {}
    for event in recording.events:
        if event.kind == kind and event.statement >= 0:
            found.setdefault(event.statement, []).append(event.order)
    functions: dict[str, list[list[int]]] = {}
    for statement in sorted(found):
        functions.setdefault(recording.statements[statement].function, []).append(found[statement])
    return functions


def _groups(recording: Recording, orders: Sequence[int]) -> list[list[int]]:
    """Group events by their statements, in the order in which these were first executed."""
    groups: dict[int, list[int]] = {}
    for order in orders:
        groups.setdefault(recording.events[order].statement, []).append(order)
    return list(groups.values())


def _best(rows: int, columns: int, scores: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the pairs in order with the largest sum of scores; of several the later ones.

    Examples
    --------
    >>> _best(2, 2, {(0, 0): 1.0, (1, 1): 1.0, (0, 1): 1.5})
    [(0, 0), (1, 1)]
    """
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for a in range(1, rows + 1):
        for b in range(1, columns + 1):
            both = best[a - 1][b - 1] + scores[a - 1, b - 1] if (a - 1, b - 1) in scores else 0.0
            best[a][b] = max(best[a - 1][b], best[a][b - 1], both)
    return list(_walk(best, scores))[::-1]


def _walk(best: Sequence[Sequence[float]], scores: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    a, b = len(best) - 1, len(best[0]) - 1
    while a and b:
        if (a - 1, b - 1) in scores and best[a][b] == best[a - 1][b - 1] + scores[a - 1, b - 1]:
            a, b = a - 1, b - 1
            yield a, b
        elif best[a][b] == best[a - 1][b]:
            a -= 1
        else:
            b -= 1


def _between(equal: Pairing, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
    """Pair what stands between equal values, where both sides have as many."""
    found: Pairing = []
    where = [{order: place for place, order in enumerate(orders)} for orders in (ports, originals)]
    places = [(where[0][a], where[1][b]) for a, b in equal]
    before = (-1, -1)
    for a, b in [*places, (len(ports), len(originals))]:
        left, right = ports[before[0] + 1 : a], originals[before[1] + 1 : b]
        if len(left) == len(right):
            found += zip(left, right, strict=True)
        before = (a, b)
    return found
