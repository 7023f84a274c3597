"""Which variable of the port stands for which of the original's: by name, by place, and last by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from matdrop.source.names import normalize_name
from matdrop.tracing.bounds import BOUNDS, Bounds
from matdrop.tracing.equality import Equality, is_telling
from matdrop.tracing.recording import Event, EventKind, Recording, Span
from matdrop.values.value import is_number_array

Variable = tuple[str, str]  # the function, and the name
VALUES = 40  # values of a variable that are looked at, to find another one with the same


@dataclass(frozen=True)
class Partners:
    """The original's variables by the port's.

    Attributes
    ----------
    functions : mapping of str to str
        The original's functions by the port's.
    variables : mapping of Variable to Variable
        The original's variables by the port's.
    by_value : frozenset of Variable
        Variables of the port whose partner was only found by its values, or by its name in another function.
    stored : mapping of Variable to Variable or None
        Partners of what the port stores in parameters that the original never changes: what is returned by their
        names, or nothing.
    """

    functions: Mapping[str, str]
    variables: Mapping[Variable, Variable]
    by_value: frozenset[Variable] = frozenset()
    stored: Mapping[Variable, Variable | None] = field(default_factory=dict)

    def of(self, variable: Variable, kind: EventKind) -> Variable | None:
        """Return the original's variable for an event of the port; None if there is none."""
        if kind == "store" and self.stored.get(variable) is not None:
            return self.stored[variable]
        return self.variables.get(variable)

    def is_own(self, variable: Variable, kind: EventKind) -> bool:
        """Whether the port has stored something in a parameter that the original never changes."""
        return kind == "store" and variable in self.stored and self.stored[variable] is None


@dataclass(frozen=True)
class Sides:
    """Two recordings of one case, and what is known of the port's function.

    Attributes
    ----------
    original, port : Recording
        The recordings.
    original_main, port_main : str
        The functions that are compared.
    given : frozenset of str
        The parameters that the port was handed; others have their defaults.
    plain : frozenset of tuple
        Statements and names of the results that are variables returned as they are.
    bounds : Bounds
        Which iterations of the port were recorded ...
    windows : mapping of Span to range
        ... and those of its loops that were recorded besides.
    """

    original: Recording
    port: Recording
    original_main: str
    port_main: str
    given: frozenset[str] = frozenset()
    plain: frozenset[tuple[int, str]] = frozenset()
    bounds: Bounds = BOUNDS
    windows: Mapping[Span, range] = field(default_factory=dict)


def variable_of(recording: Recording, event: Event) -> Variable:
    """Return the variable that an event stores.

    Examples
    --------
    >>> variable_of(Recording(()), Event(0, "input", -1, 1, 0, (), "x", None))
    ('', 'x')
    """
    if event.statement >= 0:
        return recording.statements[event.statement].function, event.variable
    for later in recording.events[event.order + 1 :]:  # an input: what its function does comes next
        if later.call == event.call and later.statement >= 0:
            return recording.statements[later.statement].function, event.variable
    return "", event.variable


def partners_of(cases: Sequence[Sides], equality: Equality, outputs: Sequence[str]) -> Partners:
    """Find the partners of a port's variables.

    Parameters
    ----------
    cases : sequence of Sides
        Both recordings of each case.
    equality : Equality
        When two values are equal.
    outputs : sequence of str
        The original's outputs, in the order in which the port returns them.

    Returns
    -------
    Partners
        Of variables whose function has a partner.
    """
    functions = _functions(cases)
    variables: dict[Variable, Variable] = {}
    known = {name: _names(cases, name, True) for name in functions.values()}
    for port, original in functions.items():
        own = _names(cases, port, False)
        variables.update(_by_place(cases, port, original, outputs))
        left = [name for name in own if (port, name) not in variables]
        variables.update(_by_name(left, known[original], port, original, own))
    stored = dict(_stored_in_parameters(cases, variables))
    helpers = dict.fromkeys(_helpers(cases, functions), cases[0].original_main)
    found = dict(_in_helpers(cases, helpers, variables))
    found |= dict(_by_value(cases, {**functions, **helpers}, {**found, **variables}, equality))
    return Partners(functions, {**found, **variables}, frozenset(found), stored)


def _helpers(cases: Sequence[Sides], functions: Mapping[str, str]) -> list[str]:
    """Return the functions of the port that the original does not have."""
    names = (statement.function for side in cases for statement in side.port.statements)
    return [name for name in dict.fromkeys(names) if name not in functions]


def _in_helpers(
    cases: Sequence[Sides], helpers: Mapping[str, str], variables: Mapping[Variable, Variable]
) -> Iterator[tuple[Variable, Variable]]:
    """Pair what functions of the port alone store with namesakes in the original's main function: they do its work."""
    taken = set(variables.values())
    for port, original in helpers.items():
        known = [name for name in _names(cases, original, True) if (original, name) not in taken]
        stored = {variable_of(s.port, e)[1] for s in cases for e in s.port.events if e.kind == "store"}
        own = [name for name in _names(cases, port, False) if name in stored]
        yield from _by_name(own, known, port, original, own)


def _stored_in_parameters(
    cases: Sequence[Sides], variables: Mapping[Variable, Variable]
) -> Iterator[tuple[Variable, Variable | None]]:
    """Find what the port stores in parameters that the original never changes."""
    changed = {variable_of(s.original, e) for s in cases for e in s.original.events if e.kind == "store"}
    stored = {variable_of(s.port, e) for s in cases for e in s.port.events if e.kind == "store"}
    returned = dict(returned_names(cases))
    for variable in stored:
        if variable in variables and variables[variable] not in changed:
            result = returned.get(variable)
            yield variable, variables.get(result) if result else None


def returned_names(cases: Sequence[Sides]) -> Iterator[tuple[Variable, Variable]]:
    """Find the variables of the port that are returned as they are.

    Parameters
    ----------
    cases : sequence of Sides
        Both recordings of each case.

    Yields
    ------
    tuple of Variable
        The variable, and the result that it is.
    """
    for side in cases:
        for event in side.port.events:
            if event.kind == "return" and (event.statement, event.variable) in side.plain:
                read = (side.port.events[order] for order in event.reads)
                for own in (e for e in read if e.kind in ("store", "input")):
                    yield variable_of(side.port, own), variable_of(side.port, event)


def _functions(cases: Sequence[Sides]) -> dict[str, str]:
    main = {cases[0].port_main: cases[0].original_main, "": cases[0].original_main}
    originals = {normalize_name(s.function): s.function for side in cases for s in side.original.statements}
    ports = dict.fromkeys(s.function for side in cases for s in side.port.statements)
    others = {name: found for name in ports if (found := _function_like(normalize_name(name), originals))}
    return {**others, **main}


def _function_like(name: str, originals: Mapping[str, str]) -> str:
    """Return the original's function of a name, or the only one of which it is the beginning or the end."""
    longer = [other for other in originals if len(name) > 3 and (other.startswith(name) or other.endswith(name))]
    return originals.get(name, originals[longer[0]] if len(longer) == 1 else "")


def _names(cases: Sequence[Sides], function: str, of_original: bool) -> list[str]:
    recordings = [side.original if of_original else side.port for side in cases]
    found = (e.variable for r in recordings for e in r.events if variable_of(r, e)[0] == function)
    return [name for name in dict.fromkeys(found) if name]


def _by_place(
    cases: Sequence[Sides], port: str, original: str, outputs: Sequence[str]
) -> Iterator[tuple[Variable, Variable]]:
    """Pair outputs by their places, and parameters that have no namesake."""
    side = cases[0]
    given, taken = _of_kind(side.original, original, "input"), _of_kind(side.port, port, "input")
    normal = {normalize_name(name): name for name in given}
    matched = {name: normal[normalize_name(name)] for name in taken if normalize_name(name) in normal}
    left = [name for name in given if name not in matched.values()]
    unmatched = [name for name in taken if name not in matched]
    matched |= dict(zip(unmatched, left, strict=False)) if len(unmatched) == len(left) else {}
    yield from (((port, name), (original, other)) for name, other in matched.items())
    results = list(outputs) if port == side.port_main else _of_kind(side.original, original, "return")
    places = {f"return {place}": name for place, name in enumerate(results, 1)}
    places |= {f"return {name}": name for name in results}
    for name in _of_kind(side.port, port, "return"):
        key = name if name in places else f"return {_like(name[7:], results)}"
        if key in places:
            yield (port, name), (original, places[key])


def _like(name: str, names: Iterable[str]) -> str:
    return next((other for other in names if normalize_name(other) == normalize_name(name)), "")


def _of_kind(recording: Recording, function: str, kind: str) -> list[str]:
    events = (e for e in recording.events if e.kind == kind and variable_of(recording, e)[0] == function)
    return list(dict.fromkeys(e.variable for e in events))


def _by_name(
    names: Sequence[str], known: Sequence[str], port: str, original: str, own: Sequence[str]
) -> Iterator[tuple[Variable, Variable]]:
    """Pair variables of one name, then those that differ in case and underscores; fields by their last names."""
    fields = {normalize_name(name.rpartition(".")[2]): name for name in reversed(known) if "." in name}
    normal = {**fields, **{normalize_name(name): name for name in reversed(known)}}
    normal = {key: name for key, name in normal.items() if name not in own}  # these have their very namesakes
    for name in names:
        last = name.rpartition(".")[2]
        keys = (normalize_name(name), normalize_name(last))
        other = name if name in known else next((normal[key] for key in keys if key in normal), None)
        if other is not None:
            yield (port, name), (original, other)


def _by_value(
    cases: Sequence[Sides], functions: Mapping[str, str], named: Mapping[Variable, Variable], equality: Equality
) -> Iterator[tuple[Variable, Variable]]:
    """Pair what is left by a value that is hardly another one's by chance."""
    taken = set(named.values())
    for port, original in functions.items():
        for name in _names(cases, port, False):
            if (port, name) in named or name.startswith("return "):
                continue
            for other in _names(cases, original, True):
                if (original, other) not in taken and _same_values(cases, (port, name), (original, other), equality):
                    taken.add((original, other))
                    yield (port, name), (original, other)
                    break


def _same_values(cases: Sequence[Sides], port: Variable, original: Variable, equality: Equality) -> bool:
    """Whether a value of a variable is the other's in every case, and all of these are hardly so by chance."""
    is_told, fractions = False, set[complex]()
    for side in cases:
        others = _values(side.original, original)
        common = [v for v in _values(side.port, port) if any(_is_same(other, v, equality) for other in others)]
        if not common:
            return False
        # One case that tells is enough: that the others agree, too, makes it no less telling.
        is_told = is_told or any(map(is_telling, common))
        fractions |= {fraction for value in common if (fraction := _fraction(value)) is not None}
    return is_told or len(fractions) > 1


def _fraction(value: object) -> complex | None:
    """Return a number that is not whole; None for anything else."""
    number = complex(value.item()) if is_number_array(value) and value.size == 1 else 0
    return None if number == number.real // 1 else number


def _is_same(original: object, port: object, equality: Equality) -> bool:
    """Whether two values are equal; whole numbers may count from 0."""
    if equality.holds(original, port):
        return True
    is_whole = is_number_array(port) and port.dtype.kind in "iu"
    return is_whole and equality.holds(original, port, 1)


def _values(recording: Recording, variable: Variable) -> list[object]:
    values: list[object] = [e.value for e in recording.events if variable_of(recording, e) == variable]
    return values if len(values) <= VALUES else [*values[: VALUES // 2], *values[-VALUES // 2 :]]
