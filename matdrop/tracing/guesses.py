"""Values of the original that are put in place of the port's without knowing that they belong there.

A guess that makes every case agree is none any more, whatever has led to it: all that follows is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matdrop.tracing.comparison import Comparison
from matdrop.tracing.counterparts import counterparts
from matdrop.tracing.fault import Fault
from matdrop.tracing.graft import LIKE, Graft, values_for
from matdrop.tracing.likelihood import likeliest
from matdrop.tracing.port_recording import Run
from matdrop.tracing.reruns import Reruns
from matdrop.tracing.verdict import Verdict
from matdrop.tracing.view import View

AT_MOST = 200  # values that are put in place on a guess


class Guesses:
    """The search for values that heal, where no partner does.

    Parameters
    ----------
    comparison : Comparison
        By what runs are compared.
    reruns : Reruns
        The port.
    """

    def __init__(self, comparison: Comparison, reruns: Reruns) -> None:
        self.comparison, self.reruns = comparison, reruns
        self._tried = 0

    def narrowed(self, view: View, interval: Sequence[int]) -> Verdict | None:
        """Graft the first statement that heals with the values of a variable that is not known to be its partner.

        Parameters
        ----------
        view : View
            The port as it is.
        interval : sequence of int
            The statements of which one has the fault.

        Returns
        -------
        Verdict or None
            None if none of them heals, or if the fault might then be elsewhere, too.
        """
        for statement in view.in_order(interval):
            for graft in self._guessed(view, statement):
                runs = self.reruns.heals([graft])
                if runs is not None:
                    verdict = Verdict(view, graft, View(self.comparison, runs), is_guess=True)
                    if set(verdict.interval) < set(interval):
                        return verdict
        return None

    def jointly(self, view: View, interval: Sequence[int]) -> Fault | None:
        """Graft statements each of which makes more outputs right, in every case, until all are.

        Parameters
        ----------
        view : View
            The port as it is.
        interval : sequence of int
            The statements of which one has the fault.

        Returns
        -------
        Fault or None
            What they depend on together; None if the outputs do not become right, or that is no less than before.
        """
        kept: dict[Graft, bool] = {}  # and whether it is a guess
        wrong, runs = _wrong(view.runs, self.comparison.pair.outputs), list(view.runs)
        for statement in view.in_order(interval):
            known = ((graft, False) for graft in self._known(view, statement))
            guessed = ((graft, True) for graft in self._guessed(view, statement))
            for graft, is_guess in itertools.chain(known, guessed):
                tried = self.reruns.run([*kept, graft])
                if (now := _wrong(tried, self.comparison.pair.outputs)) < wrong:
                    kept, wrong, runs = {**kept, graft: is_guess}, now, tried
                    break
            if not wrong:
                return self._fault(view, View(self.comparison, runs), kept, interval)
        return None

    def _known(self, view: View, statement: int) -> Iterator[Graft]:
        """Yield the graft of a statement's own counterpart."""
        if view.may_graft(statement):
            yield Graft(statement, LIKE, tuple(values_for(alignment, statement) for alignment in view.alignments))

    def _guessed(self, view: View, statement: int) -> Iterator[Graft]:
        for values in counterparts(view, statement):
            self._tried += 1
            if self.reruns.is_over or self._tried > AT_MOST:
                return
            yield Graft(statement, LIKE, values)

    def _fault(self, view: View, healed: View, grafts: Mapping[Graft, bool], interval: Sequence[int]) -> Fault | None:
        """Return what several grafts that heal together depend on; what all of them depend on is likeliest."""
        parts = [set(Verdict(view, graft, healed, is_guess=is_guess).interval) for graft, is_guess in grafts.items()]
        every, common = set.union(*parts), set.intersection(*parts)
        if not every < set(interval):
            return None
        named = likeliest(view.program, healed, sorted(common or every), plain=view)
        return replace(view.whole(sorted(every), named), cases=view.cases)


def _wrong(runs: Sequence[Run], outputs: Sequence[str]) -> set[str]:
    """Return the outputs that are wrong in some case; where the port fails, all of them and the failure."""
    wrong: set[str] = set()
    for run in runs:
        mismatched = [comparison.name for comparison in run.attempt.comparisons if comparison.mismatch is not None]
        wrong.update(mismatched if run.attempt.error is None else ("", *outputs))
    return wrong
