"""Dropout of the inputs of a linear regression compared with the equivalent ridge penalty."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from matdrop.article.measure import Agreement, Matrix, measure


@dataclass(frozen=True)
class Estimate:
    """A mean that should be a certain number.

    Attributes
    ----------
    name : str
        Of what: ``W1``, ``W2``, ..., ``b``, or ``objective``.
    closed_form : float
        What it should be.
    mean : float
        Over the runs or draws.
    band : float
        Half the width of the confidence band about the mean, by Student's t.
    """

    name: str
    closed_form: float
    mean: float
    band: float

    @property
    def agrees(self) -> bool:
        """Whether the closed form is inside the band."""
        return abs(self.mean - self.closed_form) <= self.band


@dataclass(frozen=True)
class Fit:
    """Ridge regression and training with dropout at one keep_prob.

    Attributes
    ----------
    keep_prob : float
        The probability of an input to be kept.
    weights : tuple of Estimate
        The weights and the bias, by the closed form of ridge regression and by training with dropout.
    objective : Estimate
        The objective at the ridge fit: its expected value in closed form, and over draws of masks.
    """

    keep_prob: float
    weights: tuple[Estimate, ...]
    objective: Estimate


@dataclass(frozen=True)
class WeightDecay:
    """What `weight_decay` measures.

    Attributes
    ----------
    least_squares : tuple of float
        The weights and the bias without dropout.
    fits : tuple of Fit
        With dropout.
    confidence : float
        The probability that a closed form is inside its band.
    agreement : Agreement
        Of the two languages.
    """

    least_squares: tuple[float, ...]
    fits: tuple[Fit, ...]
    confidence: float
    agreement: Agreement

    @property
    def agrees(self) -> bool:
        """Whether every closed form is inside its band."""
        return all(estimate.agrees for fit in self.fits for estimate in (*fit.weights, fit.objective))

    def to_json(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready data.

        Returns
        -------
        dict
            Of numbers, text, lists and dicts.
        """
        return dataclasses.asdict(self)


def weight_decay(confidence: float = 0.999) -> WeightDecay:
    """Compare dropout with weight decay for linear regression, in both languages.

    Parameters
    ----------
    confidence : float
        Of the bands.

    Returns
    -------
    WeightDecay
        The cases of the pair ``weight_decay``; that with keep_prob 1 gives the fit by least squares.

    Raises
    ------
    MatdropError
        If an original fails or a fixture cannot be used.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)", which calls dropout a kind of weight decay. The derivation
    stands in ``matlab_ref/dropout_penalty.m``.

    Examples
    --------
    >>> weight_decay().agrees
    True
    """
    measured, agreement = measure(["weight_decay"])
    least_squares: tuple[float, ...] = ()
    fits = []
    for case in measured:
        keep_prob, outputs = case.inputs["keep_prob"].item(), case.outputs
        if keep_prob == 1:
            least_squares = tuple(outputs["ridge"].ravel().tolist())
            continue
        names = [*(f"W{number}" for number in range(1, outputs["ridge"].size)), "b"]
        columns = zip(names, outputs["ridge"].ravel(), outputs["trained"].T, strict=True)
        weights = [_estimate(name, closed_form, trained, confidence) for name, closed_form, trained in columns]
        objective = _estimate("objective", outputs["J_expected"].item(), outputs["J_drawn"].ravel(), confidence)
        fits.append(Fit(keep_prob, tuple(weights), objective))
    return WeightDecay(least_squares, tuple(fits), confidence, agreement)


def _estimate(name: str, closed_form: float, sample: Matrix, confidence: float) -> Estimate:
    standard_error = np.std(sample, ddof=1) / np.sqrt(sample.size)
    band = stdtrit(sample.size - 1, (1 + confidence) / 2) * standard_error
    return Estimate(name, float(closed_form), float(np.mean(sample)), float(band))
