"""Training on handwritten digits in both languages: the loss curves, and what dropout does to overfitting."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean, stdev
from typing import Any

import numpy as np

from matdrop.article.measure import Agreement, measure_cases
from matdrop.cases.case import Case
from matdrop.cases.table import OWN_TABLE, load_table
from matdrop.values.distance import Distance
from matdrop.verification.run import choose


@dataclass(frozen=True)
class Training:
    """One training, in both languages.

    Attributes
    ----------
    seed : int
        The same seed gives the same digits, first weights and batches with and without dropout.
    keep_prob : float
        1 without dropout.
    training_accuracy, test_accuracy : float
        The share of right answers among the digits of training, and among the others.
    loss, original_loss : tuple of float
        The cost of each iteration's batch, in Python and in the original.
    different_answers : int
        The number of digits for which the two networks answer differently.
    """

    seed: int
    keep_prob: float
    training_accuracy: float
    test_accuracy: float
    loss: tuple[float, ...]
    original_loss: tuple[float, ...]
    different_answers: int

    @property
    def gap(self) -> float:
        """The training accuracy less the test accuracy: the overfitting of the network."""
        return self.training_accuracy - self.test_accuracy

    @property
    def loss_difference(self) -> float:
        """The largest relative difference between the two loss curves."""
        return Distance(np.array(self.original_loss), np.array(self.loss)).largest_relative


@dataclass(frozen=True)
class Gap:
    """The gap between training and test accuracy over several seeds.

    Attributes
    ----------
    mean : float
        Its mean.
    spread : float
        Its standard deviation.
    """

    mean: float
    spread: float


@dataclass(frozen=True)
class Digits:
    """What `digits` measures.

    Attributes
    ----------
    trainings : tuple of Training
        For each seed one without dropout and one with.
    agreement : Agreement
        Of the two languages.
    allowed : float
        The relative difference of the loss that the case table allows.
    """

    trainings: tuple[Training, ...]
    agreement: Agreement
    allowed: float

    @property
    def pairs(self) -> tuple[tuple[Training, Training], ...]:
        """The training without dropout and the one with dropout, for each seed."""
        return tuple(zip(self.trainings[::2], self.trainings[1::2], strict=True))

    @property
    def gaps(self) -> tuple[Gap, Gap]:
        """The gap without dropout, and the gap with dropout."""
        without, with_dropout = ([pair[k].gap for pair in self.pairs] for k in (0, 1))
        return _gap(without), _gap(with_dropout)

    @property
    def loss_difference(self) -> float:
        """The largest relative difference between the loss curves of the two languages."""
        return max(training.loss_difference for training in self.trainings)

    @property
    def agrees(self) -> bool:
        """Whether the loss curves agree as closely as the case table demands, and all predictions are the same."""
        return self.loss_difference <= self.allowed and not any(t.different_answers for t in self.trainings)

    def to_json(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready data.

        Returns
        -------
        dict
            Of numbers, text, lists and dicts.
        """
        gaps = [dataclasses.asdict(gap) for gap in self.gaps]
        found = {"gap_without_dropout": gaps[0], "gap_with_dropout": gaps[1], "loss_difference": self.loss_difference}
        return {**dataclasses.asdict(self), **found, "agrees": self.agrees}


def digit_cases(seeds: int = 5) -> tuple[Case, ...]:
    """Choose the trainings that can be computed: for each seed one without dropout and one with dropout.

    Parameters
    ----------
    seeds : int
        Train with the seeds from 1 to this one. Without Octave only those of the case table can be computed.

    Returns
    -------
    tuple of Case
        As the case table has them, with other seeds.

    Raises
    ------
    MatdropError
        If the case table cannot be read.

    Examples
    --------
    >>> [case.name for case in digit_cases(2)]
    ['no_dropout_1', 'dropout_1', 'no_dropout_2', 'dropout_2']
    """
    recorded = load_table(OWN_TABLE).select(["nn_digits"])
    if "live" not in choose("auto")[0]:
        return tuple(case for case in recorded if case.seed is not None and case.seed <= seeds)
    return tuple(
        replace(case, name=f"{name}_{seed}", seed=seed)
        for seed in range(1, seeds + 1)
        for case, name in zip(recorded[:2], ("no_dropout", "dropout"), strict=True)
    )


def digits(cases: Sequence[Case], progress: Callable[[int], None] = lambda done: None) -> Digits:
    """Train networks on handwritten digits in both languages.

    Parameters
    ----------
    cases : sequence of Case
        As `digit_cases` returns them.
    progress : callable
        Called with the number of trainings so far; there are two for each case.

    Returns
    -------
    Digits
        In the order of the cases.

    Raises
    ------
    MatdropError
        If an original fails or a fixture cannot be used.

    Notes
    -----
    Source: the claim of the article "Dropout (inverted dropout)" that dropout reduces overfitting, on the digits of
    Alpaydin and Kaynak (1998), "Optical Recognition of Handwritten Digits", CC BY 4.0.

    Examples
    --------
    >>> measured = digits(digit_cases(1))
    >>> measured.agrees, len(measured.trainings[0].loss)
    (True, 800)
    """
    measured, agreement = measure_cases(cases, progress)
    trainings = []
    for case, found in zip(cases, measured, strict=True):
        training_accuracy, test_accuracy = found.outputs["accuracy"].ravel().tolist()
        loss, original_loss = (tuple(side["loss"].ravel().tolist()) for side in (found.outputs, found.original))
        different = int(np.sum(found.outputs["predicted"] != found.original["predicted"]))
        options: Any = found.inputs["options"]  # a struct
        keep_prob = float(options["keep_prob"][0, 0].item())
        trainings.append(
            Training(case.seed or 0, keep_prob, training_accuracy, test_accuracy, loss, original_loss, different)
        )
    return Digits(tuple(trainings), agreement, cases[0].tolerance["loss"].rtol)


def _gap(gaps: Sequence[float]) -> Gap:
    return Gap(mean(gaps), stdev(gaps) if len(gaps) > 1 else 0.0)
