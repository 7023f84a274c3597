"""The network that each iteration trains: the units that a mask keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matdrop.port.arithmetic import Array
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.streams import OctaveStream

LAYERS = (3, 5, 5, 2)
ITERATIONS = 3


@dataclass(frozen=True)
class Subnetworks:
    """The masks of a few iterations.

    Attributes
    ----------
    layers : tuple of int
        Units of the input, of each hidden layer, and of the output.
    seed : int
        Of Octave's generators.
    keep_prob : float
        The probability with which a hidden unit is kept.
    masks : list of list of ndarray
        For each iteration and hidden layer, 1-by-units: whether a unit is kept.
    """

    layers: tuple[int, ...]
    seed: int
    keep_prob: float
    masks: list[list[Array]]

    def to_json(self) -> dict[str, Any]:
        """Return the measurement as JSON-ready data.

        Returns
        -------
        dict
            Of numbers, text, lists and dicts.
        """
        masks = [[mask.ravel().tolist() for mask in iteration] for iteration in self.masks]
        return {"layers": list(self.layers), "seed": self.seed, "keep_prob": self.keep_prob, "masks": masks}


def subnetworks(seed: int = 42, keep_prob: float = 0.5) -> Subnetworks:
    """Draw the masks of a few iterations, one after the other from one stream.

    Parameters
    ----------
    seed : int
        Of Octave's generators.
    keep_prob : float
        The probability with which a hidden unit is kept.

    Returns
    -------
    Subnetworks
        For one example in each iteration.

    Raises
    ------
    ValueError
        If the seed cannot be used, or `keep_prob` is not a probability.

    Examples
    --------
    >>> [[int(mask.sum()) for mask in iteration] for iteration in subnetworks().masks]
    [[3, 3], [3, 2], [2, 3]]
    """
    stream = OctaveStream(seed)
    masks = [
        [inverted_dropout(np.ones((1, units)), keep_prob, stream.rand)[1] for units in LAYERS[1:-1]]
        for _ in range(ITERATIONS)
    ]
    return Subnetworks(LAYERS, seed, keep_prob, masks)
