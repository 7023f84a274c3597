"""Bias and variance of the linear model as units are dropped: from Y = W X + b to Y = b."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from matdrop.article.measure import Agreement, Measured, measure


@dataclass(frozen=True)
class Point:
    """Bias squared and variance of the fits at one level.

    Attributes
    ----------
    level : float
        The number of units that are dropped, or keep_prob.
    bias_squared, variance : float
        Of the predictions, means over the test points.
    """

    level: float
    bias_squared: float
    variance: float


@dataclass(frozen=True)
class BiasVariance:
    """What `bias_variance` measures.

    Attributes
    ----------
    units_dropped : tuple of Point
        The fit by least squares without 0, 1, ... and all units.
    keep_prob : tuple of Point
        The fit by least squares over iterations that drop at random, from keep_prob 1 down to a number that
        drops all.
    agreement : Agreement
        Of the two languages.
    """

    units_dropped: tuple[Point, ...]
    keep_prob: tuple[Point, ...]
    agreement: Agreement

    def to_json(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready data.

        Returns
        -------
        dict
            Of numbers, text, lists and dicts.
        """
        return dataclasses.asdict(self)


def bias_variance() -> BiasVariance:
    """Measure bias and variance of the linear model in both languages.

    Returns
    -------
    BiasVariance
        The cases of ``linear_bias_variance`` and ``dropout_bias_variance``.

    Raises
    ------
    MatdropError
        If an original fails or a fixture cannot be used.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)": the model without units has extremely high bias and
    extremely low variance.

    Examples
    --------
    >>> end = bias_variance().units_dropped[-1]
    >>> end.level, end.bias_squared, end.variance
    (3.0, 5.25, 0.0)
    """
    measured, agreement = measure(["linear_bias_variance", "dropout_bias_variance"])
    units = [
        _point(case, case.inputs["kept"].size - case.inputs["kept"].sum()) for case in measured if _has_units(case)
    ]
    probabilities = [_point(case, case.inputs["keep_prob"].item()) for case in measured if not _has_units(case)]
    return BiasVariance(tuple(units), tuple(probabilities), agreement)


def _has_units(case: Measured) -> bool:
    return "kept" in case.inputs


def _point(case: Measured, level: float) -> Point:
    return Point(float(level), case.outputs["bias_squared"].item(), case.outputs["variance"].item())
