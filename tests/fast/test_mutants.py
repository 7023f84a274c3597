"""Defects planted in copies of the fast way's source: what shows that the real one is right catches all of them.

The copies of the kernels run as plain Python, which takes no compiler and shows that the source alone decides.
"""

import sys
import types
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numba
import numpy as np
import pytest

from matdrop.fast import draws, fused, memory
from matdrop.fast.kernels import ROOM
from matdrop.streams import OctaveStream
from tests.fast.equivalence import (
    at_and_around,
    differences,
    differences_without_mask,
    octave_stream,
    specials,
    stream_of,
)

FOLDER = Path(fused.__file__).parent
MUTANTS = {
    "at most keep_prob": ("kernels", "a == high and b < low", "a == high and b <= low"),
    "the low word is not looked at": ("kernels", "a < high or (a == high and b < low)", "a < high"),
    "a high word at the threshold is kept": ("kernels", "a < high or (a == high and b < low)", "a <= high"),
    "multiplied by the inverse": (
        "kernels",
        "x[first] / kept.choose(divisor, math.inf)",
        "x[first] * kept.choose(1 / divisor, 0.0)",
    ),
    "multiplied by the inverse, in a part of a step": (
        "kernels",
        "x[first + i] / (divisor if kept >> i & 1 else x.dtype.type(np.inf))",
        "x[first + i] * ((1 / divisor) if kept >> i & 1 else 0)",
    ),
    "NaN and -0 are dropped to 0": (
        "kernels",
        "out[i] = x[i] / (divisor if keep[i] else x.dtype.type(np.inf))",
        "out[i] = x[i] / divisor if keep[i] else 0.0",
    ),
    "an exact zero is not drawn again": ("kernels", "if redraw:", "if redraw and zeros > 9:"),
    "an exact zero is not seen": ("kernels", "(a < 1) | ", ""),
    "second words decide nothing": ("kernels", " | ((a ^ limit) < 1)", ""),
    "a new word is made from its own instead of the next": ("kernels", "even[pair + 1], even", "even[pair], even"),
    "no words are made where a zero drawn again ends a step": (
        "kernels",
        "if _step_of(position) > step:",
        "if False:",
    ),
    "no words are made after a part of a step": ("kernels", "if offset + count >= LANES:", "if False:"),
    "steps are drawn from where words are made": ("kernels", "pair + offset, is_odd", "pair, is_odd"),
    "odd words are taken for even ones": ("kernels", "(word ^ odd[pair]) & is_odd", "0"),
    "odd words are taken for even ones, one by one": ("kernels", "odd[position >> 1] if position & 1 else ", ""),
    "the words at the front are others": ("kernels", "np.uint64(ROOM) + j", "np.uint64(ROOM) - j"),
    "the state is that of the next block": ("kernels", "max(position - 1, 0) // WORDS", "position // WORDS"),
    "the state has words that were not made": (
        "kernels",
        "range(_step_of(position), np.uint64(first // 2), LANES)",
        "()",
    ),
    "the bits of other columns are lost": ("kernels", "(keep[first] & (bit - 1)) | ", ""),
    "the bits of other columns are lost, in a part of a step": ("kernels", "(keep[first + i] & (bit - 1)) | ", ""),
    "row-major mask": (
        "fused",
        "if X.flags.f_contiguous else _forward_rows",
        "",
        'ravel("F")',
        'ravel("C")',
    ),
    "rows of more than two axes in their own order": ("fused", '.ravel(order="F")', ".ravel()"),
    "single threshold": ("draws", "math.ldexp(keep_prob, 53)", "math.ldexp(float(np.float32(keep_prob)), 53)"),
    "threshold rounded down": ("draws", "math.ceil(math.ldexp", "math.floor(math.ldexp"),
    "past the caches, parts begin where the array does": ("fused", "-y.ctypes.data % LINE", "0"),
    "past the caches, the parts leave out the first": ("fused", "yield slice(0, first)", "pass"),
    "past the caches, rows begin where they do": ("fused", "_heads(y, first) if", "0 * _heads(y, first) if"),
    "past the caches, rows leave out the first": (
        "kernels",
        "_divide(x, np.uint64(0), min(head, size)",
        "(x, min(head, size)",
    ),
    "past the caches, the bits of the step's start are taken": ("kernels", ">> np.uint32(head)", ">> np.uint32(0)"),
    "past the caches, the next word's bits are lost": ("kernels", "| np.uint32(kept[word + 1]) << 16", ""),
    "past the caches, another step is divided": ("kernels", "write_past_caches(first, _", "write_past_caches(0, _"),
    "keep_prob of 0 goes to the kernels": ("fused", "keep_prob > SMALLEST", "True"),
    "the class of keep_prob is not looked at": ("fused", "type(keep_prob) in DOUBLES", "True"),
}


class Elements:
    """Those of an array by sixteens."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __getitem__(self, first: Any) -> Any:
        return self.array[first : first + 16]

    def __setitem__(self, first: Any, values: Any) -> None:
        self.array[first : first + 16] = values

    def write_past_caches(self, first: Any, values: Any) -> None:
        """Write, if this is the start of a cache line: a processor would stop the program else."""
        if self.array[first:].ctypes.data % draws.LINE == 0:
            self[first] = values

    def ask_for(self, *_: Any) -> None:
        """Do nothing: only the time would differ."""

    def publish(self) -> None:
        """Do nothing: there is one thread."""


class Bits:
    """Those of an integer of 16 bits."""

    def __init__(self, kept: np.uint16) -> None:
        self.bits = np.unpackbits(np.array([kept]).view(np.uint8), bitorder="little").astype(bool)

    def choose(self, yes: Any, no: float) -> Any:
        return np.where(self.bits, yes, type(yes)(no))


def in_numpy(results: int) -> Callable[[Any], Any]:
    """Run a step as NumPy does what it says, in the place of code that is built from it."""

    def of(function: Any) -> Any:
        def step(*arguments: Any) -> Any:
            kinds = {np.ndarray: Elements, np.uint16: Bits}
            flags = function(*(kinds.get(type(argument), lambda same: same)(argument) for argument in arguments)) or ()
            assert len(flags) == results
            return tuple(np.packbits(some, bitorder="little").view(np.uint16)[0] for some in flags)

        return step

    return of


def mutated(name: str, *replaced: str) -> Any:
    """Return a copy of a module of matdrop.fast with one text in the place of another."""
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    for old, new in zip(replaced[::2], replaced[1::2], strict=True):
        assert old in source, f"{old!r} is no longer in {name}.py"
        source = source.replace(old, new)
    source = source.replace(
        "np.empty(ROOM", "np.ones(ROOM"
    )  # memory used before might hold the words that are not made
    source = source.replace("@_step(results=", "@in_numpy(results=")
    module = types.ModuleType(f"mutated_{name}")
    module.__dict__.update(__file__=str(FOLDER / f"{name}.py"), in_numpy=in_numpy)
    sys.modules[module.__name__] = module
    exec(compile(source, f"mutated {name}.py", "exec"), module.__dict__)
    return module


def found() -> Iterator[str]:
    """Give what differs from the port over a few inputs that would tell."""
    for never in (0.0, 2.0**-54):
        yield from differences(specials(np.float64, 40), never, OctaveStream(1), OctaveStream(1))
    for dtype in (np.float64, np.float32):
        for shape in ((9, 11), (2, 3, 5), (40, 5), (299,), (305,), (1100,)):
            X = specials(dtype, int(np.prod(shape))).reshape(shape)
            keep_probs: tuple[Any, ...] = (0.7, 1 / 3, np.float32(0.7))
            for keep_prob in keep_probs:
                uniforms = at_and_around(float(keep_prob))
                for check in (differences, differences_without_mask):
                    for words in (0, 1):
                        streams = [octave_stream(uniforms, words) for _ in range(2)]
                        yield from check(X, keep_prob, *streams)
    zeros_in_next_block = [0 if 14 <= j <= 22 or 212 <= j <= 222 else 1 << 52 for j in range(300)]
    for size in range(290, 336):  # the last element is drawn before, at and after these zeros, and the end of a chunk
        yield from differences(specials(np.float64, size), 0.7, *(octave_stream(zeros_in_next_block) for _ in range(2)))
    no_zeros = [uniform for uniform in at_and_around(1 / 3) if uniform >= 1 << 26]
    yield from differences(specials(np.float64, 40), 1 / 3, *(octave_stream(no_zeros) for _ in range(2)))
    beyond_the_room = specials(np.float64, ROOM + 300)
    yield from differences(beyond_the_room, 0.7, *(octave_stream(at_and_around(0.7), 1) for _ in range(2)))
    with patch.multiple(vars(memory)["fused"], PART=160, PAST_CACHES=0, WORTH_A_HEAD=0):
        for dtype in (np.float64, np.float32):
            rows = specials(dtype, 9 * 75).reshape(9, 75)
            yield from differences(rows, 0.7, *(stream_of(OctaveStream, 5, 1) for _ in range(2)))
            for words in range(3):
                yield from differences(
                    specials(dtype, 700), 0.7, *(stream_of(OctaveStream, 5, words) for _ in range(2))
                )


@pytest.fixture
def plain_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba, "njit", lambda **_: lambda function: function)
    monkeypatch.setattr(fused, "kernels", cache(lambda: mutated("kernels")))


@pytest.mark.usefixtures("plain_python")
@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")
class TestMutants:
    def test_none(self) -> None:
        assert list(found()) == []

    @pytest.mark.parametrize("defect", MUTANTS)
    def test_caught(self, defect: str, monkeypatch: pytest.MonkeyPatch) -> None:
        name, *replaced = MUTANTS[defect]
        module = mutated(name, *replaced)
        if name == "kernels":
            monkeypatch.setattr(fused, "kernels", lambda: module)
        elif name == "draws":
            monkeypatch.setattr(fused, "threshold", module.threshold)
        else:
            module.kernels, module.WORTH_LOADING = vars(fused)["kernels"], fused.WORTH_LOADING
            monkeypatch.setattr(memory, "fused", module)
        assert next(found(), None) is not None


def test_the_real_one() -> None:
    assert list(found()) == []
    assert draws.kernels().forward.signatures
