"""Which event of the port stands for which of the original's, and whether what was read is the original's."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from matdrop.source.python import lines_of
from matdrop.tracing.bounds import BOUNDS
from matdrop.tracing.building import Building, building
from matdrop.tracing.equality import Equality
from matdrop.tracing.partners import Partners, Sides, Variable, variable_of
from matdrop.tracing.recording import Event, Recording
from matdrop.values.value import Value, is_cell, is_number_array

END = 1 << 60  # later than any event
LONG = 60  # values of a variable beyond which no longest common subsequence is looked for
UNEQUAL = 0.5  # what a pair of statements counts that were not executed equally often; 1 if they were
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
        self._same_elements: dict[int, bool] = {}  # of what loops go over
        self.partner: dict[int, int] = {}
        self._in_extent: dict[tuple[int, int], Value] = {}  # of a pair, the part or the row that stands for the port's
        self._elements: dict[int, int] = {}  # events of the port that stand for one element of so many
        self._built: dict[int, tuple[Building, int]] = {}  # events of the port, with their versions
        self._versions: dict[int, tuple[Building, int]] = {}  # the original's
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
                    originals = self.histories.get(other, [])
                    pairs = self._pairs(own, originals)
                    self.partner.update(pairs)
                    self._note_building(own, originals, pairs)
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
        # A loop that goes wrong may end elsewhere: up to there its iterations stand for each other all the same.
        by_iteration = self._by_statement(ports, originals, by_iteration=True)
        if by_iteration and sum(self._is_equal(*pair) for pair in by_iteration) >= len(equal):
            return by_iteration
        if not equal:
            return [(ports[-1], originals[-1])]
        return [*equal, *_between(equal, ports, originals)]

    def _by_statement(self, ports: Sequence[int], originals: Sequence[int], by_iteration: bool = False) -> Pairing:
        """Pair statements that were executed equally often, if that leaves none of one side alone.

        If it is asked for, those that were not executed equally often are paired, too, if they read the same.
        """
        left = _groups(self.port, ports)
        right = _groups(self.original, originals)
        found: dict[tuple[int, int], Pairing] = {}
        scores: dict[tuple[int, int], float] = {}
        for (a, one), (b, other) in itertools.product(enumerate(left), enumerate(right)):
            is_equal = self._may_pair(one, other)
            common = self._common_names(one, other, reads=True)
            if is_equal:
                pairs = self._by_execution(one, other)
            elif by_iteration and common == 1:
                pairs = self._by_iteration(one, other)
            else:
                pairs = self._one_for_many(one, other)
            if is_equal or pairs:
                found[a, b] = pairs
                scores[a, b] = (1 if is_equal else UNEQUAL) + self._share(pairs) + common
        chosen = _best(len(left), len(right), scores)
        if len(chosen) < min(len(left), len(right)):
            return []
        # Of what is executed rarely, nothing may have been recorded on one side.
        if chosen[-1] != (len(left) - 1, len(right) - 1) and not (self.is_cut or self._has_gaps):
            return []
        return [pair for place in chosen for pair in found[place]]

    def _one_for_many(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Pair a statement that is executed once with one in a loop, if that computes the same by elements.

        The one has in a row what the loop stores one after the other; or both have the same in the end.
        """
        if self.is_cut or (len(ports) > 1) == (len(originals) > 1):
            return []
        port, original = self.port.events[ports[0]], self.original.events[originals[0]]
        if port.kind != original.kind:
            return []  # what the port stores in a parameter, and the original does not
        if len(port.iterations) == len(original.iterations):
            return []  # both are in a loop, and one of these has ended early
        if _is_sampled(self.port, ports) or _is_sampled(self.original, originals):
            return []
        own, others = ([_extent(s.events[order].value) for order in o] for s, o in self._both(ports, originals))
        one, many = (own, others) if len(own) == 1 else (others, own)
        if set(many) == {1} and one == [len(many)]:
            return self._by_elements(ports, originals)
        if own[-1] != others[-1] or not own[-1]:
            return []
        # What is built up in a loop is looked at as a whole; of a sum only the last value counts.
        return [(order, originals[-1]) for order in (ports if own[-1] > 1 else ports[-1:])]

    def _both(self, ports: Sequence[int], originals: Sequence[int]) -> tuple[tuple[Recording, Sequence[int]], ...]:
        return (self.port, ports), (self.original, originals)

    def _by_elements(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Pair the elements of a row with what a loop stores one after the other."""
        if len(ports) > 1:
            elements = np.asarray(self.original.events[originals[0]].value).ravel("F")
            for order, element in zip(ports, elements, strict=True):
                self._in_extent[order, originals[0]] = np.full((1, 1), element)
                self._elements[order] = len(ports)
            return [(order, originals[0]) for order in ports]
        values = [np.asarray(self.original.events[order].value).ravel() for order in originals]
        row = np.concatenate(values).reshape(np.asarray(self.port.events[ports[0]].value).shape, order="F")
        for order in originals:
            self._in_extent[ports[0], order] = row
        return [(ports[0], originals[-1])]

    def _note_building(self, ports: Sequence[int], originals: Sequence[int], pairs: Pairing) -> None:
        """Look at an array's versions on the way as far as it is built element by element, where they are unlike."""
        if not pairs or self.is_cut or self._are_in_step(ports, pairs):
            return
        calls = [
            list(dict.fromkeys(side.events[o].call for o in orders)) for side, orders in self._both(ports, originals)
        ]
        if len(calls[0]) != len(calls[1]):
            return
        for call, other in zip(*calls, strict=True):
            own = [order for order in ports if self.port.events[order].call == call]
            theirs = [order for order in originals if self.original.events[order].call == other]
            ends = {(self.port.events[a].statement, self.original.events[b].statement): (a, b) for a, b in pairs}
            for end in sorted(ends.values(), reverse=True):
                if end[0] in own and end[1] in theirs and self._is_built(own, theirs, end):
                    break

    def _are_in_step(self, ports: Sequence[int], pairs: Pairing) -> bool:
        """Whether every value has a partner of its size."""
        events, others = self.port.events, self.original.events
        return len(pairs) == len(ports) and all(_extent(events[a].value) == _extent(others[b].value) for a, b in pairs)

    def _is_built(self, ports: Sequence[int], originals: Sequence[int], end: tuple[int, int]) -> bool:
        """Note the versions of an array up to an end, if it is built up to there."""
        own = ports[: ports.index(end[0]) + 1]
        others = originals[: originals.index(end[1]) + 1]
        if _extent(self.original.events[end[1]].value) != _extent(self.original.events[originals[-1]].value):
            return False  # it grows on
        if any(self.base(self.port.events[order]) for order in own) or len(own) + len(others) < 3:
            return False
        versions = [self.port.events[order].value for order in own]
        found = building(versions, [self.original.events[order].value for order in others], self.equality.near)
        if found is not None:
            self._built.update((order, (found, version)) for version, order in enumerate(own))
            self._versions.update((order, (found, version)) for version, order in enumerate(others))
        return found is not None

    def _by_execution(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Pair the executions of two statements, of which not all may be recorded."""
        if not (_is_sampled(self.port, ports) or _is_sampled(self.original, originals)):
            return list(zip(ports, originals, strict=False))
        known = {self.original.events[order].execution: order for order in originals}
        executions = ((order, self.port.events[order].execution) for order in ports)
        return [(order, known[execution]) for order, execution in executions if execution in known]

    def _by_iteration(self, ports: Sequence[int], originals: Sequence[int]) -> Pairing:
        """Pair what two statements store in the same iterations."""
        known = {(event := self.original.events[order]).iterations: event.order for order in originals}
        iterations = ((order, self.port.events[order].iterations) for order in ports)
        return [(order, known[iteration]) for order, iteration in iterations if iteration in known]

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

    def _share(self, pairs: Pairing) -> float:
        """Return how many of the first values are equal."""
        first = pairs[:20]
        return sum(self._is_equal(port, original) for port, original in first) / len(first) if first else 0.0

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
                words = [_first_word(self.port, one[0]) for one in statements]
                others_words = [_first_word(self.original, other[0]) for other in others]
                scores = {
                    (a, b): score
                    for a, one in enumerate(statements)
                    for b, other in enumerate(others)
                    # What a loop asks is not what a branch asks, though both may read the same.
                    if {words[a], others_words[b]} != {"while", "if"} and (score := self._likeness(one, other)) > 0
                }
                for a, b in _best(len(statements), len(others), scores):
                    self.partner.update(self._by_execution(statements[a], others[b]))

    def _likeness(self, ports: Sequence[int], originals: Sequence[int]) -> float:
        """Return how much two control statements are alike: by what they read and store, and by their values.

        If they were not executed equally often, one loop may have ended too early. They must then read the same.
        """
        common = self._common_names(ports, originals)
        alike = 2 * common + self._share(self._by_execution(ports, originals))
        if self._may_pair(ports, originals):
            return 1 + alike
        return UNEQUAL + alike if common == 1 and not self._has_gaps else 0.0

    def _common_names(self, ports: Sequence[int], originals: Sequence[int], reads: bool = False) -> float:
        """Return how many of the variables that a statement reads and stores, or only reads, the other does, too."""
        port, original = self.port.events[ports[0]], self.original.events[originals[0]]
        if min(port.statement, original.statement) < 0:  # an input
            return 0.0
        one, other = self.port.statements[port.statement], self.original.statements[original.statement]
        own, others = (s.reads if reads else (*s.reads, *s.stores) for s in (one, other))
        names = {self.partners.variables.get((one.function, name), ("", ""))[1] for name in own} - {""}
        return len(names.intersection(others)) / len(names) if names else 0.0

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
        value = self._in_extent.get((port, original), other.value)
        return any(self.equality.holds(value, one.value, base) for base in bases)

    def agrees(self, order: int) -> bool:
        """Whether an event of the port has the value of its partner; an unfinished array, what it must have by then."""
        if order not in self.partner:
            return False
        if self._is_equal(order, self.partner[order]):
            return True
        built, version = self._built.get(order, (None, 0))
        return built is not None and self.partner[order] in self._versions and built.agrees(version)

    def disagrees(self, order: int) -> bool:
        """Whether an event of the port has a partner, and not its value."""
        return order in self.partner and not self.agrees(order)

    def differs(self, order: int) -> bool:
        """Whether an event of the port has failed or has another value than its partner, as far as both were kept."""
        if not self.disagrees(order):
            return False
        own, other = self.port.events[order], self.original.events[self.partner[order]]
        return own.kind == "error" or (own.value is not None and other.value is not None)

    def expected(self, order: int) -> Value | None:
        """Return what an event of the port has to store by the original; None if it has no partner."""
        if order not in self.partner:
            return None
        other = self.partner[order]
        built, version = self._built.get(order, (None, 0))
        if built is not None and other in self._versions:
            return built.expected(version)
        return self._in_extent.get((order, other), self.original.events[other].value)

    def is_blank(self, order: int) -> bool:
        """Whether a wrong value of the port is empty or an array of zeros, and the original has filled its own."""
        value = self.port.events[order].value
        if not self.disagrees(order) or not is_number_array(value):
            return False
        if value.size == 1 or value.any():
            return False
        return self._current(self.port.events[order], self._starts[self.partner[order]]) is not None

    def is_earlier_version(self, order: int) -> bool:
        """Whether a wrong value of the port is what the original's variable was before its counterpart was stored."""
        if not self.disagrees(order):
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
            return self._is_element(event) or self._is_as_far(reader, event) or self._counts_elements(reader, event)
        if self._may_be_another(event) and not self._reads_too(reader, event):
            return False
        if event.kind == "iterable" and (reader.statement, reader.kind) == (event.statement, "store"):
            # What the loop's variable takes, in each iteration; for others the count is enough.
            if read not in self._same_elements:
                self._same_elements[read] = self._holds(read, self.partner[read])
            return self._same_elements[read]
        if reader.kind == "error" or event.kind not in ("store", "input"):
            return self.agrees(read)
        currents = [self._current(event, moment) for moment in self._moments_of(reader)]
        is_current = any(current is not None and self._is_equal(read, current) for current in currents)
        return is_current or self._is_as_far(reader, event)

    def _is_as_far(self, reader: Event, event: Event) -> bool:
        """Whether an array in the making has what the original's has when it does what the reader does."""
        built, version = self._built.get(event.order, (None, 0))
        if built is None or reader.kind in ("return", "error"):
            return False
        if len(built.missing) == 1:  # the original computes it at once: what the port stores next is the same
            is_own = reader.kind == "store" and variable_of(self.port, reader) == variable_of(self.port, event)
            return is_own and built.agrees(version)
        for moment in self._moments_of(reader):
            current = self._current(event, moment)
            known, other = (built, -1) if current is None else self._versions.get(current, (None, 0))
            if known is built and built.is_as_far(version, other):
                return True
        return False

    def _counts_elements(self, reader: Event, event: Event) -> bool:
        """Whether an event is of a loop over the elements of what the original computes at once."""
        count = self._elements.get(reader.order) or self._elements_built(reader.order)
        if not count or event.statement < 0:
            return False
        own = event.kind == "iterable" or self.port.statements[event.statement].stores == (event.variable,)
        values = [e.value for e in (event, *(self.port.events[read] for read in event.reads)) if e.kind == "iterable"]
        if not own or not values or _extent(values[0]) != count:
            return False
        numbers = np.asarray(values[0]).ravel() - np.arange(count)
        return bool((numbers == numbers[0]).all()) and numbers[0] in (0, 1)

    def _elements_built(self, order: int) -> int:
        built, _ = self._built.get(order, (None, 0))
        return built.target.size if built is not None and len(built.missing) == 1 else 0

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
            ... this one, which is the original's in value, or blank.

        Returns
        -------
        set of int
            Numbers of the original's statements.
        """
        event = self.port.events[read]
        other = self.partners.of(variable_of(self.port, event), event.kind)
        history = self.histories.get(other, []) if other else []
        first = 0 if self.is_blank(read) else bisect_right(history, self.partner[read])
        last = bisect_left(history, max(self._moments_of(reader)))
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
        places = [own] if own < len(self.original.events) else []
        if reader.kind == "return" and places:  # what is computed in it, the original stores before
            last = self.last_store(self.original.events[own])
            places += [] if last is None else [last]
        other = self.partners.variables[variable_of(self.port, event)]
        numbers = [self.original.events[place].statement for place in places]
        return any(number >= 0 and other[1] in self.original.statements[number].reads for number in numbers)

    def is_given(self, event: Event) -> bool:
        """Whether an event is an input of the port, which was handed over as the original's."""
        own = event.kind == "input" and not event.reads
        return own and event.variable in self.sides.given and variable_of(self.port, event)[0] == self.sides.port_main

    def _moments_of(self, reader: Event) -> list[int]:
        """Return when the original does what the port does here: of what is computed in a ``return``, either of two."""
        own = self.partner.get(reader.order, self._beside(reader))
        if own is None:
            return [self.moments[reader.order]]
        if reader.kind != "return":
            return [self._starts[own]]
        last = self.last_store(self.original.events[own])
        # What the original stores last may be what the port computes in its return, if nothing else stands for it.
        is_other = last is None or self._is_plain(reader) or last in self._taken
        computed = [] if last is None or is_other else [self._starts[last]]
        return [END if self._is_result(reader) else self._starts[own], *computed]

    def _beside(self, reader: Event) -> int | None:
        """Return what stands for the change that an expression such as ``y.append(x)`` makes in place."""
        place = reader.statement, reader.call, reader.execution
        following = self.port.events[reader.order + 1 : reader.order + 2] if not reader.variable else []
        same = (e.order for e in following if (e.statement, e.call, e.execution) == place)
        return next((self.partner.get(order) for order in same), None)

    @cached_property
    def _taken(self) -> set[int]:
        """The original's stores that something in the port stands for."""
        return set(self.partner.values())

    def last_store(self, result: Event) -> int | None:
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


def _extent(value: object) -> int:
    """Return how many numbers a value has; 0 for anything else."""
    return int(value.size) if is_number_array(value) else 0


def _times(recording: Recording, orders: Sequence[int]) -> int:
    """Return how often a statement was executed of which some events are known."""
    last = recording.events[orders[-1]]
    counted = recording.counts.get(last.statement, 0) if last.kind != "iterable" else 0
    # Short loops are recorded whole: of these the events themselves say how many there are.
    return max(len(orders), last.execution + 1, counted if counted > BOUNDS.turns else 0)


def _is_sampled(recording: Recording, orders: Sequence[int]) -> bool:
    """Whether not every execution of a statement was recorded."""
    return _times(recording, orders) > len(orders)


def _first_word(recording: Recording, order: int) -> str:
    """Return the first word of the statement of an event, as both languages have it; empty if there is no source."""
    span = recording.statements[recording.events[order].statement].span
    line = lines_of(span.file)[span.line - 1 : span.line]
    found = re.match(r"[a-z]+", line[0][span.column - 1 :]) if line else None
    word = found[0] if found else ""
    return "if" if word in ("elif", "elseif") else word


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
