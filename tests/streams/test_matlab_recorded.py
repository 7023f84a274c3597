"""What a real MATLAB has printed of its generators, by matlab_ref/record_streams.m, once one has."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matdrop.streams import MatlabStream

RECORDED = Path(__file__).parent / "streams.txt"
# The draws of a line that MatlabStream can make, by the line's word for them.
DRAWS: dict[str, Callable[[MatlabStream], list[float]]] = {
    "rand": lambda stream: stream.rand(1, 20).ravel().tolist(),
    "randn": lambda stream: stream.randn(1, 20).ravel().tolist(),
    "randi_10": lambda stream: stream.randi(10, 1, 20).ravel().tolist(),
    "randperm_20": lambda stream: stream.randperm(20).ravel().tolist(),
}


# MATLAB's name of a generator, what rng calls it, and what MatlabStream can draw from it.
GENERATORS = {
    "mt19937ar": ("twister", {*DRAWS}),
    "dsfmt19937": ("simdTwister", {"rand"}),
    "mcg16807": ("v4", {"rand", "randi_10", "randperm_20"}),
    "swb2712": ("v5uniform", {"rand"}),
    "shr3cong": ("v5normal", {"randn"}),
}


def wrong_lines(text: str) -> list[str]:
    """Return the lines of known draws with which MatlabStream does not agree, bit for bit."""
    wrong = []
    for line in text.splitlines():
        generator, *words = line.split()
        name, known = GENERATORS.get(generator, ("", set()))
        if len(words) > 3 and words[1] == "Ziggurat" and words[2] in known:
            stream = MatlabStream()
            stream.rng(int(words[0]), name)
            if [float(word) for word in words[3:]] != DRAWS[words[2]](stream)[: len(words) - 3]:
                wrong.append(line)
    return wrong


def test_streams_that_matlab_has_printed() -> None:
    """Skipped until a MATLAB has run record_streams: put its streams.txt beside this file."""
    if not RECORDED.exists():
        pytest.skip(f"no MATLAB has run matlab_ref/record_streams.m yet: {RECORDED.name} is not there")
    assert wrong_lines(RECORDED.read_text()) == []


def test_line_that_differs_is_found() -> None:
    """MATLAB prints 0.8147236863931789 as its first number after rng(0): published, as is the second."""
    right = "mt19937ar 0 Ziggurat rand 0.81472368639317894 0.90579193707561922"
    assert wrong_lines(f"# 9.14\n{right}\nphilox4x32_10 0 Polar rand 0.5\nmt19937ar 0 Polar randn 0.5\n") == []
    other = right.replace("90579193707561922", "90579193707561933")
    assert wrong_lines(f"{right}\n{other}\n") == [other]


def test_line_of_an_older_generator_that_differs_is_found() -> None:
    """MATLAB R2026a prints 0.51290893578571684 as the first number of mcg16807 with seed 1: published."""
    right = "mcg16807 1 Ziggurat rand 0.51290893578571684 0.46048375054285107"
    other = right.replace("0.5129", "0.5128")
    assert wrong_lines(f"{right}\n{other}\nswb2712 1 Ziggurat randi_10 11\n") == [other]
