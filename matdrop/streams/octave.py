"""OctaveStream: the random numbers that GNU Octave draws."""

import math
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.arguments import integer_bounds, matlab_size, seed_words, split_class
from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.mersenne import WORDS, Mersenne

FLOAT_CLASSES = ("double", "single")
INTEGER_CLASSES = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
FLINTMAX = 1 << 53


class OctaveStream:
    """The random generators of one Octave session, each seeded by the 'twister' rule.

    Parameters
    ----------
    seed : number, vector or 625-element state
        What ``rand("twister", seed)`` takes, converted as Octave converts it: flattened column-major, rounded, and
        saturated to 32 bits; 625 elements of which the last is in 1..624 are a raw state.
    octave_version : int
        `randi` changed its way of rejecting draws in Octave 11; everything below draws as Octave 5 to 10 do.

    Notes
    -----
    A call without a size returns a scalar, and one with a size an array of MATLAB's size, filled column-major.
    Arguments are checked first, so that a failed call leaves the stream as it was.

    Examples
    --------
    >>> stream = OctaveStream(42)
    >>> stream.rand()
    0.6394267984578837
    >>> stream.rand(2, 2)
    array([[0.02501076, 0.22321074],
           [0.27502932, 0.73647121]])
    """

    def __init__(self, seed: Any, *, octave_version: int = 10) -> None:
        if octave_version < 5:
            raise UnknownStreamError(
                f"OctaveStream draws as Octave 5 and later do, not as Octave {octave_version}; use octave_version=5"
            )
        self._version = octave_version
        self._seed_words = _checked(seed_words("OctaveStream", seed))
        self._generators: dict[str, Mersenne] = {}

    def rand(self, *args: Any) -> Any:
        """Return uniform numbers in (0, 1), or read or set the state.

        Parameters
        ----------
        *args
            Nothing; a size (``3`` is 3-by-3; ``2, 3``; ``(2, 3)``), then a class, "double" or "single"; or "state"
            (or "twister") to read the state, followed by a seed or a state to set it.

        Returns
        -------
        float, numpy.float32, numpy.ndarray or None
            A scalar without a size; an array of the size asked for; the state as a 625-by-1 uint32 column; None
            after setting the state.

        Raises
        ------
        ValueError
            For a size that is not of integers, an unknown class, or a seed that is not numeric.

        Examples
        --------
        >>> stream = OctaveStream(1)
        >>> state = stream.rand("state")
        >>> first = stream.rand(1, 3)
        >>> stream.rand("state", state)
        >>> bool((stream.rand(1, 3) == first).all())
        True
        """
        if not args:
            while not (value := self._generator("rand").uniform()):
                pass
            return value
        if isinstance(args[0], str) and args[0] not in FLOAT_CLASSES:
            return self._state_command("rand", args)
        dims, kind = split_class("rand", args, FLOAT_CLASSES)
        size = matlab_size("rand", dims)
        count = 1 if size is None else math.prod(size)
        draws = _open_singles if kind == "single" else _open_uniforms
        values = draws(self._generator("rand"), count)
        return values[0] if size is None else values.reshape(size, order="F")

    def randi(self, bounds: Any, *args: Any) -> Any:
        """Return integers, drawn from the state of `rand`.

        Parameters
        ----------
        bounds : int or pair of int
            The highest value, counting from 1, or ``[lowest, highest]``.
        *args
            A size as in `rand`, then a class: "double", "single" or an integer class.

        Returns
        -------
        float, scalar of the class, or numpy.ndarray
            Doubles unless a class is given. Values beyond the class saturate, with a RuntimeWarning as in Octave.

        Raises
        ------
        ValueError
            For bounds that are not integers, are in the wrong order or reach 2**53, an unknown class, or a bad size.

        Examples
        --------
        >>> OctaveStream(42).randi([1, 6], 1, 5)
        array([[4., 1., 2., 2., 5.]])
        """
        dims, kind = split_class("randi", args, (*FLOAT_CLASSES, *INTEGER_CLASSES))
        size = matlab_size("randi", dims)
        low, high = integer_bounds("randi", bounds)
        if max(abs(low), abs(high)) >= FLINTMAX or high - low + 1 >= FLINTMAX:
            raise ValueError(f"randi: bounds and their range must be below 2^53, found [{low}, {high}]")
        kind = kind or "double"
        _warn_of_saturation(low, high, kind)
        draws = _integers_11 if self._version >= 11 else _integers_5
        values = draws(self._generator("rand"), low, high, 1 if size is None else math.prod(size))
        values = _as_class(values, kind)
        if size is not None:
            return values.reshape(size, order="F")
        return values[0].item() if kind == "double" else values[0]

    def _generator(self, name: str) -> Mersenne:
        """Return the generator of one distribution, seeding it at its first use."""
        try:
            return self._generators[name]
        except KeyError:
            generator = self._generators[name] = _generator_from(self._seed_words)
            return generator

    def _state_command(self, name: str, args: tuple[Any, ...]) -> NDArray[np.uint32] | None:
        """Read or set the state of one distribution."""
        if args[0] not in ("state", "twister"):
            raise ValueError(f"{name}: unrecognized text {args[0]!r}; use 'state', 'twister', 'single' or 'double'")
        if len(args) == 1:
            words, drawn = self._generator(name).get()
            return np.append(words, np.uint32(WORDS + 1 - drawn)).reshape(-1, 1)
        if len(args) > 2:
            raise ValueError(f"{name}: {args[0]!r} takes one seed, found {len(args) - 1} arguments")
        if isinstance(args[1], str) and args[1] == "reset":
            raise UnknownStreamError(f"{name}('{args[0]}', 'reset') seeds from the clock; give a number instead")
        self._generators[name] = _generator_from(_checked(seed_words(name, args[1])))
        return None


def _checked(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Refuse the two seeds from which Octave draws nothing useful."""
    if words.size == 0:
        raise UnknownStreamError("an empty seed makes Octave read uninitialised memory; give a number instead")
    if _is_state(words) and words[0] < 1 << 31 and not words[1:WORDS].any():
        raise ValueError("a state of zeros draws zeros only, and Octave never returns; give another state or a seed")
    return words


def _is_state(words: NDArray[np.uint32]) -> bool:
    return words.size == WORDS + 1 and 1 <= words[WORDS] <= WORDS


def _generator_from(words: NDArray[np.uint32]) -> Mersenne:
    if not _is_state(words):
        return Mersenne(words.tolist())
    generator = Mersenne(0)
    generator.set(words[:WORDS], WORDS + 1 - int(words[WORDS]))
    return generator


def _open_uniforms(generator: Mersenne, count: int) -> NDArray[np.float64]:
    """Return doubles in (0, 1): an exact zero is drawn again."""
    values = generator.uniforms(count)
    while not values.all():
        values = values[values != 0]
        values = np.concatenate([values, generator.uniforms(count - values.size)])
    return values


def _open_singles(generator: Mersenne, count: int) -> NDArray[np.float32]:
    """Return singles in (0, 1), the low 24 bits of a word each: an exact zero is drawn again."""
    bits = generator.words(count) & 0xFFFFFF
    while not bits.all():
        bits = bits[bits != 0]
        bits = np.concatenate([bits, generator.words(count - bits.size) & 0xFFFFFF])
    return bits.astype(np.float32) * np.float32(2.0**-24)


def _integers_5(generator: Mersenne, low: int, high: int, count: int) -> NDArray[np.float64]:
    """Return integers as Octave 5 to 10 draw them: more uniforms than needed, of which the first that fit are kept."""
    if count == 0:
        return np.empty(0)
    span = high - low + 1
    share = FLINTMAX // span
    fits = share * span / FLINTMAX
    count_drawn = math.ceil(count / fits + 10 * math.sqrt(count / fits - count))
    draws = np.floor(_open_uniforms(generator, count_drawn) * FLINTMAX)
    kept = draws[draws < share * span][:count]
    return low + np.floor(kept / share)


def _integers_11(generator: Mersenne, low: int, high: int, count: int) -> NDArray[np.float64]:
    """Return integers as Octave 11 draws them: as many uniforms as needed, those that do not fit drawn again after."""
    span = high - low + 1
    share = FLINTMAX // span
    draws = np.floor(_open_uniforms(generator, count) * FLINTMAX)
    while (misfits := np.flatnonzero(draws >= share * span)).size:
        draws[misfits] = np.floor(_open_uniforms(generator, misfits.size) * FLINTMAX)
    return low + np.floor(draws / share)


def _warn_of_saturation(low: int, high: int, kind: str) -> None:
    if kind == "double":
        return
    least, most = (-(1 << 24), 1 << 24) if kind == "single" else (np.iinfo(kind).min, np.iinfo(kind).max)
    if low < least or high > most:
        warnings.warn(f"randi: the bounds [{low}, {high}] exceed the class {kind}", RuntimeWarning, stacklevel=3)


def _as_class(values: NDArray[np.float64], kind: str) -> NDArray[Any]:
    """Convert integer values as MATLAB does, saturating."""
    if kind == "double":
        return values
    if kind == "single":
        return values.astype(np.float32)
    limits = np.iinfo(kind)
    return np.clip(values, float(limits.min), float(limits.max)).astype(kind)
