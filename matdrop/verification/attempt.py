"""An attempt: one call of a port by one convention, and how its outputs compare with the reference."""

from __future__ import annotations

import contextlib
import functools
import inspect
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from matdrop.calling.adapters import adapted, adapter_file, adapter_name
from matdrop.calling.call import DRAWS, PortAnswer, PortError, call_port, import_error, port_error
from matdrop.calling.conventions import Convention, outputs_of
from matdrop.calling.handles import declared_functions, functions_for
from matdrop.calling.load import at_home, load_port, parameters_of
from matdrop.calling.meaning import described, output_as_declared
from matdrop.calling.sandbox import PortTimeoutError, Printed, quiet, time_limit
from matdrop.cases.case import Case
from matdrop.cases.pair import Pair
from matdrop.cases.reference import Reference
from matdrop.cases.tolerance import DEFAULT_TOLERANCE
from matdrop.engines.session import Session
from matdrop.errors import MatdropError
from matdrop.source.names import normalize_name
from matdrop.source.search_path import SearchPath
from matdrop.values.canonical import ValueModelError, class_of, size_of
from matdrop.values.distance import Distance, dense, numbers, relative_distance
from matdrop.values.value import FunctionHandle, Value, is_numbers
from matdrop.verification.compare import Comparison, Mismatch, compare
from matdrop.verification.conditioning import (
    FURTHEST,
    MARGIN,
    Moves,
    condition_of,
    may_be_rounding,
    moves_of,
    rerun_of,
    rounding_of,
    tolerance_for,
)
from matdrop.verification.returned_functions import answers_of, called, holds_function


@dataclass(frozen=True)
class Attempt:
    """A call of the port by one convention, and how its outputs compare.

    Attributes
    ----------
    convention : Convention
        How the port was called.
    answer : PortAnswer
        What it returned.
    said : tuple of str
        Which conventions were followed or accepted.
    obtained : mapping of str to object
        The port's values, by the names of the outputs.
    comparisons : tuple of Comparison
        One for each output.
    extra : int
        How many values the port returned beyond the outputs.
    error : PortError or None
        Set if the port failed.
    number : int
        Which call of the port this was, from 1.
    """

    convention: Convention
    answer: PortAnswer
    said: tuple[str, ...]
    obtained: Mapping[str, Any] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    extra: int = 0
    error: PortError | None = None
    number: int = 0

    @property
    def agrees(self) -> bool:
        """Whether every output agrees."""
        return self.error is None and not any(comparison.mismatch for comparison in self.comparisons)

    @property
    def rank(self) -> tuple[int, tuple[int, ...], int]:
        """The rank of the attempt: any answer, outputs that agree, outputs of right size; of errors, how far it came.

        That is the line of the outermost function: what this one calls may stand before it in the file. Of errors in
        the same line, that floats are no indices says least: it is due to the representation.
        """
        if self.error is not None:
            return 0, self.error.reached, int(not self.error.asks_for_integers)
        wrong = [comparison.mismatch.kind for comparison in self.comparisons if comparison.mismatch]
        sized = len(self.comparisons) - sum(kind in ("size", "missing") for kind in wrong)
        return 1, (len(self.comparisons) - len(wrong),), sized


class Caller:
    """Calls the port of one case, unchanged or changed, and compares what it returns with the reference.

    Parameters
    ----------
    case : Case
        The case to verify.
    reference : Reference
        What the original computed.
    folder : Path
        The folder of the case table; ports given as files are relative to it.
    session : Session, optional
        The live session, for function handles among the inputs and for the condition of outputs.
    timeout : float
        Seconds that a call of the port may take.

    Attributes
    ----------
    port : callable or PortError
        The port, or why it could not be imported.
    stood_in : tuple of str
        What was put in place of something that is missing when the port was imported.

    Raises
    ------
    MatdropError
        If the port is not found.
    """

    def __init__(
        self, case: Case, reference: Reference, folder: Path, session: Session | None = None, timeout: float = 60.0
    ) -> None:
        self.case, self.reference, self.folder, self.session = case, reference, folder, session
        self.timeout = timeout
        pair = case.pair
        load = _port.__wrapped__ if pair.keeps_variables else _port  # what a port keeps is a case's own, too
        self.port, self.stood_in = load(
            pair.port, pair.original.stem, pair.declaration.is_script, folder, timeout, _source(pair, folder)
        )
        self._functions = declared_functions(case, folder)
        self._numbers = itertools.count(1)
        self._adapted: dict[Callable[..., Any], Callable[..., Any]] = {}
        self._handle_answers: dict[Any, list[Any]] = {}  # so that the engine is asked once for all conventions

    @functools.cached_property
    def _home(self) -> Path:
        """The folder of the table, from wherever the port runs."""
        return self.folder.resolve()

    @functools.cached_property
    def _search_path(self) -> SearchPath:
        """Where handles call; read from the disk only if there are any."""
        return self.case.pair.search_path

    @functools.cached_property
    def parameters(self) -> list[inspect.Parameter]:
        """The parameters of the port that take inputs: with a seed, not those that take a stream's functions."""
        assert callable(self.port)
        names = self.case.input_names(len(self.reference.inputs))
        found = parameters_of(self.port)
        return [p for p in found if self.case.seed is None or p.name in names or p.name not in DRAWS]

    def call(
        self, convention: Convention, port: Callable[..., Any] | None = None, order: Literal["F", "C"] = "F"
    ) -> Attempt:
        """Call the port by a convention.

        Parameters
        ----------
        convention : Convention
            How inputs are passed.
        port : callable, optional
            A changed port in place of the case's own.
        order : {"F", "C"}
            In which order random arrays are filled.

        Returns
        -------
        Attempt
            With every output compared.

        Raises
        ------
        MatdropError
            If the condition of an output has to be measured and the engine does not start.
        """
        function = self.port if port is None else port
        assert callable(function)
        handle = functools.partial(self._function_of, port=function)
        with at_home(self.case.pair.port, self.folder):
            called = self._called(function)
            if isinstance(called, PortError):
                return Attempt(convention, _not_called(called), (), error=called, number=next(self._numbers))
            answer = call_port(self.case, called, self.reference, convention, handle, self.timeout, order)
        if answer.error is not None and self.case.pair.adapter:
            answer = replace(answer, error=self._by_adapter(answer.error))
        return self._compared(convention, answer, next(self._numbers))

    def _function_of(self, handle: FunctionHandle, flat: bool, port: Callable[..., Any]) -> Callable[..., Any]:
        return functions_for(
            handle,
            flat,
            given=self._functions,
            port=port,
            folder=self._search_path.home,
            path=self._search_path.folders,
            session=self.session,
            count=self.case.pair.conventions.handle_outputs,
            answers=self._handle_answers,
        )

    def _called(self, function: Callable[..., Any]) -> Callable[..., Any] | PortError:
        """Return what is called: the port, or its adapter; an exception of the adapter's file is its error."""
        adapter = self.case.pair.adapter
        if not adapter:
            return function
        if function not in self._adapted:
            try:
                with quiet(Printed()), time_limit(self.timeout):
                    self._adapted[function] = adapted(adapter, function, self._home)
            except MatdropError:
                raise
            except (Exception, SystemExit) as exception:
                return replace(port_error(exception), side="adapter")
        return self._adapted[function]

    def _by_adapter(self, error: PortError) -> PortError:
        """Return an error as the adapter's, if it was raised in its file."""
        file = adapter_file(self.case.pair.adapter, self._home)
        return replace(error, side="adapter") if error.file and error.file == file else error

    def _compared(self, convention: Convention, answer: PortAnswer, number: int) -> Attempt:
        inputs = self.case.input_names(len(self.reference.inputs))
        said = [*convention.describe(inputs), *described(self.case.pair.conventions, inputs, self.case.pair.outputs)]
        if self.case.pair.adapter:
            said.append(f"called by the adapter {adapter_name(self.case.pair.adapter)}")
        if self.reference.error is not None or answer.error is not None:
            return Attempt(convention, answer, tuple(said), error=answer.error, number=number)
        names, expected, obtained, ways, extra = _outputs(self.case, self.reference, answer)
        said += ways
        comparisons = [
            self._comparison(name, expected, obtained) for name in names if name not in self.case.pair.ignored
        ]
        said += [f"{comparison.name}: {way}" for comparison in comparisons for way in comparison.accepted]
        if extra and not self.case.pair.strict:
            values = "value" if extra == 1 else "values"
            said.append(f"the port returned {extra} more {values} than {', '.join(names)}")
        return Attempt(convention, answer, tuple(said), obtained, tuple(comparisons), extra, number=number)

    def _comparison(self, name: str, expected: Mapping[str, Any], obtained: Mapping[str, Any]) -> Comparison:
        """Compare one output within the tolerance that is declared, or that its condition allows."""
        if obtained.get(name) is None:
            asked = len(self.case.pair.outputs)
            returned = "None for it" if name in obtained else f"{len(obtained)} of the {asked} outputs"
            return Comparison(name, "", (), None, None, Mismatch("missing", f"the port returned {returned}"))
        strict = self.case.pair.strict
        tolerance = self.case.tolerance_of(name)
        if self.session is not None and holds_function(expected[name]):
            return self._of_functions(name, expected[name], obtained[name])
        try:
            taken = output_as_declared(self.case.pair.conventions, name, self._upright(name, expected, obtained[name]))
            plain = compare(expected[name], taken, tolerance, name, strict)
        except ValueModelError as error:
            unlike = Mismatch("class", str(error))
            kind, size = class_of(expected[name]), size_of(expected[name])
            return Comparison(name, kind, size, None, None, unlike, (), expected[name])
        if plain.mismatch is None or plain.mismatch.kind != "value" or strict or name in self.case.tolerance:
            return plain
        return self._within_condition(plain, taken)

    def _of_functions(self, name: str, expected: Value, obtained: Any) -> Comparison:
        """Compare an output that is a function, or holds some, by what these return on sample arguments."""
        assert self.session is not None
        calls = answers_of(self.case, self.reference, self.session).get(name)
        there, here, count = expected, obtained, 0
        try:
            if calls is not None:
                with at_home(self.case.pair.port, self.folder), quiet(Printed()), time_limit(self.timeout):
                    there, here, count = called(expected, calls, obtained)
            found = compare(there, here, self.case.tolerance_of(name), name, self.case.pair.strict)
        except (ValueModelError, PortTimeoutError) as error:
            what = "a function that the port returned: " if isinstance(error, PortTimeoutError) else ""
            unlike = Mismatch("class", f"{what}{error}")
            return Comparison(name, class_of(expected), size_of(expected), None, None, unlike, (), expected)
        way = f"functions are compared by {count} calls on sample arguments"
        return replace(found, accepted=(*found.accepted, way)) if count else found

    def _upright(self, name: str, expected: Mapping[str, Any], obtained: Any) -> Any:
        """Return a 1-D output that stands for a sparse vector in its size: no csc_array is 1-D."""
        if name not in self.case.pair.conventions.full or not isinstance(obtained, np.ndarray) or obtained.ndim != 1:
            return obtained
        size = size_of(expected[name])
        return obtained.reshape(size) if sorted(size) == sorted((1, obtained.size)) else obtained

    def _within_condition(self, plain: Comparison, obtained: Any) -> Comparison:
        """Compare again within what the output's condition allows.

        The condition depends on the original alone. It is measured only if it can change the verdict: if the default
        tolerance is not met, and some condition would allow the difference.
        """
        expected, plain_obtained = plain.expected, plain.obtained
        if not (is_numbers(expected) and is_numbers(plain_obtained)):
            return plain
        if may_be_rounding(expected, plain_obtained, self.reference.inputs):
            return self._within_rounding(plain, expected, obtained)
        if relative_distance(numbers(expected), numbers(plain_obtained)) > FURTHEST:
            return plain
        condition = condition_of(plain.name, expected, self._moves)
        allowed = tolerance_for(condition)
        if allowed == self.case.default_tolerance:
            return plain
        second = compare(expected, obtained, allowed, plain.name, strict=False)
        if second.mismatch is not None:
            return plain
        way = (
            f"ill-conditioned: moving the inputs by one ulp changes the original's output by a relative "
            f"{condition:.2g}; {allowed.rtol:.2g} is allowed, and the port differs by {second.relative:.2g}"
        )
        return replace(second, accepted=(*second.accepted, way))

    def _within_rounding(self, plain: Comparison, expected: Value, obtained: Any) -> Comparison:
        """Compare again within the rounding of an output that is 0 but for rounding."""
        rounding = rounding_of(plain.name, expected, self.reference.inputs, self._moves)
        allowed = replace(DEFAULT_TOLERANCE, atol=MARGIN * rounding)
        second = compare(expected, obtained, allowed, plain.name, strict=False)
        if second.mismatch is not None:
            return plain
        assert is_numbers(second.obtained)
        furthest = float(Distance(dense(expected), dense(second.obtained)).absolute.max(initial=0))
        way = (
            f"0 but for rounding: moving the inputs by one ulp shows a rounding of {rounding:.2g} in the original's "
            f"output; {allowed.atol:.2g} is allowed, and the port differs by {furthest:.2g}"
        )
        return replace(second, accepted=(*second.accepted, way))

    @functools.cached_property
    def _moves(self) -> Moves:
        if self.session is None:
            return Moves()
        return moves_of(rerun_of(self.case, self.session), self.reference.inputs)


def _not_called(error: PortError) -> PortAnswer:
    return PortAnswer(None, None, "", {}, None, (), error, 0.0)


def _outputs(
    case: Case, reference: Reference, answer: PortAnswer
) -> tuple[list[str], dict[str, Any], dict[str, Any], list[str], int]:
    """Return names, the original's values, the port's values, conventions followed, and how many values are extra."""
    pair = case.pair
    names, expected = list(pair.outputs), dict[str, Any](reference.outputs)
    if answer.left_behind is not None:
        obtained, ways, extra = *_common_variables(expected, answer.left_behind, bool(names)), 0
        names = names or list(obtained)
    else:
        obtained, ways, extra = outputs_of(answer.returned, names, answer.changed, pair.conventions.returns)
    if pair.printed:
        names.append("printed")
        obtained["printed"], expected["printed"] = answer.printed, reference.printed
    return names, expected, obtained, list(ways), extra


def _common_variables(
    expected: Mapping[str, Any], left: Mapping[str, Any], named: bool
) -> tuple[dict[str, Any], list[str]]:
    """Return the port's variables that both scripts set, and, if none were named, which ones only one sets."""
    here, there = {normalize_name(name): name for name in expected}, {normalize_name(name): name for name in left}
    # A script may have both K and k.
    found = {name: name if name in left else there.get(normalize_name(name), "") for name in expected}
    common = {name: left[other] for name, other in found.items() if other}
    ways = []
    for side, names, other in (("original", here, there), ("port", there, here)):
        alone = [name for key, name in names.items() if key not in other]
        if alone and not named:
            ways.append(f"only the {side} sets {', '.join(alone)}")
    return common, ways


def _source(pair: Pair, folder: Path) -> bytes:
    """Read a port's file, so that an edited one is loaded again; nothing for a module or a function."""
    if not isinstance(pair.port, str) or not (place := pair.port.partition(":")[0]).endswith(".py"):
        return b""
    try:
        return (folder / place).read_bytes()
    except OSError:  # which is said where it is loaded
        return b""


@cache
def _port(
    port: str | Callable[..., Any], like: str, is_script: bool, folder: Path, timeout: float, source: bytes
) -> tuple[Callable[..., Any] | PortError, tuple[str, ...]]:
    """Import a port once; an exception of its module is the port's error, on every case.

    It is the same port however it is called: not once more for each convention that is tried.

    Raises
    ------
    MatdropError
        If the port is not found.
    """
    function: Callable[..., Any] | PortError
    stood_in: list[str] = []
    printed = Printed()
    try:
        with (
            quiet(printed) as stood_in,
            contextlib.redirect_stderr(printed),
            time_limit(timeout),
            at_home(port, folder),
        ):
            function = load_port(port, folder, like, is_script)
    except MatdropError:
        raise
    except (Exception, SystemExit) as exception:
        function = import_error(exception)
    if printed.place:
        stood_in.append(f"the port prints when it is imported{printed.place}")
    return function, tuple(stood_in)
