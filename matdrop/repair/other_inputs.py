"""A port on other inputs than those of its cases, on which the original is run, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from matdrop.cases.case import Case
from matdrop.cases.reference import Reference
from matdrop.repair.patched_port import PatchedPort, Trial
from matdrop.tracing.moved_cases import moved_cases, shuffled_cases
from matdrop.values.display import format_value
from matdrop.values.value import Value

MOVED_CASES = 3  # cases whose inputs are moved
SLOW = 2.0  # seconds of an original beyond which there is one moved input only; far above what others ever take

# Makes cases with other inputs, of a case and its inputs.
OtherCases = Callable[[Case, Sequence[Value]], Sequence[Case]]
# Runs the original on the inputs of cases.
Original = Callable[[Sequence[Trial]], Sequence[Reference]]


class OtherInputs:
    """The port of one pair on moved and on shuffled inputs; what was run once is kept.

    Parameters
    ----------
    trials : sequence of Trial
        All cases of the pair, those first that fail.
    original : callable, optional
        Runs the original.
    made_for : callable
        Returns the port on a trial.
    never_ends : bool
        Whether the port, as it is, does not end on one of them: it is not called to see how long it takes.
    """

    def __init__(
        self,
        trials: Sequence[Trial],
        original: Original | None,
        made_for: Callable[[Trial], PatchedPort],
        never_ends: bool,
    ) -> None:
        self._trials, self._original, self._made_for = trials[:MOVED_CASES], original, made_for
        self._never_ends = never_ends

    @property
    def have_original(self) -> bool:
        """Whether the original can be run on them."""
        return self._original is not None

    @cached_property
    def moved(self) -> list[PatchedPort]:
        """The port on moved inputs, on which the original was run."""
        return self._run(moved_cases)

    @cached_property
    def shuffled(self) -> list[PatchedPort]:
        """The port on shuffled inputs, on which the original was run; not all of them need to make sense."""
        return self._run(shuffled_cases)

    @property
    def without_original(self) -> list[PatchedPort]:
        """The port on all of them; nothing is known of what the original computes there."""
        return list(map(self.port_of, [*self._with(moved_cases), *self._with(shuffled_cases)]))

    def port_of(self, trial: Trial) -> PatchedPort:
        """Return the port on a trial, with a limit to the time that it may take."""
        port = self._made_for(trial)
        if self._never_ends:
            port.limit_by_original()
        else:
            port.call({})
        return port

    def _run(self, other_cases: OtherCases) -> list[PatchedPort]:
        if self._original is None or not (trials := self._with(other_cases)):
            return []
        found = zip(trials, self._original(trials), strict=True)
        return [self.port_of(replace(trial, reference=reference)) for trial, reference in found if not reference.error]

    def _with(self, other_cases: OtherCases) -> list[Trial]:
        """Return trials with the inputs of other cases, made of those of the first ones; only one of slow ones."""
        found = [
            with_inputs(trial, case)
            for trial in self._trials
            for case in other_cases(trial.case, trial.reference.inputs)
        ]
        return found[:1] if any(trial.reference.seconds > SLOW for trial in found) else found


def with_inputs(trial: Trial, case: Case) -> Trial:
    """Return a trial of a case with other inputs; the outputs are still those of before.

    Parameters
    ----------
    trial : Trial
        A case.
    case : Case
        One made of it, whose arguments are values.

    Returns
    -------
    Trial
        The port is called the same way.
    """
    return replace(trial, case=case, reference=replace(trial.reference, inputs=case.args))


def described(trial: Trial) -> str:
    """Return the inputs of a case in one line.

    Parameters
    ----------
    trial : Trial
        The case.

    Returns
    -------
    str
        The names, with their values.
    """
    names = trial.case.input_names(len(trial.reference.inputs))
    return ", ".join(f"{n} = {format_value(v)}" for n, v in zip(names, trial.reference.inputs, strict=False))
