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
        ... and then one in so many; one in ten times as many from the ``turns * stride``-th on, and so forth.
        What a window asks for is recorded besides.
    limit : int
        Events, and entries into blocks, that are recorded at most.
    size : int
        Bytes of values that are kept at most.
    large : int
        Of values with more elements only a summary is kept ...
    roomy : int
        ... and, once as many bytes are kept, of those with more elements than `small`. From then on ...
    few : int
        ... only as many iterations, calls and entries are recorded before those at intervals.
    small : int
        Values with at most so many elements are always kept whole.
    """

    turns: int = 500
    stride: int = 100
    limit: int = 400_000
    size: int = 256_000_000
    large: int = 100_000
    roomy: int = 64_000_000
    few: int = 20
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
        >>> [turn for turn in (500, 501, 600, 50_000, 50_100, 51_000) if Bounds().hold(turn)]
        [500, 600, 50000, 51000]
        """
        step = self.stride
        while turn > self.turns * step:
            step *= 10
        return turn <= self.turns or turn % step == 0


BOUNDS = Bounds()
