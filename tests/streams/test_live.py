"""Random sequences of operations, in Octave and here: the same bits, and the same states at the end."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from matdrop.streams import OctaveStream
from tests.conftest import AnotherOctave
from tests.streams.conftest import Octave, runner

ODD_SEEDS = [-3, 2.5, -0.5, 3.49, 2**32, 2**32 - 1, 2**40, float("nan"), float("inf")]
SEEDS: list[Any] = [0, 1, 42, *ODD_SEEDS, [1, 2, 3], [7.5]]
DISTRIBUTIONS = ("rand", "randn", "rande")


def literal(value: Any) -> str:
    """Return MATLAB code of an argument."""
    if isinstance(value, str):
        return f"'{value}'"
    if isinstance(value, list | tuple):
        return "[" + " ".join(literal(v) for v in value) + "]"
    return {"inf": "Inf", "nan": "NaN"}.get(str(value), repr(value))


def size(rng: np.random.Generator, most: int) -> list[Any]:
    """Return size arguments, of up to `most` elements."""
    form = rng.integers(8)
    if form == 0:
        return []
    if form == 1:
        return [int(rng.integers(math.isqrt(most)))]
    if form == 2:
        return [(int(rng.integers(5)), int(rng.integers(most // 5)))]
    if form == 3:
        return [int(rng.integers(1, 4)), 2, int(rng.integers(1, most // 8))]
    if form == 4:
        return [int(rng.integers(2)), 3]
    return [int(rng.integers(most)), 1]


def operation(rng: np.random.Generator, most: int) -> tuple[str, list[Any]]:
    """Return a random call: its function and arguments."""
    form = rng.integers(20)
    name = str(rng.choice(DISTRIBUTIONS))
    if form < 11:
        kind = [str(rng.choice(["single", "double"]))] if rng.integers(2) else []
        return name, size(rng, most) + kind
    if form < 14:
        low = int(rng.integers(-5, 5))
        top = int(rng.choice([1, 2, 10, 255, 2**20, 2**31 - 1, 3 * 2**50]))
        if rng.integers(3) == 0:
            return "randi", [[low, low + 60], *size(rng, most), str(rng.choice(["int8", "int32", "single", "int64"]))]
        return "randi", [top, *size(rng, most)]
    if form < 16:
        n = int(rng.integers(0, 2000))
        return "randperm", [n, int(rng.integers(0, n + 1))] if rng.integers(2) else [n]
    if form == 16:
        return "rng", [int(rng.integers(1000))]
    if form == 17:
        return name, ["seed", float(rng.normal() * 1e6)]
    if form == 18:
        return name, [str(rng.choice(["state", "twister"])), SEEDS[rng.integers(len(SEEDS))]]
    return name, ["state"]


def sequence(seed: int, values: int, most: int) -> list[tuple[str, list[Any]]]:
    """Return calls that draw at least so many values, old generators seeded before they are used."""
    rng = np.random.default_rng(seed)
    states = (["state"], ["twister"])
    calls: list[tuple[str, list[Any]]] = [(name, ["state", seed]) for name in DISTRIBUTIONS]
    drawn, legacy = 0, False
    stream = OctaveStream(0)
    while drawn < values:
        name, arguments = operation(rng, 300 if legacy else most)
        if arguments[:1] == ["seed"]:
            calls += [(other, ["seed", arguments[1] + i]) for i, other in enumerate(DISTRIBUTIONS)]
            legacy = True
            continue
        result = getattr(stream, name)(*arguments)
        legacy = legacy and not (name == "rng" or (arguments[:1] in states and len(arguments) == 2))
        drawn += np.size(result)
        calls.append((name, arguments))
    return calls + [(name, ["state"]) for name in DISTRIBUTIONS]


def compare(octave: Octave, calls: list[tuple[str, list[Any]]], version: int = 10) -> int:
    """Run calls in both, compare every bit, and return how many values there were."""
    lines = []
    for name, arguments in calls:
        call = f"{name}({', '.join(literal(argument) for argument in arguments)})"
        sets = name == "rng" or (len(arguments) == 2 and arguments[0] in ("state", "twister", "seed"))
        lines.append(f"{call};" if sets else f"put({call});")
    expected = octave("\n".join(lines)).view(np.uint64)
    stream = OctaveStream(0, octave_version=version)
    position = 0
    for name, arguments in calls:
        result = getattr(stream, name)(*arguments)
        if result is None:
            continue
        values: NDArray[np.uint64] = np.asarray(result).astype(np.float64).ravel(order="F").view(np.uint64)
        theirs = expected[position : position + values.size]
        assert np.array_equal(values, theirs), f"{name}{arguments} after {position} values"
        position += values.size
    assert position == expected.size
    return position


@pytest.mark.parametrize("seed", range(5))
def test_random_operations(octave: Octave, seed: int) -> None:
    """A million values in all, of every function, class, size and seed form."""
    assert compare(octave, sequence(seed, 200_000, 8000)) >= 200_000


def drawable(calls: list[tuple[str, list[Any]]], version: int) -> list[tuple[str, list[Any]]]:
    """Return calls with another class where a version refuses it."""
    refused = "int64" if version >= 11 else ""
    return [
        (name, ["int32" if isinstance(arg, str) and arg == refused else arg for arg in arguments])
        for name, arguments in calls
    ]


@pytest.mark.parametrize("version", [9, 11])
def test_random_operations_in_another_octave(version: int, tmp_path: Path, another_octave: AnotherOctave) -> None:
    """As above, 200,000 values; `randi` of Octave 11 is another one."""
    calls = drawable(sequence(7, 200_000, 8000), version)
    assert compare(runner(another_octave(version), tmp_path), calls, version) >= 200_000


@pytest.mark.long
@pytest.mark.parametrize("version", [9, 11])
@pytest.mark.parametrize("seed", range(200, 205))
def test_many_random_operations_in_another_octave(
    seed: int, version: int, tmp_path: Path, another_octave: AnotherOctave
) -> None:
    """A million values in all for each version."""
    calls = drawable(sequence(seed, 200_000, 8000), version)
    assert compare(runner(another_octave(version), tmp_path), calls, version) >= 200_000


@pytest.mark.parametrize("version", [9, 11])
def test_every_form_of_randi_in_another_octave(version: int, tmp_path: Path, another_octave: AnotherOctave) -> None:
    """Ranges with many and few rejections, bounds, classes, sizes and empties, and where the stream then stands."""
    calls: list[tuple[str, list[Any]]] = [("rand", ["state", 11])]
    for top in (1, 2, 6, 10, 16, 35, 2**31 - 1, 2**52, 2**53 - 1, 3 * 2**50, 5 * 2**50, 2**53 // 3):
        calls += [("randi", [top]), ("randi", [top, 3, 4]), ("randi", [top, 0, 3]), ("randi", [top, 2000, 1])]
        calls += [("randi", [[-(top // 2), 5], 7, 1]), ("rand", [])]
    for name in ("int8", "uint8", "int16", "int32", *(["int64"] if version < 11 else []), "single", "double"):
        calls += [("randi", [[-3, 100] if name != "uint8" else [3, 100], 500, 2, name]), ("rand", [])]
    compare(runner(another_octave(version), tmp_path), calls, version)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_random_operations(octave: Octave, seed: int) -> None:
    """Ten million values."""
    assert compare(octave, sequence(seed, 500_000, 50_000)) >= 500_000


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("kind", ["double", "single"])
def test_many_values_of_one_call(octave: Octave, name: str, kind: str) -> None:
    """Long vectors, in which wedges and tails follow each other."""
    compare(octave, [(name, ["state", 9]), (name, [100_000, 1, kind]), (name, ["state"])])


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_scalar_calls(octave: Octave, name: str) -> None:
    """Calls without a size draw the numbers of a vector."""
    expected = octave(f"{name}('state', 5); put({name}(20000, 1));")
    stream = OctaveStream(5)
    assert [getattr(stream, name)() for _ in range(20000)] == expected.tolist()


@pytest.mark.parametrize("seed", [*SEEDS, True, [[1, 2], [3, 4]], np.arange(625.0), np.arange(1, 626), np.arange(700)])
def test_seed_forms(octave: Octave, seed: Any) -> None:
    """Every form of seed gives Octave's state."""
    given = np.atleast_2d(np.asarray(seed, np.float64))
    code = "[" + ";".join(" ".join(literal(float(x)) for x in row) for row in given) + "]"
    expected = octave(f"randn('twister', {code}); put(randn('state'), randn(1, 3));")
    stream = OctaveStream(seed)
    assert stream.randn("state").ravel().tolist() == expected[:625].tolist()
    assert stream.randn(1, 3).ravel().tolist() == expected[625:].tolist()


def test_state_goes_into_octave_and_back(octave: Octave) -> None:
    """A state read here continues there, and one read there continues here."""
    stream = OctaveStream(3)
    stream.rand(1, 1000)
    ours = " ".join(str(word) for word in stream.rand("state").ravel())
    expected = octave(f"rand('state', [{ours}]); put(rand(1, 5), rand('state'), rand(1, 5));")
    assert stream.rand(1, 5).ravel().tolist() == expected[:5].tolist()
    other = OctaveStream(0)
    other.rand("state", expected[5:630])
    assert other.rand(1, 5).ravel().tolist() == expected[630:].tolist()


LEGACY_SEEDS = [0, 1, 42, -1, 12345.7, 2**31 - 1, 2**32 - 1, 1e300, 1e-310, -0.0, float("nan"), 2147483562, -(2**31)]


@pytest.mark.parametrize("seed", LEGACY_SEEDS)
def test_legacy_seeds(octave: Octave, seed: float) -> None:
    """The old generators: states and numbers of every distribution."""
    calls = [(name, ["seed", float(seed)]) for name in DISTRIBUTIONS]
    drawn: list[tuple[str, list[Any]]] = [(name, [1, 50]) for name in DISTRIBUTIONS]
    compare(octave, [*calls, *drawn, *[(name, ["seed"]) for name in DISTRIBUTIONS]])


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_legacy_values(octave: Octave, name: str) -> None:
    """Long enough for every branch of the old algorithms."""
    compare(octave, [(name, ["seed", 42]), (name, [50_000, 1]), (name, ["seed"])])


def test_legacy_switches(octave: Octave) -> None:
    """A 'seed' switches every distribution, a 'state' switches all back, and the other state goes on."""
    calls: list[tuple[str, list[Any]]] = [
        *[(name, ["state", 4]) for name in DISTRIBUTIONS],
        *[(name, [1, 2]) for name in DISTRIBUTIONS],
        ("randn", ["seed", 5]),
        ("rand", ["seed", 6]),
        ("rand", [1, 2]),
        ("randn", [1, 2]),
        ("rand", ["state"]),
        ("rand", []),
        ("randi", [10, 1, 3]),
        ("randperm", [5]),
        ("rand", [2, "single"]),
        ("rande", ["state", 8]),
        ("rand", [1, 2]),
        ("randn", [1, 2]),
        ("rand", ["seed"]),
        ("rand", []),
        ("randn", ["seed", 1]),
        ("rand", []),
    ]
    compare(octave, calls)
