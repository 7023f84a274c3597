"""A mask in an eighth of the memory: one bit for each element, column-major as MATLAB counts them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class PackedMask:
    """A logical mask, packed.

    Attributes
    ----------
    bits : ndarray of uint8
        Eight elements a byte, in column-major order, the first in the lowest bit; unused bits of the last byte are 0.
    shape : tuple of int
        The shape of the mask.

    Examples
    --------
    >>> PackedMask.of(np.array([[True, False, True], [True, True, False]])).bits
    array([27], dtype=uint8)
    """

    bits: NDArray[np.uint8]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> PackedMask:
        """Return a mask, packed.

        Parameters
        ----------
        mask : ndarray of bool
            Of any shape and memory order.

        Returns
        -------
        PackedMask
            Of the same shape.

        Examples
        --------
        >>> PackedMask.of(np.array([True, False])).unpack()
        array([ True, False])
        """
        return cls(np.packbits(mask.ravel(order="F"), bitorder="little"), mask.shape)

    def unpack(self) -> NDArray[np.bool_]:
        """Return the mask as an array.

        Returns
        -------
        ndarray of bool
            In Fortran order.

        Raises
        ------
        ValueError
            If the number of bytes is not the one that the shape needs.

        Examples
        --------
        >>> PackedMask(np.array([5], np.uint8), (3,)).unpack()
        array([ True, False,  True])
        """
        return self.part(0, math.prod(self.shape)).reshape(self.shape, order="F")

    def part(self, start: int, stop: int) -> NDArray[Any]:
        """Return some elements, in column-major order.

        Parameters
        ----------
        start : int
            The first one, a multiple of 8.
        stop : int
            The one after the last.

        Returns
        -------
        ndarray of bool
            1-D.

        Raises
        ------
        ValueError
            If the number of bytes is not the one that the shape needs.

        Examples
        --------
        >>> PackedMask(np.array([5], np.uint8), (3,)).part(0, 2)
        array([ True, False])
        """
        needed = -(-math.prod(self.shape) // 8)
        if self.bits.shape != (needed,) or self.bits.dtype != np.uint8:
            raise ValueError(
                f"a packed mask of shape {self.shape} needs {needed} bytes (uint8), "
                f"but has {self.bits.dtype} of shape {self.bits.shape}; make it with PackedMask.of(mask)"
            )
        some = np.unpackbits(self.bits[start // 8 : -(-stop // 8)], count=stop - start, bitorder="little")
        return some.view(np.bool_)
