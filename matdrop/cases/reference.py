"""A reference: what an original computed on one case, live or saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from matdrop.values.value import Value

Source = Literal["live", "saved"]


@dataclass(frozen=True)
class Engine:
    """The program that computed a reference."""

    name: str
    version: str

    @property
    def major(self) -> int:
        """The first number of the version: 11 of GNU Octave 11.3.0."""
        return int(self.version.partition(".")[0])

    @property
    def short_name(self) -> str:
        """The name by which a table calls the engine: octave-11, matlab."""
        return "matlab" if self.name == "MATLAB" else f"octave-{self.major}"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class OriginalError:
    """An error of the original: MATLAB's identifier and message, and the place in the ``.m`` file.

    Attributes
    ----------
    stage : str
        What failed, such as ``arguments`` or ``call``.
    identifier, message : str
        As the engine has them.
    file : str
        The user's file that failed; empty if that is not known.
    line : int
        The line in that file, from 1; 0 if that is not known.
    reached : tuple of int
        The lines of the user's files that were running, the outermost first: how far the original had come.
    """

    stage: str
    identifier: str
    message: str
    file: str = ""
    line: int = 0
    reached: tuple[int, ...] = field(default=(), compare=False)

    @property
    def ended_engine(self) -> bool:
        """Whether the engine hung or died, so that it was started again."""
        return self.identifier == "matdrop:session"

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line > 0 else ""  # none where the call itself is refused
        place = f" ({self.file}{line})" if self.file else ""
        return (f"{self.identifier}: " if self.identifier else "") + self.message + place


@dataclass(frozen=True)
class Reference:
    """What an original computed on one case.

    Attributes
    ----------
    source : {"live", "saved"}
        Whether it was computed now or read from a fixture.
    engine : Engine
        What computed it.
    inputs : tuple of value
        The arguments, evaluated.
    outputs : mapping of str to value
        By name; empty if the original failed.
    printed : str
        What the original printed.
    states : mapping of str to ndarray
        Where evaluating the arguments has drawn random numbers: each generator's state at the call.
    draws : ndarray
        The uniform draws of the call, a column.
    error : OriginalError or None
        Set if the original failed.
    seconds : float
        The time the original took; 0 for a saved reference.
    constructor : tuple of value
        The arguments of the constructor, evaluated.
    """

    source: Source
    engine: Engine
    inputs: tuple[Value, ...]
    outputs: Mapping[str, Value]
    printed: str = ""
    states: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    draws: NDArray[Any] = field(default_factory=lambda: np.zeros((0, 0)))
    error: OriginalError | None = None
    seconds: float = 0.0
    constructor: tuple[Value, ...] = ()

    @property
    def seeds_itself(self) -> bool:
        """Whether the original has seeded its generators: its draws cannot be followed."""
        return bool(np.isnan(self.draws).any())
