"""The expected value against keep_prob, by inverted dropout and by the gist as published."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

from scipy.special import ndtri

from matdrop.article.measure import Agreement, measure

PUBLISHED_THRESHOLD = 0.8


@dataclass(frozen=True)
class Point:
    """Means of dropped ones at one keep_prob.

    Attributes
    ----------
    keep_prob : float
        The probability of a one to be kept.
    draws : int
        How many ones were dropped.
    inverted, as_published : float
        Their mean after `inverted_dropout` and after `dropout_as_published`.
    expected_as_published : float
        ``0.8 / keep_prob``; for inverted dropout it is 1.
    band, band_as_published : float
        Half the width of the confidence band about the expected value.
    """

    keep_prob: float
    draws: int
    inverted: float
    as_published: float
    expected_as_published: float
    band: float
    band_as_published: float


@dataclass(frozen=True)
class ExpectedValue:
    """What `expected_value` measures.

    Attributes
    ----------
    points : tuple of Point
        By keep_prob.
    confidence : float
        The probability that a mean is inside its band.
    agreement : Agreement
        Of the two languages.
    """

    points: tuple[Point, ...]
    confidence: float
    agreement: Agreement

    def to_json(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready data.

        Returns
        -------
        dict
            Of numbers, text, lists and dicts.
        """
        return dataclasses.asdict(self)


def expected_value(confidence: float = 0.999) -> ExpectedValue:
    """Measure what dropout makes of the expected value, in both languages.

    Parameters
    ----------
    confidence : float
        Of the bands. A dropped one is ``1 / keep_prob`` with the probability p of being kept and 0 otherwise,
        so its standard deviation is ``sqrt(p * (1 - p)) / keep_prob``.

    Returns
    -------
    ExpectedValue
        The cases of ``dropout_expected_value``.

    Raises
    ------
    MatdropError
        If an original fails or a fixture cannot be used.

    Notes
    -----
    Source: the article "Dropout (inverted dropout)" and its gist.

    Examples
    --------
    >>> (point,) = (point for point in expected_value().points if point.keep_prob == 0.85)
    >>> round(point.expected_as_published, 3), point.as_published < 1 - point.band
    (0.941, True)
    """
    measured, agreement = measure(["dropout_expected_value"])
    points = []
    for case in measured:
        keep_prob, draws = case.inputs["keep_prob"].item(), int(case.inputs["draws"].item())
        band, band_as_published = (
            ndtri((1 + confidence) / 2) * math.sqrt(p * (1 - p) / draws) / keep_prob
            for p in (keep_prob, PUBLISHED_THRESHOLD)
        )
        points.append(
            Point(
                keep_prob,
                draws,
                case.outputs["inverted"].item(),
                case.outputs["as_published"].item(),
                PUBLISHED_THRESHOLD / keep_prob,
                float(band),
                float(band_as_published),
            )
        )
    return ExpectedValue(tuple(points), confidence, agreement)
