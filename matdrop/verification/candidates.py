"""Candidates: which conventions of meaning may explain that a port differs or fails; each is only something to try."""

from __future__ import annotations

import inspect
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from matdrop.calling.conventions import is_whole, nameable
from matdrop.calling.meaning import shifted
from matdrop.cases.declared_conventions import ORDERED, DeclaredConventions, Part
from matdrop.cases.pair import Pair
from matdrop.source.matlab_names import base_name, variables_of
from matdrop.source.matlab_syntax import Call, CellIndex, Name, walk
from matdrop.source.names import namesakes, words_of
from matdrop.source.original import function_of
from matdrop.values.canonical import size_of
from matdrop.values.value import (
    Array,
    FunctionHandle,
    Value,
    array_of,
    elements_of,
    field_names,
    is_cell,
    is_empty,
    is_number_array,
    is_scalar,
    is_sparse,
    is_struct,
)
from matdrop.verification.compare import Comparison, compare
from matdrop.verification.result import Result

ORDERS = 60  # of arguments or outputs, at most
INDEX_NAME = re.compile(
    r"(.*_)?(i|j|ii|jj|ind\w*|idx\w*|index\w*|indices|node\w*|vertex|vertices|source\w*|target\w*|src|dst|start\w*|"
    r"from|to|row|rows|col|cols|pos\w*|loc\w*)",
    re.IGNORECASE,
)
Change = Mapping[str, tuple[str, ...] | int]


@dataclass(frozen=True)
class Standing:
    """How a pair stands with what is declared so far.

    Attributes
    ----------
    pair : Pair
        With its declared conventions.
    results : tuple of Result
        Of its cases, by one kind of reference.
    """

    pair: Pair
    results: tuple[Result, ...]

    @cached_property
    def wrong(self) -> tuple[Result, ...]:
        """The results that are not what they should be."""
        return tuple(result for result in self.results if result.verdict != "PASS")

    @property
    def failed(self) -> bool:
        """Whether the port fails in a case."""
        return any(result.verdict == "PORT FAILED" for result in self.wrong)

    @cached_property
    def inputs(self) -> Mapping[str, list[Value]]:
        """The inputs of all cases, by name; a table cannot name those for which the original has no parameter."""
        found: dict[str, list[Value]] = {}
        for result in self.results:
            for name, value in result.inputs.items():
                if name.isidentifier():
                    found.setdefault(name, []).append(value)
        return found

    @cached_property
    def differing(self) -> Mapping[str, list[Comparison]]:
        """The comparisons of outputs that differ and have two values, by output."""
        found: dict[str, list[Comparison]] = {}
        for result in self.wrong:
            for comparison in result.outputs:
                if comparison.mismatch and comparison.expected is not None and comparison.obtained is not None:
                    found.setdefault(comparison.name, []).append(comparison)
        return found

    @property
    def finds_no_element(self) -> bool:
        """Whether the port asks for an element that is not there in a case, as with an index that is 1 too large."""
        return any(error in (result.error or "") for result in self.wrong for error in ("IndexError", "KeyError"))

    def inputs_that(self, question: Callable[[Value], bool]) -> tuple[str, ...]:
        """Return the inputs for which a question is true in every case.

        Parameters
        ----------
        question : callable
            Takes a value.

        Returns
        -------
        tuple of str
            Their names.
        """
        return tuple(name for name, values in self.inputs.items() if all(map(question, values)))

    def outputs_that(self, question: Callable[[Value], bool]) -> tuple[str, ...]:
        """Return the outputs for whose original values a question is true in every case.

        Parameters
        ----------
        question : callable
            Takes a value.

        Returns
        -------
        tuple of str
            Their names.
        """
        references = [result.reference.outputs for result in self.results if result.reference is not None]
        return tuple(
            name
            for name in self.pair.outputs
            if all(name in outputs and question(outputs[name]) for outputs in references)
        )


def candidates(standing: Standing, parameters: Sequence[inspect.Parameter]) -> Iterator[DeclaredConventions]:
    """Find conventions that may explain why a port differs or fails, the likeliest first.

    Parameters
    ----------
    standing : Standing
        How the pair stands.
    parameters : sequence of inspect.Parameter
        The port's.

    Yields
    ------
    DeclaredConventions
        The pair's own with one change, each once.
    """
    seen = {standing.pair.conventions}
    rules = (_indices, _emptiness, _sparsity, _turned, _stacked, _handles, _lists, _returned)
    proposed = itertools.chain(*(rule(standing) for rule in rules), _orders(standing, parameters))
    for change in proposed:
        candidate = _with(standing.pair.conventions, change)
        if candidate not in seen:
            seen.add(candidate)
            yield candidate


def _with(conventions: DeclaredConventions, change: Change) -> DeclaredConventions:
    """Add a change: names to the names that are declared already, an order in place of the declared one."""
    added: dict[str, Any] = {}
    for key, value in change.items():
        if isinstance(value, tuple) and key not in ORDERED:
            added[key] = tuple(dict.fromkeys((*getattr(conventions, key), *value)))
        else:
            added[key] = value
    return msgspec.structs.replace(conventions, **added)


def _each_and_all(key: str, inputs: Sequence[str], outputs: Sequence[str] = ()) -> Iterator[Change]:
    """Propose a key for all inputs and outputs, for all of a side, and for each by itself."""
    groups = [(*inputs, *outputs), tuple(inputs), tuple(outputs), *((name,) for name in (*inputs, *outputs))]
    yield from ({key: group} for group in dict.fromkeys(groups) if group)
    yield from ({key: (name, *outputs)} for name in inputs if outputs and len(inputs) > 1)


def _indices(standing: Standing) -> Iterator[Change]:
    """Propose what counts from 0: inputs named or used like indices, and outputs that are 1 too small.

    Whatever holds whole numbers is proposed only where the port finds no element: a number that is 1 too large is
    otherwise more often a fault, or a flag of another meaning, than a convention.
    """
    whole = tuple(name for name, values in standing.inputs.items() if _count_from_one(values))
    used = _subscripts(standing.pair)
    named = [name for name in whole if INDEX_NAME.fullmatch(name) or name in used]
    low = [part for name, found in standing.differing.items() for part in _one_too_small(name, found)]
    yield from _each_and_all("zero_based", named, low)
    columns = _columns(standing)
    parts = [*_fields(standing), *columns]
    if standing.finds_no_element or any(Part.of(column).name in used for column in columns):
        others = [name for name in whole if name not in named] if standing.finds_no_element else []
        varying = [part for part in parts if _varies(standing, part)]
        all_but_one = ([part for part in varying if part != left] for left in varying)
        groups = (parts, varying, *all_but_one, *([part] for part in parts))
        for group in ([*others], *([other] for other in others), *groups):
            yield from ({"zero_based": (*names, *group)} for names in ((), tuple(named)) if group)


def _count_from_one(values: Sequence[Value]) -> bool:
    """Check whether an input holds whole numbers from 1 in every case; no indices at all are an empty in some."""
    held = [value for value in values if not is_empty(value)]
    return bool(held) and all(map(_counts_from_one, held))


def _counts_from_one(value: Value) -> bool:
    return is_whole(value) and _least(value) >= 1


def _least(value: Value) -> float:
    return min(map(_least, elements_of(value))) if is_cell(value) else float(array_of(value).min())


def _one_too_small(name: str, found: Sequence[Comparison]) -> list[str]:
    """Return an output, or its columns, if the original has the port's value plus 1 wherever they differ."""
    pairs = [
        (comparison.expected, comparison.obtained)
        for comparison in found
        if comparison.expected is not None and comparison.obtained is not None
    ]
    if all(is_whole(obtained) and _agree(expected, shifted(obtained, 1)) for expected, obtained in pairs):
        return [name]
    if not all(is_number_array(one) and is_number_array(other) and one.shape == other.shape for one, other in pairs):
        return []
    arrays = [(array_of(expected), array_of(obtained)) for expected, obtained in pairs]
    if all(len(one) == 1 for one, _ in arrays):
        return []  # the columns of a row are its elements: to pick among them would explain anything
    return [
        f"{name}(:,{column + 1})"
        for column in range(min(one.shape[1] for one, _ in arrays))
        if all(_is_one_more(one[:, [column]], other[:, [column]]) for one, other in arrays)
    ]


def _is_one_more(expected: Array, obtained: Array) -> bool:
    return is_whole(obtained) and np.array_equal(expected, obtained + 1.0)


def _agree(expected: Any, obtained: Any) -> bool:
    return compare(expected, obtained, strict=False).mismatch is None


def _subscripts(pair: Pair) -> set[str]:
    """Return the parameters of an original that stand in the subscripts of its variables."""
    function = function_of(pair.original, pair.method)
    if function is None:
        return set()
    variables, found = variables_of(function), set[str]()
    for node in walk(function):
        if isinstance(node, CellIndex) or (isinstance(node, Call) and base_name(node.function) in variables):
            inside = [part for argument in node.arguments for part in walk(argument)]
            found |= {part.name for part in inside if isinstance(part, Name)}
    return found & set(pair.declaration.parameters)


def _fields(standing: Standing) -> list[str]:
    """Return the fields of struct inputs that hold whole numbers from 1."""
    found = []
    for name in standing.inputs_that(lambda value: is_struct(value) and value.size > 0):
        structs = [value for value in standing.inputs[name] if is_struct(value)]
        for field in field_names(structs[0]):
            values = [value for struct in structs if field in field_names(struct) for value in struct[field].flat]
            if all(map(_counts_from_one, values)):
                found.append(f"{name}.{field}")
    return found


def _columns(standing: Standing) -> list[str]:
    """Return the columns of matrix inputs that hold whole numbers from 1, where other columns hold something else."""
    found = []
    for name in standing.inputs_that(lambda value: is_number_array(value) and value.ndim == 2 and value.shape[1] > 1):
        matrices = [array_of(value) for value in standing.inputs[name]]
        if all(len(matrix) == 1 for matrix in matrices):
            continue  # the columns of a row are its elements
        columns = range(min(matrix.shape[1] for matrix in matrices))
        whole = [column for column in columns if all(_counts_from_one(matrix[:, [column]]) for matrix in matrices)]
        found += [f"{name}(:,{column + 1})" for column in whole]
    return found


def _varies(standing: Standing, part: str) -> bool:
    """Check whether a column holds more than one number over all cases, as a flag that is always 1 does not."""
    named = Part.of(part)
    if not named.column:
        return True
    held = [array_of(value)[:, named.column - 1] for value in standing.inputs[named.name]]
    return np.unique(np.concatenate(held)).size > 1


def _emptiness(standing: Standing) -> Iterator[Change]:
    """Propose None for inputs that are empty in some case."""
    empty = [name for name, values in standing.inputs.items() if any(is_empty(value) for value in values)]
    yield from _each_and_all("none_for_empty", empty)


def _sparsity(standing: Standing) -> Iterator[Change]:
    """Propose sparse matrices for arrays and the other way round."""
    inputs = standing.inputs_that(is_sparse)
    full = [name for name, found in standing.differing.items() if all(is_sparse(c.expected) for c in found)]
    yield from _each_and_all("full", inputs, full)
    sparse = [name for name, found in standing.differing.items() if all(is_sparse(c.obtained) for c in found)]
    yield from _each_and_all("sparse", inputs, [name for name in sparse if name not in full])
    if standing.failed:
        matrices = [name for name in standing.inputs_that(_is_matrix) if name not in inputs]
        yield from _each_and_all("sparse", matrices)


def _is_matrix(value: Value) -> bool:
    return (is_number_array(value) or is_sparse(value)) and len(value.shape) == 2 and min(value.shape) > 1


def _is_vector(value: Value) -> bool:
    return is_number_array(value) and value.ndim == 2 and value.size > 1 and min(value.shape) == 1


def _turned(standing: Standing) -> Iterator[Change]:
    """Propose transposed matrices: inputs, and outputs whose transpose has the right size."""
    inputs = standing.inputs_that(_is_matrix)
    outputs = [name for name, found in standing.differing.items() if all(_turns(c, (1, 0)) for c in found)]
    yield from _each_and_all("transposed", inputs, outputs)
    yield from _with_all_outputs("transposed", inputs, standing.outputs_that(_is_matrix))
    vectors = standing.inputs_that(_is_vector)
    if vectors:  # a row that is a column in the port, alone or as the one row of samples
        yield from ({"transposed": group} for group in ((*inputs, *vectors), vectors))


def _stacked(standing: Standing) -> Iterator[Change]:
    """Propose the last dimension as the first: of inputs, and of outputs that have the right size then."""
    inputs = standing.inputs_that(_is_stack)
    outputs = [name for name, found in standing.differing.items() if all(_turns(c, (1, 2, 0)) for c in found)]
    yield from _each_and_all("stack_first", inputs, outputs)
    yield from _with_all_outputs("stack_first", inputs, standing.outputs_that(_is_stack))


def _is_stack(value: Value) -> bool:
    return is_number_array(value) and value.ndim > 2


def _with_all_outputs(key: str, inputs: Sequence[str], outputs: Sequence[str]) -> Iterator[Change]:
    """Propose a key for inputs together with outputs that agree as things are, and would not once the inputs turn."""
    if inputs and outputs:
        yield from ({key: (*names, *outputs)} for names in (tuple(inputs), *((name,) for name in inputs)))


def _turns(comparison: Comparison, axes: tuple[int, ...]) -> bool:
    """Whether the port's value has the original's size once its axes are taken in another order."""
    assert comparison.expected is not None and comparison.obtained is not None
    size, other = size_of(comparison.expected), size_of(comparison.obtained)
    return len(size) == len(other) == len(axes) and size == tuple(other[axis] for axis in axes)


def _handles(standing: Standing) -> Iterator[Change]:
    """Propose that function handles return two outputs, which MATLAB's callers ask for and Python's cannot."""
    if any(isinstance(value, FunctionHandle) for values in standing.inputs.values() for value in values):
        yield {"handle_outputs": 2}


def _lists(standing: Standing) -> Iterator[Change]:
    """Propose lists, where the port fails: numbers as lists of one element, then arrays."""
    if standing.failed:
        yield from _each_and_all("lists", standing.inputs_that(is_scalar))
        yield from _each_and_all("lists", standing.inputs_that(is_number_array))


def _returned(standing: Standing) -> Iterator[Change]:
    """Propose other orders of what the port returns, with values between that are no outputs."""
    names, extra = standing.pair.outputs, max((result.extra for result in standing.wrong), default=0)
    if len(names) + extra < 2 or not any(result.outputs for result in standing.wrong):
        return
    slots = (*names, *[""] * extra)
    orders = itertools.permutations(slots) if len(slots) <= 4 else _swaps(slots)
    between = _with_gaps(names, extra)
    for order in itertools.islice(dict.fromkeys(itertools.chain(between, orders)), ORDERS):
        if order != slots:
            yield {"returns": order}


def _with_gaps(names: Sequence[str], extra: int) -> Iterator[tuple[str, ...]]:
    """Keep the outputs in order, with values that are none before, between and behind them."""
    count = len(names) + extra
    for gaps in itertools.islice(itertools.combinations(range(count), extra), ORDERS // 2):
        left = iter(names)
        yield tuple("" if place in gaps else next(left) for place in range(count))


def _swaps(slots: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for one, other in itertools.combinations(range(len(slots)), 2):
        swapped = list(slots)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        yield tuple(swapped)


def _orders(standing: Standing, parameters: Sequence[inspect.Parameter]) -> Iterator[Change]:
    """Propose which parameter takes which input.

    A parameter named like an input takes it: names are the port's own declaration. The others are tried in every
    order, and inputs are left out where the port has too few parameters. An order that goes against the words that
    names share, such as ``testVector`` for ``v_test``, is not tried.
    """
    if standing.pair.conventions.arguments:
        return
    open_parameters = nameable(parameters)
    names = list(standing.inputs)
    taken = namesakes(names, [parameter.name for parameter in open_parameters])
    free = [parameter.name for parameter in open_parameters if parameter.name not in taken.values()]
    required = {p.name for p in open_parameters if p.default is p.empty} - set(taken.values())
    others = [name for name in names if name not in taken]
    plain = tuple(parameter.name for parameter in open_parameters[: len(names)])
    for order in itertools.islice(_assignments(others, free), ORDERS):
        arguments = tuple(taken.get(name) or order[others.index(name)] for name in names)
        speaks_against = _shared_words(names, arguments) < _shared_words(names, plain)
        if arguments != plain and required <= set(arguments) and any(arguments) and not speaks_against:
            yield {"arguments": arguments}


def _shared_words(inputs: Sequence[str], parameters: Sequence[str]) -> int:
    pairs = zip(inputs, parameters, strict=False)
    return sum(len(words_of(name) & words_of(parameter)) for name, parameter in pairs)


def _assignments(inputs: Sequence[str], parameters: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Assign parameters to inputs, in order first; the inputs that are left over get none."""
    if len(inputs) > len(parameters):
        slots = [*parameters, *[""] * (len(inputs) - len(parameters))]
        yield from dict.fromkeys(itertools.permutations(slots)) if len(slots) <= 5 else [tuple(slots)]
    elif len(inputs) <= 4:
        yield from itertools.permutations(parameters, len(inputs))
    else:
        yield tuple(parameters[: len(inputs)])
        yield from _swaps(parameters[: len(inputs)])
