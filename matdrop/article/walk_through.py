"""The article's walk-through: a matrix, its mask, the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matdrop.port.arithmetic import Array
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.streams import OctaveStream


@dataclass(frozen=True)
class WalkThrough:
    """What the walk-through computes.

    Attributes
    ----------
    seed : int
        Of Octave's generators.
    keep_prob : float
        The probability with which an element is kept.
    L, mask, X : ndarray
        The 3-by-4 matrix, the mask, and the matrix after dropout.
    """

    seed: int
    keep_prob: float
    L: Array
    mask: Array
    X: Array

    def to_json(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready data.

        Returns
        -------
        dict
            Of numbers, text, lists and dicts.
        """
        matrices = {"L": self.L.tolist(), "mask": self.mask.tolist(), "X": self.X.tolist()}
        return {"seed": self.seed, "keep_prob": self.keep_prob, **matrices}


def walk_through(seed: int = 42, keep_prob: float = 0.85) -> WalkThrough:
    """Drop some of the elements of a random matrix, as the article does.

    Parameters
    ----------
    seed : int
        Of Octave's generators.
    keep_prob : float
        The probability with which an element is kept.

    Returns
    -------
    WalkThrough
        The numbers that ``matlab_ref/dropout_demo.m`` has with that seed.

    Raises
    ------
    ValueError
        If the seed cannot be used, or `keep_prob` is not a probability.

    Examples
    --------
    >>> walk_through().mask.astype(int)
    array([[1, 1, 1, 1],
           [1, 1, 1, 1],
           [1, 1, 1, 0]])
    """
    stream = OctaveStream(seed)
    L = stream.randi(35, 3, 4)  # noqa: N806  the article's name
    X, mask = inverted_dropout(L, keep_prob, stream.rand)  # noqa: N806
    return WalkThrough(seed, keep_prob, L, mask, X)
