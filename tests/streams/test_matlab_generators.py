"""MATLAB's other generators against what MATLAB printed. No MATLAB was run: these numbers are published ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matdrop.streams import MatlabStream, UnknownStreamError
from matdrop.streams.mersenne import Mersenne
from tests.streams.test_matlab_stream import printed_alike

PUBLISHED: dict[str, Any] = json.loads((Path(__file__).parent / "matlab_published_generators.json").read_text())


def seeded(name: str, command: str, seed: int) -> MatlabStream:
    """Return a stream after ``rand('state', seed)`` or the like."""
    stream = MatlabStream()
    assert getattr(stream, name)(command, seed) is None
    return stream


def agree(drawn: Any, texts: list[str]) -> bool:
    """Whether numbers have all the digits that were printed, or are the very doubles that 17 digits stand for."""
    pairs = zip(np.ravel(drawn, order="F"), texts, strict=True)
    return all(float(text) == number or printed_alike(number, text) for number, text in pairs)


def test_matlab_5_uniforms() -> None:
    """rand('state', 0): 35 numbers of the first 63, 15 digits each."""
    rows = PUBLISHED["rand_state_0"]["rows"]
    drawn = seeded("rand", "state", 0).rand(9, 7)
    assert all(agree(ours, texts) for ours, texts in zip(drawn, rows, strict=False))
    stream = MatlabStream()
    stream.rng(0, "v5uniform")
    assert [stream.rand() for _ in range(63)] == np.ravel(drawn, order="F").tolist()


@pytest.mark.parametrize("seed", [0, 2])
def test_matlab_5_normals(seed: int) -> None:
    """randn('state', 0) and ('state', 2): 38 numbers, 17 digits each."""
    texts = PUBLISHED[f"randn_state_{seed}"]["values"]
    assert agree(seeded("randn", "state", seed).randn(1, len(texts)), texts)
    stream = MatlabStream()
    stream.rng(seed, "v5normal")
    assert agree([stream.randn() for _ in texts], texts)


@pytest.mark.parametrize("seed", [0, 1])
def test_matlab_4_uniforms_and_normals(seed: int) -> None:
    """rand('seed', s) and randn('seed', s)."""
    uniforms, normals = PUBLISHED["rand_seed"][str(seed)], PUBLISHED["randn_seed"][str(seed)]
    assert agree(seeded("rand", "seed", seed).rand(1, len(uniforms)), uniforms)
    assert agree(seeded("randn", "seed", seed).randn(1, len(normals)), normals)


def test_matlab_4_far_on_and_integers() -> None:
    """The 10,000th number, another seed, randi and randperm."""
    published = PUBLISHED["rand_seed"]
    assert agree(seeded("rand", "seed", 1).rand(1, 10_000)[:, -1], [published["1, the 10000th"]])
    assert agree(seeded("rand", "seed", 5).rand(1, 4)[:, [0, 3]], published["5, the first and the fourth"])
    assert seeded("rand", "seed", 1).randi(10, 1, 10).tolist() == [published["1, randi(10, 1, 10)"]]
    assert seeded("rand", "seed", 1).randperm(5).tolist() == [published["1, randperm(5)"]]
    for seed in (0, 1):
        stream = MatlabStream()
        stream.rng(seed, "v4")
        stream.rand(1, 5)
        assert stream.randperm(9).tolist() == [published[f"{seed}, rand(1, 5), then randperm(9)"]]


def test_simd_twister() -> None:
    """rng(1, 'simdTwister'): five numbers, four digits each."""
    stream = MatlabStream()
    stream.rng(1, "simdTwister")
    assert agree(stream.rand(1, 5), PUBLISHED["rng_1_simdTwister"]["values"])


def test_each_function_has_its_own_generator_until_rng() -> None:
    """rand and randn do not move each other in the older way; rng makes them one again."""
    stream = seeded("rand", "state", 3)
    stream.randn("seed", 3)
    together = [(stream.rand(), stream.randn()) for _ in range(5)]
    apart = zip(seeded("rand", "state", 3).rand(1, 5)[0], seeded("randn", "seed", 3).randn(1, 5)[0], strict=True)
    assert together == list(apart)
    assert stream.twister is None
    stream.rng(0)
    assert isinstance(stream.twister, Mersenne)
    assert stream.randn() == MatlabStream(0).randn()


def test_the_twister_in_the_older_way() -> None:
    """rand('twister', s) gives rand what rng(s) gives; randn has then another generator."""
    stream = seeded("rand", "twister", 12345)
    assert np.array_equal(stream.rand(1, 5), MatlabStream(12345).rand(1, 5))
    assert stream.twister is None


REFUSED: list[Callable[[MatlabStream], Any]] = [
    lambda m: m.randn(),
    lambda m: m.randn(2, 2),
    lambda m: m.randi(10),
    lambda m: m.randperm(4),
    lambda m: m.randperm(8, 4),
    lambda m: m.rand("state"),
    lambda m: m.rand("state", 2**31),
    lambda m: m.state,
    lambda m: m.rand(2, "single"),
]


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_not_known_is_refused(call: Callable[[MatlabStream], Any]) -> None:
    """Nothing is guessed, and nothing is drawn by a call that is refused."""
    stream = seeded("rand", "state", 0)
    with pytest.raises(UnknownStreamError):
        call(stream)
    assert agree([stream.rand()], ["0.950129285147175"])


def test_only_normals_were_seeded() -> None:
    """Uniform numbers then come from a state that is not known."""
    with pytest.raises(UnknownStreamError, match=r"rand\('state', number\)"):
        seeded("randn", "state", 0).rand()


def test_a_seed_that_is_none() -> None:
    """The command is named as it was written."""
    with pytest.raises(ValueError, match=r"rand\('state', ...\): a seed is an integer"):
        MatlabStream().rand("state", -1)
