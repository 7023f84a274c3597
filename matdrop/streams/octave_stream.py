"""OctaveStream: the random numbers that GNU Octave draws."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.arguments import (
    FLINTMAX,
    FLOAT_CLASSES,
    INTEGER_CLASSES,
    integer_bounds,
    matlab_size,
    seed_words,
    split_class,
    whole,
)
from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.mersenne import WORDS, Mersenne
from matdrop.streams.octave_gamma import (
    gamma_of_each_shape,
    gamma_of_one_shape,
    poisson_of_each_mean,
    poisson_of_one_mean,
)
from matdrop.streams.octave_legacy import Legacy, draw_legacy
from matdrop.streams.octave_ziggurat import (
    ExponentialDouble,
    ExponentialSingle,
    NormalDouble,
    NormalSingle,
    octave_ziggurat,
)
from matdrop.streams.ziggurat import draw, draw_one, is_worth_compiling

ZIGGURATS = {
    ("randn", "double"): NormalDouble,
    ("randn", "single"): NormalSingle,
    ("rande", "double"): ExponentialDouble,
    ("rande", "single"): ExponentialSingle,
}
Uniforms = Callable[[int], NDArray[np.float64]]


class OctaveStream:
    """The random generators of one Octave session, each seeded by the 'twister' rule.

    Parameters
    ----------
    seed : number, vector or 625-element state
        Anything that ``rand("twister", seed)`` accepts, converted as Octave does: flattened column-major, rounded and
        limited to 32 bits; 625 elements of which the last is in 1..624 are a state.
    octave_version : int
        Octave 11 rejects draws of `randi` in another way than before, and refuses its classes of 64 bits; any lower
        version draws as Octave 5 to 10 do.

    Raises
    ------
    ValueError
        For a seed that is not numeric, or a state of zeros.
    UnknownStreamError
        For an empty seed, and for an Octave older than 5.

    Notes
    -----
    A call without a size returns a scalar, and a call with a size an array of MATLAB's size, filled column-major.
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
        self._own_words: dict[str, NDArray[np.uint32]] = {}  # of distributions that were seeded by themselves
        self._generators: dict[str, Mersenne] = {}
        self._legacy: dict[str, Legacy] = {}
        self._legacy_in_force = False

    @property
    def twister(self) -> Mersenne | None:
        """The Mersenne Twister that `rand` draws from; None while the old generators are in force."""
        return None if self._legacy_in_force else self._generator("rand")

    def rand(self, *args: Any) -> Any:
        """Return uniform numbers in (0, 1), or read or set the state.

        Parameters
        ----------
        *args : object
            Nothing; a size (``3`` is 3-by-3; ``2, 3``; ``(2, 3)``), then a class, "double" or "single"; or "state"
            (or "twister") to read the state, followed by a seed or a state to set it; or "seed", the same for the old
            generators. Setting a "seed" puts the old generators in force for every distribution, setting a "state"
            the Mersenne Twister.

        Returns
        -------
        float, numpy.float32, numpy.ndarray or None
            A scalar without a size; an array of the size asked for; the state as a 625-by-1 uint32 column; None
            after setting the state.

        Raises
        ------
        ValueError
            For a size that is not of integers, an unknown class or command, or a seed that cannot be used.
        UnknownStreamError
            For numbers that Octave takes from the clock ("reset", and old generators that were not seeded) or from
            uninitialised memory (an empty seed).

        Examples
        --------
        >>> stream = OctaveStream(1)
        >>> state = stream.rand("state")
        >>> first = stream.rand(1, 3)
        >>> stream.rand("state", state)
        >>> bool((stream.rand(1, 3) == first).all())
        True
        """
        if not args and not self._legacy_in_force:
            while not (value := self._generator("rand").uniform()):
                pass
            return value
        return self._draw_or_state("rand", args)

    def randn(self, *args: Any) -> Any:
        """Return standard normal numbers, or read or set the state of `randn`.

        Parameters
        ----------
        *args : object
            As for `rand`.

        Returns
        -------
        float, numpy.float32, numpy.ndarray or None
            As `rand` returns them.

        Raises
        ------
        ValueError
            For a size that is not of integers, an unknown class, or a seed that is not numeric.
        UnknownStreamError
            For numbers that Octave takes from the clock or from uninitialised memory.

        Examples
        --------
        >>> OctaveStream(42).randn(1, 3)
        array([[-0.00654592, -0.47788142, -0.71365104]])
        """
        if not args and not self._legacy_in_force:
            return draw_one(octave_ziggurat(NormalDouble), self._generator("randn"))
        return self._draw_or_state("randn", args)

    def rande(self, *args: Any) -> Any:
        """Return exponential numbers of mean 1, or read or set the state of `rande`.

        Parameters
        ----------
        *args : object
            As for `rand`.

        Returns
        -------
        float, numpy.float32, numpy.ndarray or None
            As `rand` returns them.

        Raises
        ------
        ValueError
            For a size that is not of integers, an unknown class, or a seed that is not numeric.
        UnknownStreamError
            For numbers that Octave takes from the clock or from uninitialised memory.

        Examples
        --------
        >>> OctaveStream(42).rande(1, 3)
        array([[0.0124845 , 2.16028297, 0.64449505]])
        """
        if not args and not self._legacy_in_force:
            return draw_one(octave_ziggurat(ExponentialDouble), self._generator("rande"))
        return self._draw_or_state("rande", args)

    def randi(self, bounds: Any, *args: Any) -> Any:
        """Return integers, drawn from the state of `rand`.

        Parameters
        ----------
        bounds : int or pair of int
            The highest value, counting from 1, or ``[lowest, highest]``.
        *args : object
            A size as in `rand`, then a class: "double", "single" or an integer class.

        Returns
        -------
        float, scalar of the class, or numpy.ndarray
            Doubles unless a class is given. Values beyond the class saturate, with a RuntimeWarning as in Octave.

        Raises
        ------
        ValueError
            For bounds that are not integers, are in the wrong order or reach 2**53, an unknown class, or a bad size.
        UnknownStreamError
            If the old generators are in force and that of `rand` was not seeded.

        Examples
        --------
        >>> OctaveStream(42).randi([1, 6], 1, 5)
        array([[4., 1., 2., 2., 5.]])
        """
        integers = [kind for kind in INTEGER_CLASSES if self._version < 11 or "64" not in kind]
        dims, kind = split_class("randi", args, (*FLOAT_CLASSES, *integers))
        size = matlab_size("randi", dims)
        low, high = integer_bounds("randi", bounds)
        if max(abs(low), abs(high)) >= FLINTMAX or high - low + 1 >= FLINTMAX:
            raise ValueError(f"randi: bounds and their range must be below 2^53, found [{low}, {high}]")
        kind = kind or "double"
        _warn_of_saturation(low, high, kind)
        draws = _integers_11 if self._version >= 11 else _integers_5
        values = draws(self._uniforms, low, high, 1 if size is None else math.prod(size))
        values = _as_class(values, kind)
        if size is not None:
            return values.reshape(size, order="F")
        return values[0].item() if kind == "double" else values[0]

    def randperm(self, n: int, m: int | None = None) -> NDArray[np.float64]:
        """Return different integers from 1 to `n` in random order, drawn from the state of `rand`.

        Parameters
        ----------
        n : int
            Not negative.
        m : int, optional
            How many integers, at most `n`; all by default.

        Returns
        -------
        ndarray of float64
            1-by-`m`.

        Raises
        ------
        ValueError
            For numbers that are not integers, are negative, or an `m` above `n`.
        UnknownStreamError
            If the old generators are in force and that of `rand` was not seeded.

        Examples
        --------
        >>> OctaveStream(42).randperm(6)
        array([[4., 2., 1., 3., 6., 5.]])
        """
        count = whole("randperm", n)
        chosen = count if m is None else whole("randperm", m)
        if not 0 <= chosen <= count:
            raise ValueError(f"randperm: 0 <= m <= n is needed, found n = {count}, m = {chosen}")
        return permutation(self._uniforms(chosen), count).reshape(1, -1)

    def randg(self, shape: Any, *args: Any) -> Any:
        """Return gamma numbers of a shape and scale 1, or read or set the state of `randg`.

        Parameters
        ----------
        shape : number, array or command
            One shape, or an array of shapes, whose size the result has; or "state" and so on, as in `rand`.
        *args : object
            A size as in `rand`, which must be that of an array of shapes.

        Returns
        -------
        float, numpy.ndarray or None
            Doubles; NaN for shapes that are not positive and finite. The state as `rand` returns it.

        Raises
        ------
        ValueError
            For sizes that do not match, shapes that are not real numbers, an unknown class, or a bad size or seed.
        UnknownStreamError
            For "single", and under the old generators.

        Examples
        --------
        >>> OctaveStream(42).randg(2, 1, 3)
        array([[1.65823019, 0.90468582, 0.5582837 ]])
        """
        return self._draw_of("randg", shape, args, gamma_of_one_shape, gamma_of_each_shape)

    def randp(self, mean: Any, *args: Any) -> Any:
        """Return Poisson numbers of a mean, or read or set the state of `randp`.

        Parameters
        ----------
        mean : number, array or command
            One mean, or an array of means, whose size the result has; or "state" and so on, as in `rand`.
        *args : object
            A size as in `rand`, which must be that of an array of means.

        Returns
        -------
        float, numpy.ndarray or None
            Doubles; NaN for means that are negative or infinite. The state as `rand` returns it.

        Raises
        ------
        ValueError
            For sizes that do not match, means that are not real numbers, an unknown class, or a bad size or seed.
        UnknownStreamError
            For one mean between 10 and 1e8 (an array of means is known), "single", and under the old generators.

        Examples
        --------
        >>> OctaveStream(42).randp(3, 1, 5)
        array([[4., 2., 2., 0., 3.]])
        """
        return self._draw_of("randp", mean, args, poisson_of_one_mean, poisson_of_each_mean)

    def rng(self, seed: Any, generator: str = "twister") -> None:
        """Seed `rand` and `randn` as Octave's ``rng`` does; `rande`, `randg` and `randp` keep their states.

        Parameters
        ----------
        seed : number or "default"
            Not negative; "default" is 0.
        generator : str
            Only "twister" is known.

        Raises
        ------
        ValueError
            For a seed that is not one number of 0 or more.
        UnknownStreamError
            For another generator, or a seed that is a text other than "default".

        Examples
        --------
        >>> stream = OctaveStream(1)
        >>> stream.rng(42)
        >>> stream.rand()
        0.6394267984578837
        """
        if generator != "twister":
            raise UnknownStreamError(f"rng: only the generator 'twister' is known, not {generator!r}")
        if isinstance(seed, str):
            if seed != "default":
                raise UnknownStreamError(f"rng: {seed!r} seeds from the clock or is unknown; give a number instead")
            seed = 0
        number = np.asarray(seed)
        if number.size != 1 or number.dtype.kind not in "uif" or not number.item() >= 0:
            raise ValueError(f"rng: a seed is one number, not negative; found {seed!r}")
        for name in ("rand", "randn"):
            self._draw_or_state(name, ("twister", seed))

    def _draw_or_state(self, name: str, args: tuple[Any, ...]) -> Any:
        """Draw for rand, randn or rande, or read or set its state."""
        if args and isinstance(args[0], str) and args[0] not in FLOAT_CLASSES:
            return self._state_command(name, args)
        dims, kind = split_class(name, args, FLOAT_CLASSES)
        size = matlab_size(name, dims)
        values = self._values(name, kind or "double", 1 if size is None else math.prod(size))
        if size is not None:
            return values.reshape(size, order="F")
        return values[0] if kind == "single" else values[0].item()

    def _values(self, name: str, kind: str, count: int) -> NDArray[Any]:
        """Return `count` values of rand, randn or rande."""
        if self._legacy_in_force:
            return draw_legacy(self._legacy_generator(name), name, count).astype(kind)
        generator = self._generator(name)
        if name == "rand":
            return _open_singles(generator, count) if kind == "single" else generator.open_uniforms(count)
        return draw(octave_ziggurat(ZIGGURATS[name, kind]), generator, count)

    def _draw_of(self, name: str, parameter: Any, args: tuple[Any, ...], of_one: Any, of_each: Any) -> Any:
        """Draw for randg or randp, or read or set its state.

        Raises
        ------
        ValueError
            For sizes that do not match, or parameters that are not real numbers.
        UnknownStreamError
            For "single", and under the old generators.
        """
        if isinstance(parameter, str):
            return self._state_command(name, (parameter, *args))
        dims, kind = split_class(name, args, FLOAT_CLASSES)
        size = matlab_size(name, dims)
        values = np.asarray(parameter)
        if values.dtype.kind not in "buif":
            raise ValueError(f"{name}: the parameter is a real number or an array of them, found {parameter!r}")
        if kind == "single":
            raise UnknownStreamError(f"{name}: Octave's single-precision numbers have not been derived; draw doubles")
        if self._legacy_in_force:
            raise UnknownStreamError(
                f"{name}: its old generator is not known; leave the old generators with {name}('state', number)"
            )
        values = values.astype(np.float64)
        if values.size != 1:
            values = np.atleast_2d(values)
            if size not in (None, values.shape):
                raise ValueError(f"{name}: the parameter has the size {values.shape}, but {size} was asked for")
            return of_each(self._generator(name), values.ravel(order="F")).reshape(values.shape, order="F")
        count = 1 if size is None else math.prod(size)
        drawn = of_one(self._generator(name), values.item(), count)
        if size is None:
            return drawn[0].item() if values.ndim == 0 else drawn.reshape(1, 1)
        return drawn.reshape(size, order="F")

    def _uniforms(self, count: int) -> NDArray[np.float64]:
        return self._values("rand", "double", count)

    def _generator(self, name: str) -> Mersenne:
        """Return the generator of one distribution, seeded on first use."""
        try:
            return self._generators[name]
        except KeyError:
            words = self._own_words.get(name, self._seed_words)
            generator = self._generators[name] = _generator_from(words)
            return generator

    def _legacy_generator(self, name: str) -> Legacy:
        if name not in self._legacy:
            raise UnknownStreamError(
                f"{name}: the old generators are in force, and Octave seeds that of {name} from the clock; "
                f"seed it with {name}('seed', number), or leave the old generators with {name}('state', number)"
            )
        return self._legacy[name]

    def _state_command(self, name: str, args: tuple[Any, ...]) -> NDArray[np.uint32] | float | None:
        """Read or set the state of one distribution.

        Raises
        ------
        ValueError
            For an unknown command, or more than one seed.
        UnknownStreamError
            For "reset".
        """
        command, *values = args
        if command not in ("state", "twister", "seed"):
            raise ValueError(
                f"{name}: unrecognized text {command!r}; use 'state', 'twister', 'seed', 'single' or 'double'"
            )
        if len(values) > 1:
            raise ValueError(f"{name}: {command!r} takes one seed, found {len(values)} arguments")
        if values and isinstance(values[0], str) and values[0] == "reset":
            raise UnknownStreamError(f"{name}('{command}', 'reset') seeds from the clock; give a number instead")
        if command == "seed":
            if not values:
                return self._legacy_generator(name).get()
            self._legacy[name] = Legacy(_legacy_seed(name, values[0]))
            self._legacy_in_force = True
        elif values:
            self._own_words[name] = _checked(seed_words(name, values[0]))
            self._generators.pop(name, None)
            self._legacy_in_force = False
        else:
            words, drawn = self._generator(name).get()
            return np.append(words, np.uint32(WORDS + 1 - drawn)).reshape(-1, 1)
        return None


def _legacy_seed(name: str, seed: Any) -> float:
    number = np.asarray(seed)
    if number.size != 1 or number.dtype.kind not in "buif":
        raise ValueError(f"{name}: a 'seed' is one real number, found {seed!r}; 'state' takes vectors")
    return float(number.item())


def _checked(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the words of a seed, unless Octave draws nothing useful from them.

    Raises
    ------
    ValueError
        For a state of zeros.
    UnknownStreamError
        For an empty seed.
    """
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


def _open_singles(generator: Mersenne, count: int) -> NDArray[np.float32]:
    """Return singles in (0, 1), made of the low 24 bits of a word each: an exact zero is drawn again."""
    bits = generator.words(count) & 0xFFFFFF
    while not bits.all():
        bits = bits[bits != 0]
        bits = np.concatenate([bits, generator.words(count - bits.size) & 0xFFFFFF])
    return bits.astype(np.float32) * np.float32(2.0**-24)


def _integers_5(uniforms: Uniforms, low: int, high: int, count: int) -> NDArray[np.float64]:
    """Return integers as Octave 5 to 10 draw them: more uniforms than needed, the first usable ones kept."""
    if count == 0:
        return np.empty(0)
    span = high - low + 1
    share = FLINTMAX // span
    fits = share * span / FLINTMAX
    draws = uniforms(math.ceil(count / fits + 10 * math.sqrt(count / fits - count)))
    draws *= FLINTMAX
    np.floor(draws, out=draws)
    if share * span < FLINTMAX:
        draws = draws[draws < share * span][:count]
    return _shares(draws, share, low)


def _integers_11(uniforms: Uniforms, low: int, high: int, count: int) -> NDArray[np.float64]:
    """Return integers as Octave 11 draws them: as many uniforms as needed; unusable ones are drawn again afterwards.

    Each is drawn again until it can be used, before the next one: what can be used replaces them in order.
    """
    span = high - low + 1
    share = FLINTMAX // span
    draws = np.floor(uniforms(count) * FLINTMAX)
    misfits = np.flatnonzero(draws >= share * span)
    while misfits.size:
        again = np.floor(uniforms(misfits.size) * FLINTMAX)
        usable = again[again < share * span]
        draws[misfits[: usable.size]] = usable
        misfits = misfits[usable.size :]
    return _shares(draws, share, low)


def _shares(draws: NDArray[np.float64], share: int, low: int) -> NDArray[np.float64]:
    """Return ``low + floor(draws / share)``, computed in place."""
    draws /= share
    np.floor(draws, out=draws)
    draws += low
    return draws


def permutation(uniforms: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Return the first elements of 1..n after swapping each i with i + floor(u (n-i)), one for each uniform u.

    Parameters
    ----------
    uniforms : ndarray of float64
        1-D, at most n of them, in (0, 1).
    n : int
        The number of elements.

    Returns
    -------
    ndarray of float64
        As many elements as there are uniforms.

    Examples
    --------
    >>> permutation(np.array([0.99, 0.5]), 3)
    array([3., 1.])
    """
    places = np.arange(uniforms.size)
    others = places + np.floor(uniforms * (n - places)).astype(np.int64)
    if is_worth_compiling(uniforms.size):
        from matdrop.streams.compiled import swapped

        values: NDArray[np.float64] = swapped(n, others)
        return values
    numbers = list(range(1, n + 1))
    for i, other in enumerate(others.tolist()):
        numbers[i], numbers[other] = numbers[other], numbers[i]
    return np.array(numbers[: uniforms.size], np.float64)


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
