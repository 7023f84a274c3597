"""MatlabStream: the random numbers that MATLAB draws from its default stream, mt19937ar, and from older generators."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matdrop.streams.arguments import FLINTMAX, INTEGER_CLASSES, integer_bounds, matlab_size, split_class, whole
from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.matlab_generators import (
    LARGEST_SEED,
    Normals,
    SimdTwister,
    Uniforms,
    Version4,
    Version5Normal,
    Version5Uniform,
)
from matdrop.streams.matlab_ziggurat import known, matlab_ziggurat
from matdrop.streams.mersenne import WORDS, Mersenne
from matdrop.streams.ziggurat import draw, draw_one

Generator = TypeVar("Generator")
DEFAULT_SEED = 5489  # of the reference mt19937ar; MATLAB's seed 0 stands for it


class MatlabStream:
    """MATLAB's random numbers after ``rng(seed)``: one generator for all distributions.

    ``rng(seed, generator)`` chooses another, as do MATLAB's older ``rand("state", seed)`` and ``randn("seed", seed)``.

    Parameters
    ----------
    seed : int or "default"
        From 0 to 2**32 - 1; "default" is 0.

    Raises
    ------
    ValueError
        If the seed is not such an integer.
    UnknownStreamError
        If the seed is a text other than "default".

    Notes
    -----
    No MATLAB was run to make this. It reproduces every digit of the printed MATLAB output that it was compared with;
    the page on the streams says which. What has not been compared raises `UnknownStreamError`: nothing is guessed.
    A call without a size returns a scalar, and a call with a size an array of MATLAB's size, filled column-major.

    Examples
    --------
    >>> stream = MatlabStream(0)
    >>> round(stream.rand(), 4), round(stream.rand(), 4)
    (0.8147, 0.9058)
    >>> MatlabStream(0).randn(1, 3).round(4)
    array([[ 0.5377,  1.8339, -2.2588]])
    """

    _uniform: Uniforms | None
    _normal: Mersenne | Normals | None

    def __init__(self, seed: Any = 0) -> None:
        self._seed_both(seed)

    def rng(self, seed: Any, generator: str = "twister") -> None:
        """Seed the stream again, and choose its generator.

        Parameters
        ----------
        seed : int or "default"
            As for the class; for the generators of MATLAB 4 and 5 below 2**31.
        generator : {"twister", "simdTwister", "v4", "v5uniform", "v5normal"}
            The generator. Of those after the first only uniform numbers are known, of "v5normal" only normal ones.

        Raises
        ------
        ValueError
            If the seed is not an integer from 0 to 2**32 - 1.
        UnknownStreamError
            For another generator, or a seed that is a text other than "default".

        Examples
        --------
        >>> stream = MatlabStream(1)
        >>> stream.rng("default")
        >>> round(stream.rand(), 4)
        0.8147
        >>> stream.rng(0, "v5uniform")
        >>> round(stream.rand(), 4)
        0.9501
        """
        if generator == "twister":
            self._seed_both(seed)
        elif generator == "v5normal":
            self._uniform, self._normal = None, _older(Version5Normal, "rng", seed)
        elif generator in RNG_UNIFORMS:
            self._uniform, self._normal = RNG_UNIFORMS[generator]("rng", seed), None
        else:
            raise UnknownStreamError(
                f"rng: the numbers of {generator!r} are not known; known are 'twister', 'v5normal', "
                + ", ".join(map(repr, RNG_UNIFORMS))
            )

    def _seed_both(self, seed: Any) -> None:
        self._uniform = self._normal = _twister("rng", seed)

    @property
    def twister(self) -> Mersenne | None:
        """The Mersenne Twister that every function draws from; None while another generator is chosen."""
        return self._uniform if isinstance(self._uniform, Mersenne) and self._uniform is self._normal else None

    @property
    def state(self) -> NDArray[np.uint32]:
        """The state: 624 words and how many of them have been drawn, as a column of 625.

        Setting it continues from that state. MATLAB's own state vector has the same layout according to a user of both
        ("Matlab's state vector" in the notes of M. Krause's MTRandom); no MATLAB was run to check it.

        Raises
        ------
        ValueError
            If it is set to anything but 624 words and a position from 0 to 624.
        UnknownStreamError
            While another generator than the twister is chosen.
        """
        words, drawn = self._twister_for_state().get()
        return np.append(words, np.uint32(drawn)).reshape(-1, 1)

    @state.setter
    def state(self, state: NDArray[np.integer[Any]]) -> None:
        column = np.asarray(state).ravel()
        if column.size != WORDS + 1 or column.dtype.kind not in "uif" or not 0 <= int(column[WORDS]) <= WORDS:
            raise ValueError(
                f"a state has {WORDS} words and a position from 0 to {WORDS}; found {column.size} elements"
                + (f", the last of them {column[-1]}" if column.size else "")
            )
        self._twister_for_state().set(column[:WORDS].astype(np.uint32), int(column[WORDS]))

    def _twister_for_state(self) -> Mersenne:
        if self.twister is None:
            raise UnknownStreamError(
                "state: only that of the twister is known, and another generator is chosen; rng(seed) leaves it"
            )
        return self.twister

    def rand(self, *args: Any) -> Any:
        """Return uniform numbers in (0, 1), or choose and seed their generator in MATLAB's older way.

        Parameters
        ----------
        *args : object
            Nothing or a size (``3`` is 3-by-3; ``2, 3``; ``(2, 3)``), then optionally "double"; or "state" and a seed
            for the generator of MATLAB 5, "seed" for that of MATLAB 4, "twister" for the Mersenne Twister. After one of
            these `rand` and `randn` have generators of their own, until `rng` is called.

        Returns
        -------
        float, numpy.ndarray or None
            A scalar without a size, else an array of that size; None after seeding.

        Raises
        ------
        ValueError
            For a size that is not of integers, an unknown class, or a seed that is none.
        UnknownStreamError
            For "single", if the generator draws an exact 0, and if only `randn` was seeded in the older way.

        Examples
        --------
        >>> MatlabStream(0).rand(2, 2).round(4)
        array([[0.8147, 0.127 ],
               [0.9058, 0.9134]])
        >>> stream = MatlabStream()
        >>> stream.rand("state", 0)
        >>> stream.rand(1, 2).round(4)
        array([[0.9501, 0.2311]])
        """
        if not args:
            return known(self._uniform_source("rand").uniform())
        if isinstance(args[0], str) and args[0] in OLDER["rand"]:
            return self._seed_in_the_older_way("rand", *args)
        size = _double_size("rand", args)
        return _shaped(self._uniforms("rand", _count(size)), size)

    def randn(self, *args: Any) -> Any:
        """Return standard normal numbers, or choose and seed their generator in MATLAB's older way.

        Parameters
        ----------
        *args : object
            As for `rand`, without "twister".

        Returns
        -------
        float, numpy.ndarray or None
            A scalar without a size, else an array of that size; None after seeding.

        Raises
        ------
        ValueError
            For a size that is not of integers, an unknown class, or a seed that is none.
        UnknownStreamError
            For "single", if the generator draws an exact 0 that the method needs, and if only `rand` was seeded in the
            older way.

        Examples
        --------
        >>> round(MatlabStream(0).randn(), 12)
        0.537667139546
        >>> stream = MatlabStream()
        >>> stream.randn("state", 0)
        >>> round(stream.randn(), 4)
        -0.4326
        """
        if not args:
            source = self._normal_source("randn")
            return draw_one(matlab_ziggurat(), source) if isinstance(source, Mersenne) else source.normal()
        if isinstance(args[0], str) and args[0] in OLDER["randn"]:
            return self._seed_in_the_older_way("randn", *args)
        size = _double_size("randn", args)
        return _shaped(self._normals("randn", _count(size)), size)

    def randi(self, bounds: Any, *args: Any) -> Any:
        """Return integers.

        Parameters
        ----------
        bounds : int or pair of int
            The highest value, counting from 1, or ``[lowest, highest]``.
        *args : object
            A size as in `rand`, then a class: "double" or an integer class that holds the bounds.

        Returns
        -------
        float, scalar of the class, or numpy.ndarray
            Doubles unless a class is given.

        Raises
        ------
        ValueError
            For bounds that are not integers, in the wrong order or too large for the class, or a bad size.
        UnknownStreamError
            For "single", for bounds further apart than 2**32 - 1, of which no published output was seen, and if the
            generator draws an exact 0.

        Examples
        --------
        >>> MatlabStream(0).randi([-10, 10], 1, 5)
        array([[ 7.,  9., -8.,  9.,  3.]])
        """
        dims, kind = split_class("randi", args, ("double", "single", *INTEGER_CLASSES))
        size = matlab_size("randi", dims)
        low, high = integer_bounds("randi", bounds)
        if max(abs(low), abs(high)) >= FLINTMAX:
            raise ValueError(f"randi: bounds must be below 2^53, found [{low}, {high}]")
        if kind == "single" or high - low >= 1 << 32:
            raise UnknownStreamError(
                "randi: MATLAB's numbers for 'single' and for bounds 2^32 or more apart are not known; use 'double'"
            )
        kind = kind or "double"
        if kind != "double" and not np.iinfo(kind).min <= low <= high <= np.iinfo(kind).max:
            raise ValueError(f"randi: the bounds [{low}, {high}] exceed the class {kind}")
        values = (low + np.floor((high - low + 1) * self._integer_uniforms("randi", _count(size)))).astype(kind)
        if size is None and kind != "double":
            return values[0]
        return _shaped(values, size)

    def randperm(self, n: int, k: int | None = None) -> NDArray[np.float64]:
        """Return different integers from 1 to `n` in random order.

        Parameters
        ----------
        n : int
            Not negative.
        k : int, optional
            How many integers, at most `n`; all by default.

        Returns
        -------
        ndarray of float64
            1-by-`k`.

        Raises
        ------
        ValueError
            For numbers that are not integers, are negative, or a `k` above `n`.
        UnknownStreamError
            For a `k` up to ``n / 4``, where MATLAB uses another method, and if the generator draws an exact 0.
            ``randperm(n)[:, :k]`` is another draw that both sides can make.

        Examples
        --------
        >>> stream = MatlabStream(0)
        >>> stream.randperm(6)
        array([[6., 3., 5., 1., 2., 4.]])
        >>> stream.randperm(10, 3)
        array([[1., 8., 9.]])
        """
        count = whole("randperm", n)
        chosen = count if k is None else whole("randperm", k)
        if not 0 <= chosen <= count:
            raise ValueError(f"randperm: 0 <= k <= n is needed, found n = {count}, k = {chosen}")
        if k is None:
            order = np.argsort(self._integer_uniforms("randperm", count), kind="stable")
            return (order + 1).astype(np.float64).reshape(1, -1)
        if not count / 4 < chosen < count:
            raise UnknownStreamError(
                f"randperm({count}, {chosen}): MATLAB's numbers are known for n/4 < k < n only; "
                "draw randperm(n) on both sides and take its first k"
            )
        if self.twister is None:
            raise UnknownStreamError("randperm(n, k): MATLAB's numbers are known for the twister only; call rng(seed)")
        return np.array([self._selection(count, chosen)])

    def unifrnd(self, a: Any, b: Any, *size: Any) -> Any:
        """Return uniform numbers in (a, b): ``(a+b)/2 + (b-a)/2 * (2*rand - 1)``, as MATLAB's toolbox computes them.

        Parameters
        ----------
        a, b : number or array
            The ends; of one size, or scalars.
        *size : object
            A size as in `rand`; by default that of `a` and `b`.

        Returns
        -------
        float or numpy.ndarray
            A scalar for scalars without a size.

        Raises
        ------
        ValueError
            For sizes that do not match.
        UnknownStreamError
            If the generator draws an exact 0.

        Examples
        --------
        >>> MatlabStream(0).unifrnd(0, 10, 1, 2).round(3)
        array([[8.147, 9.058]])
        """
        low, high, shape = _parameters("unifrnd", a, b, size)
        uniforms = _shaped(self._uniforms("unifrnd", _count(shape)), shape)
        return (low + high) / 2 + (high - low) / 2 * (2 * uniforms - 1)

    def normrnd(self, mu: Any, sigma: Any, *size: Any) -> Any:
        """Return normal numbers of mean `mu` and standard deviation `sigma`: ``randn * sigma + mu``.

        Parameters
        ----------
        mu, sigma : number or array
            Of one size, or scalars.
        *size : object
            A size as in `rand`; by default that of `mu` and `sigma`.

        Returns
        -------
        float or numpy.ndarray
            A scalar for scalars without a size.

        Raises
        ------
        ValueError
            For sizes that do not match.
        UnknownStreamError
            If the generator draws an exact 0 that the method needs.

        Examples
        --------
        >>> MatlabStream(0).normrnd(10, 2, 1, 2).round(3)
        array([[11.075, 13.668]])
        """
        mean, deviation, shape = _parameters("normrnd", mu, sigma, size)
        return _shaped(self._normals("normrnd", _count(shape)), shape) * deviation + mean

    def mvnrnd(self, mu: Any, sigma: Any, n: int | None = None) -> NDArray[np.float64]:
        """Return rows of a multivariate normal: ``randn(n, d) * chol(sigma) + mu``.

        Parameters
        ----------
        mu : vector of d, or n-by-d array
            The mean.
        sigma : d-by-d array
            The covariance, positive definite.
        n : int, optional
            How many rows; by default those of `mu`.

        Returns
        -------
        ndarray of float64
            The draws, n-by-d. The matrix product may differ from MATLAB's in the last bit, as its summation order does.

        Raises
        ------
        ValueError
            For sizes that do not match.
        UnknownStreamError
            For a covariance that is not positive definite, for which MATLAB uses another factor, and if the generator
            draws an exact 0 that the method needs.

        Examples
        --------
        >>> MatlabStream(0).mvnrnd([0, 0], [[1, 0], [0, 4]], 1).round(3)
        array([[0.538, 3.668]])
        """
        mean = np.atleast_2d(np.asarray(mu, np.float64))
        covariance = np.atleast_2d(np.asarray(sigma, np.float64))
        width = covariance.shape[0]
        if 1 in mean.shape and mean.size == width:
            mean = mean.reshape(1, width)
        if covariance.shape != (width, width) or mean.shape[1] != width:
            raise ValueError(
                f"mvnrnd: the sizes of the mean, {mean.shape}, and of the covariance, {covariance.shape}, do not match"
            )
        rows = mean.shape[0] if n is None else max(whole("mvnrnd", n), 0)
        if mean.shape[0] not in (1, rows):
            raise ValueError(f"mvnrnd: {mean.shape[0]} means were given for {rows} rows")
        try:
            factor = np.linalg.cholesky(covariance).T
        except np.linalg.LinAlgError:
            raise UnknownStreamError(
                "mvnrnd: the covariance is not positive definite, and MATLAB's factor for that is not known"
            ) from None
        product: NDArray[np.float64] = self.randn(rows, width) @ factor + mean
        return product

    def _seed_in_the_older_way(self, name: str, command: str, *seed: Any) -> None:
        """Do ``rand('state', seed)`` and the like: the two functions have generators of their own from now on."""
        if len(seed) != 1:
            raise UnknownStreamError(
                f"{name}({command!r}): the state that MATLAB returns here is not known; give a seed"
            )
        source = OLDER[name][command](f"{name}({command!r}, ...)", seed[0])
        if self.twister is not None:
            self._uniform = self._normal = None
        if name == "rand":
            self._uniform = source
        else:
            self._normal = source

    def _uniform_source(self, name: str) -> Uniforms:
        if self._uniform is None:
            raise UnknownStreamError(
                f"{name}: MATLAB's uniform numbers are not known after only randn was given an older generator; "
                "seed them too, by rand('state', number) on both sides"
            )
        return self._uniform

    def _normal_source(self, name: str) -> Mersenne | Normals:
        if self._normal is None:
            raise UnknownStreamError(
                f"{name}: MATLAB's normal numbers are not known after only rand was given another generator; "
                "seed them too, by randn('state', number) on both sides"
            )
        return self._normal

    def _uniforms(self, name: str, count: int) -> NDArray[np.float64]:
        values = self._uniform_source(name).uniforms(count)
        if count:
            known(values.min())
        return values

    def _integer_uniforms(self, name: str, count: int) -> NDArray[np.float64]:
        """Return the uniforms that integers are made of, where MATLAB was seen to make them so."""
        if isinstance(self._uniform, Version5Uniform | SimdTwister):
            raise UnknownStreamError(
                f"{name}: MATLAB's integers from this generator are not known; draw rand on both sides, or call rng(0)"
            )
        return self._uniforms(name, count)

    def _normals(self, name: str, count: int) -> NDArray[np.float64]:
        source = self._normal_source(name)
        if isinstance(source, Mersenne):
            return draw(matlab_ziggurat(), source, count)
        return np.array([source.normal() for _ in range(count)], np.float64)

    def _selection(self, n: int, k: int) -> list[float]:
        """Return `k` of 1..n by selection sampling, each put into a random place among those chosen so far."""
        chosen: list[float] = []
        passed = 0
        while len(chosen) < k:
            uniform = self.rand()
            share = (k - len(chosen)) / (n - passed)
            reached = share
            while uniform > reached:
                passed += 1
                reached += (1 - reached) * (k - len(chosen)) / (n - passed)
            passed += 1
            place = math.floor(self.rand() * (len(chosen) + 1))
            chosen.append(float(passed))
            chosen[place], chosen[-1] = chosen[-1], chosen[place]
        return chosen


def _seed_word(name: str, seed: Any) -> int:
    if isinstance(seed, str):
        if seed != "default":
            raise UnknownStreamError(f"{name}: {seed!r} seeds from the clock or is unknown; give a number instead")
        return 0
    number = whole(name, seed)
    if not 0 <= number < 1 << 32:
        raise ValueError(f"{name}: a seed is an integer from 0 to 2^32 - 1, found {seed!r}")
    return number


def _old_seed(name: str, seed: Any) -> int:
    """Return a seed for a generator of MATLAB 4 or 5."""
    number = _seed_word(name, seed)
    if number > LARGEST_SEED:
        raise UnknownStreamError(f"{name}: what MATLAB's older generators make of seeds from 2^31 on is not known")
    return number


def _twister(name: str, seed: Any) -> Mersenne:
    return Mersenne(_seed_word(name, seed) or DEFAULT_SEED)


def _simd_twister(name: str, seed: Any) -> SimdTwister:
    return SimdTwister(_seed_word(name, seed))


def _older(generator: Callable[[int], Generator], name: str, seed: Any) -> Generator:
    return generator(_old_seed(name, seed))


# What rng(seed, generator) and the older commands make, from their own name (for messages) and the seed.
RNG_UNIFORMS: dict[str, Callable[[str, Any], Uniforms]] = {
    "simdTwister": _simd_twister,
    "v4": partial(_older, Version4),
    "v5uniform": partial(_older, Version5Uniform),
}
OLDER: dict[str, dict[str, Callable[[str, Any], Any]]] = {
    "rand": {"state": partial(_older, Version5Uniform), "seed": partial(_older, Version4), "twister": _twister},
    "randn": {"state": partial(_older, Version5Normal), "seed": partial(_older, Version4)},
}


def _double_size(name: str, args: tuple[Any, ...]) -> tuple[int, ...] | None:
    """Return the size that arguments ask for.

    Raises
    ------
    UnknownStreamError
        For "single": only doubles are known.
    """
    dims, kind = split_class(name, args, ("double", "single"))
    if kind == "single":
        raise UnknownStreamError(f"{name}: MATLAB's single-precision numbers are not known; draw doubles on both sides")
    return matlab_size(name, dims)


def _count(size: tuple[int, ...] | None) -> int:
    return 1 if size is None else math.prod(size)


def _shaped(values: NDArray[Any], size: tuple[int, ...] | None) -> Any:
    return values[0].item() if size is None else values.reshape(size, order="F")


def _parameters(name: str, first: Any, second: Any, dims: tuple[Any, ...]) -> tuple[Any, Any, tuple[int, ...] | None]:
    """Return two parameters as doubles and the size of the result.

    Raises
    ------
    ValueError
        If sizes do not match.
    """
    one, two = (np.asarray(parameter, np.float64) for parameter in (first, second))
    size = matlab_size(name, dims)
    sizes = {np.atleast_2d(parameter).shape for parameter in (one, two) if parameter.size != 1}
    if size is None and (one.ndim or two.ndim):
        size = max(sizes, default=(1, 1))
    if any(other != size for other in sizes):
        raise ValueError(f"{name}: the sizes {one.shape}, {two.shape} and {size} do not match")
    first, second = (p.item() if p.size == 1 else np.atleast_2d(p) for p in (one, two))
    return first, second, size
