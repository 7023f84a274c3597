"""Bounds: which executions are recorded of a run, and how much is kept of their values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """What is recorded of a run.

    Attributes
    ----------
    turns : int
        Of a loop as many iterations are recorded, of a function as many calls, of a branch as many entries ...
    stride : int
        ... and then one in so many; one in ten times as many from the ``2 * turns * stride``-th on, and so forth.
        What a window asks for is recorded besides.
    limit : int
        Records that are made at most: entries into blocks, and what is stored, several statements at once where
        nothing comes between them.
    size : int
        Bytes of values that are kept at most.
    large : int
        Of values with more elements only a summary is kept ...
    roomy : int
        ... and, once as many bytes are kept, of those with more elements than `small`.
    small : int
        Values with at most so many elements are always kept whole.
    """

    turns: int = 500
    stride: int = 100
    limit: int = 400_000
    size: int = 256_000_000
    large: int = 100_000
    roomy: int = 64_000_000
    small: int = 256

    def hold(self, turn: int) -> bool:
        """Check whether an iteration, or a call, is recorded where no window asks for it.

        Parameters
        ----------
        turn : int
            Which one, counted from 1 over the whole run.

        Returns
        -------
        bool
            Whether it is recorded.

        Examples
        --------
        >>> [turn for turn in (500, 501, 600, 100_000, 100_100, 101_000) if Bounds().hold(turn)]
        [500, 600, 100000, 101000]
        """
        return self.decision(turn)[0]

    def decision(self, turn: int) -> tuple[bool, int]:
        """Decide from an iteration on whether iterations are recorded.

        Parameters
        ----------
        turn : int
            Which one, counted from 1 over the whole run.

        Returns
        -------
        recorded : bool
            Whether it is recorded, and those after it ...
        until : int
            ... up to this one, which has to be asked for again.

        Examples
        --------
        >>> Bounds().decision(3), Bounds().decision(501), Bounds().decision(600)
        ((True, 501), (False, 600), (True, 601))
        """
        step = self.stride
        while turn > 2 * self.turns * step:
            step *= 10
        if turn <= self.turns:
            return True, self.turns + 1
        if turn % step == 0:
            return True, turn + 1
        return False, -(-turn // step) * step


BOUNDS = Bounds()
