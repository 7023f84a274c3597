"""Tolerances: how far an output may be from the original's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.errors import MatdropError
from matdrop.values.distance import Distance


@dataclass(frozen=True)
class Tolerance:
    """How far an output may be from the original's.

    Attributes
    ----------
    ulp : int or None
        Units in the last place (for integers: units) that are allowed; None where `rtol` and `atol` decide.
    rtol, atol : float
        Allowed is ``abs(expected - obtained) <= atol + rtol * abs(expected)``.
    of_largest : float
        What is allowed besides, as a share of the output's largest magnitude: what is left of numbers
        that cancel is no smaller than the rounding of those numbers.
    """

    ulp: int | None = 0
    rtol: float = 0.0
    atol: float = 0.0
    of_largest: float = 0.0

    @classmethod
    def parse(cls, given: str | Mapping[str, float]) -> Tolerance:
        """Read a tolerance as a case table writes it.

        Parameters
        ----------
        given : str or mapping
            ``"exact"``, ``"ulp:N"``, or a mapping with ``rtol`` and ``atol``.

        Returns
        -------
        Tolerance
            ``exact`` also asks for the sign of a zero.

        Raises
        ------
        MatdropError
            If it is not one of these.

        Examples
        --------
        >>> print(Tolerance.parse("ulp:4"))
        4 ulp
        """
        if given == "exact":
            return cls()
        if isinstance(given, str) and (match := re.fullmatch(r"ulp:(\d+)", given)):
            return cls(ulp=int(match[1]))
        if isinstance(given, Mapping) and given and set(given) <= {"rtol", "atol"}:
            rtol, atol = given.get("rtol", 0.0), given.get("atol", 0.0)
            if all(isinstance(number, int | float) and 0 <= number < np.inf for number in (rtol, atol)):
                return cls(None, float(rtol), float(atol))
        raise MatdropError(
            f'tolerance {given!r} is not understood; write "exact", "ulp:4" or {{ rtol = 1e-12, atol = 0 }}'
        )

    def __str__(self) -> str:
        if self.ulp is None:
            share = f", {self.of_largest:g} of the largest" if self.of_largest else ""
            return f"rtol {self.rtol:g}, atol {self.atol:g}{share}"
        return f"{self.ulp} ulp" if self.ulp else "exact"

    def exceeded(self, distance: Distance) -> NDArray[np.bool_]:
        """Find where a port's numbers are farther from the original's than is allowed.

        NaN is never allowed for a number, and Inf for nothing but itself. The sign of a zero is not looked at.

        Parameters
        ----------
        distance : Distance
            The original's numbers on the left, the port's on the right.

        Returns
        -------
        ndarray of bool
            True where the distance is too large; one element for each pair of numbers.

        Examples
        --------
        >>> Tolerance.parse("ulp:1").exceeded(Distance(np.array([0.3, 1.0]), np.array([0.1 + 0.2, 2.0])))
        array([False,  True])
        """
        if self.ulp is not None:
            far = distance.ulp > self.ulp
        else:
            beyond = ~(distance.absolute <= self.allowed(distance.moduli[0]))
            far = (distance.absolute != 0) & (beyond | distance.one_is_infinite)  # Inf would allow any distance
        return np.asarray(far | distance.one_is_nan)

    def allowed(self, expected: NDArray[Any]) -> Any:
        """Return the absolute difference that `rtol`, `atol` and `of_largest` allow at each element.

        Parameters
        ----------
        expected : ndarray
            The original's numbers, or their magnitudes.

        Returns
        -------
        ndarray of float
            The allowed differences, of the size of `expected`; NaN or Inf at elements that are NaN or Inf.

        Examples
        --------
        >>> Tolerance.parse({"rtol": 0.1}).allowed(np.array([10.0, -20.0]))
        array([1., 2.])
        """
        magnitude = np.abs(expected)
        largest = np.max(magnitude, where=np.isfinite(magnitude), initial=0)
        with np.errstate(invalid="ignore"):  # no share of Inf: nothing is allowed
            return self.atol + self.of_largest * largest + self.rtol * magnitude


DEFAULT_TOLERANCE = Tolerance(None, rtol=1e-9, of_largest=1e-13)
