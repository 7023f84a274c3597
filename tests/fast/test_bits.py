"""matdrop.dropout has the bits of the port: every class, shape, order, special value, stream, and state afterwards."""

import copy
import gc
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import matdrop
from matdrop.fast import draws, fused
from matdrop.fast.draws import kernels
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.streams import MatlabStream, OctaveStream, UnknownStreamError
from tests.fast.equivalence import (
    at_and_around,
    bits,
    differences,
    differences_without_mask,
    octave_stream,
    specials,
    state,
    stream_of,
)

KINDS = (OctaveStream, MatlabStream)
FLOATS: tuple[Any, ...] = (np.float64, np.float32)
CLASSES: tuple[Any, ...] = (
    *(np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64),
    *(np.bool_, np.complex128, np.complex64, ">f8"),
)
SHAPES = [
    *((), (0,), (1,), (2,), (311,), (312,), (313,), (624,), (4097,)),
    *((3, 4), (1, 500), (500, 1), (0, 7), (7, 0), (100, 70), (70, 513), (1030, 9), (3, 5000)),
    *((3, 5, 67), (10, 20, 30), (2, 1, 1), (1, 1, 5), (2, 3, 4, 5), (0, 3, 2)),
]


@pytest.fixture(params=["numba", "numpy"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "numpy":
        monkeypatch.setattr(fused, "numba_is_there", lambda: False)
        monkeypatch.setattr(draws, "numba_is_there", lambda: False)
    yield request.param


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_shapes_and_orders(way: str, kind: Any, dtype: Any) -> None:
    for number, shape in enumerate(SHAPES):
        for order in ("F", "C"):
            X = specials(dtype, int(np.prod(shape))).reshape(shape).copy(order=order)
            for keep_prob in (0.7, 1.0):
                for check in (differences, differences_without_mask):
                    streams = [stream_of(kind, 5, number) for _ in range(2)]
                    assert list(check(X, keep_prob, *streams)) == [], (shape, order, keep_prob)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    "keep_prob",
    [
        *(0.0, -0.0, 5e-324, 1e-300, 1e-46, 1e-40, 2.0**-53, 2.0**-27, 0.1, 0.5, 0.85, 1 - 2.0**-53, 1.0, 1, 0, True),
        *(np.float32(0.7), np.float64(0.7), np.int8(1)),
    ],
)
def test_probabilities(dtype: Any, keep_prob: Any) -> None:
    X = specials(dtype, 1000)
    for check in (differences, differences_without_mask):
        assert list(check(X, keep_prob, OctaveStream(1), OctaveStream(1))) == []


@pytest.mark.parametrize("dtype", CLASSES)
def test_other_classes(dtype: Any) -> None:
    for shape in ((40,), (5, 8), (2, 4, 5)):
        X = (np.arange(40) * 3.7 % 100).astype(dtype).reshape(shape)
        assert list(differences(X, 0.7, OctaveStream(1), OctaveStream(1))) == []
    if X.dtype.kind == "c":
        assert list(differences(X - 1j, 0.7, OctaveStream(1), OctaveStream(1))) == []


@pytest.mark.parametrize("keep_prob", [0.7, 0.5, 0.3, 2.0**-30, 1.0, 1 / 3])
def test_draws_at_the_threshold_and_zeros(way: str, keep_prob: float) -> None:
    uniforms = at_and_around(keep_prob)
    for shape in ((len(uniforms),), (6, 8), (400,)):
        for dtype in FLOATS:
            X = specials(dtype, int(np.prod(shape))).reshape(shape)
            for check in (differences, differences_without_mask):
                streams = [octave_stream(uniforms) for _ in range(2)]
                assert list(check(X, keep_prob, *streams)) == []


def test_zeros_put_the_last_draws_beyond_a_block(way: str) -> None:
    """A block has 312 draws, of which 12 are passed over here."""
    for size in range(296, 314):
        for words in (0, 1, 2):
            for check in (differences, differences_without_mask):
                streams = [octave_stream(at_and_around(0.7), words) for _ in range(2)]
                assert list(check(specials(np.float64, size), 0.7, *streams)) == []


def test_an_exact_zero_is_not_known_in_matlab(way: str) -> None:
    for return_mask in (False, True):
        streams = MatlabStream(1), MatlabStream(1)
        for stream in streams:
            stream.state = octave_stream([1 << 52, 0, 1 << 51]).rand("state") - np.array(
                [[0]] * 624 + [[623]], np.uint32
            )
        with pytest.raises(UnknownStreamError, match="exact 0"):
            matdrop.dropout(np.ones(10), 0.5, streams[0], return_mask=return_mask)
        with pytest.raises(UnknownStreamError, match="exact 0"):
            inverted_dropout(np.ones(10), 0.5, streams[1].rand)
        assert state(streams[0]) == state(streams[1])


def test_views(way: str) -> None:
    whole = specials(np.float64, 40 * 30 * 4).reshape(40, 30, 4)
    views = [whole[::2], whole[:, ::-1], whole[..., 1], whole.T, whole.transpose(1, 0, 2), whole[3:9, 5:], whole[0, 0]]
    views += [np.broadcast_to(whole[:1], whole.shape), np.frombuffer(whole.tobytes()), whole.view(np.float64)[:, :1]]
    unaligned = np.frombuffer(b"\0" + whole.tobytes(), np.uint8)[1:].view(np.float64)
    for X in (*views, unaligned):
        for check in (differences, differences_without_mask):
            assert list(check(X, 0.7, OctaveStream(1), OctaveStream(1))) == []


def test_memory_order(way: str) -> None:
    """That of a dense array; column-major, as MATLAB's, of all others."""
    whole = specials(np.float64, 40 * 30 * 4).reshape(40, 30, 4)
    for X in (whole, whole.T, whole[::2], whole[:, ::-1], whole.transpose(1, 0, 2), whole[0], whole[..., 0]):
        Y, mask = matdrop.dropout(X, 0.7, OctaveStream(1), return_mask=True)
        for result in (Y, mask, matdrop.dropout_backward(X, mask, 0.7)):
            assert (result.flags.c_contiguous, result.flags.f_contiguous) == (
                X.flags.c_contiguous,
                not X.flags.c_contiguous,
            )


@pytest.mark.parametrize("order", ["F", "C"])
def test_out(way: str, order: Any) -> None:
    X = specials(np.float64, 600).reshape(20, 30).copy(order=order)
    with np.errstate(all="ignore"):
        expected, mask = matdrop.dropout(X, 0.7, OctaveStream(1), return_mask=True)
        room = np.zeros((40, 60))
        outs = [
            np.empty_like(X),
            np.empty((20, 30), order="F"),
            np.empty((20, 30), order="C"),
            room[::2, ::2],
            X.copy(),
        ]
        for out in outs:
            assert matdrop.dropout(X, 0.7, OctaveStream(1), out=out) is out
            assert bits(out) == bits(expected)
            out[...] = 0
            assert matdrop.dropout_backward(X, mask, 0.7, out=out) is out
            assert bits(out) == bits(expected)
        own = X.copy(order="K")
        assert matdrop.dropout(own, 0.7, OctaveStream(1), out=own) is own
        assert bits(own) == bits(expected)
        shifted = np.resize(X.ravel(), 601)
        matdrop.dropout(shifted[:-1], 0.7, OctaveStream(1), out=shifted[1:])
        assert bits(shifted[1:]) == bits(matdrop.dropout(np.resize(X.ravel(), 600), 0.7, OctaveStream(1)))


def test_calls_go_on_in_one_stream(way: str) -> None:
    mine, theirs = OctaveStream(1), OctaveStream(1)
    for size in (1, 311, 5, 1000, 2):
        assert list(differences(specials(np.float64, size), 0.6, mine, theirs)) == []
        assert mine.rand() == theirs.rand()
        assert mine.randperm(5).tolist() == theirs.randperm(5).tolist()
        assert mine.rand(1, 3, "single").tolist() == theirs.rand(1, 3, "single").tolist()


def test_the_old_generators() -> None:
    mine, theirs = OctaveStream(1), OctaveStream(1)
    mine.rand("seed", 3)
    theirs.rand("seed", 3)
    assert list(differences(specials(np.float64, 50), 0.6, mine, theirs)) == []
    assert mine.rand("seed") == theirs.rand("seed")


def test_more_than_one_part(way: str) -> None:
    X = np.linspace(-1, 1, draws.PART * 2 + 777)
    for check in (differences, differences_without_mask):
        assert list(check(X, 0.7, stream_of(OctaveStream, 1, 1), stream_of(OctaveStream, 1, 1))) == []


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("lead", [0, 1, 3])
def test_past_the_caches(dtype: Any, lead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a result begins, and wherever in the words of the stream; bytes beside it are left alone."""
    monkeypatch.setattr(fused, "PAST_CACHES", 0)
    X = specials(dtype, draws.PART + 777)
    room = np.full(lead + X.size + 1, 5, dtype)
    out = room[lead:-1]
    for words in range(4):
        mine, theirs = (stream_of(OctaveStream, 1, words) for _ in range(2))
        with np.errstate(all="ignore"):
            expected, mask = (array.ravel() for array in inverted_dropout(X, 0.7, theirs.rand))
        matdrop.dropout(X, 0.7, mine, out=out)
        assert (bits(out), state(mine)) == (bits(expected), state(theirs))
        out[:] = 7
        matdrop.dropout_backward(X, mask, 0.7, out=out)
        assert bits(out) == bits(expected)
    assert (room[:lead] == 5).all()
    assert room[-1] == 5


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("lead", [0, 1, 3])
def test_rows_past_the_caches(dtype: Any, lead: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the rows begin, also those of some columns; bytes beside them are left alone."""
    monkeypatch.setattr(fused, "PAST_CACHES", 0)
    monkeypatch.setattr(fused, "WORTH_A_HEAD", 1)
    monkeypatch.setattr(fused, "COLUMNS", 150)
    for shape in ((3, 1), (9, 17), (21, 149), (8, 333), (2, 5, 64)):
        X = specials(dtype, int(np.prod(shape))).reshape(shape)
        room = np.full(lead + X.size + 1, 5, dtype)
        out = room[lead:-1].reshape(shape)
        mine, theirs = (stream_of(OctaveStream, 1, 1) for _ in range(2))
        with np.errstate(all="ignore"):
            expected, mask = inverted_dropout(X, 0.7, theirs.rand)
        again, own = matdrop.dropout(X, 0.7, mine, out=out, return_mask=True)
        assert again is out
        assert (bits(out), bits(own), state(mine)) == (bits(expected), bits(mask), state(theirs))
        assert (room[:lead] == 5).all()
        assert room[-1] == 5


def test_in_place_a_result_stays_in_the_caches(monkeypatch: pytest.MonkeyPatch) -> None:
    X = np.ones(8)
    monkeypatch.setattr(fused, "PAST_CACHES", 64)
    assert fused._is_past_caches(X, X.copy())
    assert not fused._is_past_caches(X, X)
    assert not fused._is_past_caches(X[:4], X[:4].copy())


def test_packed(way: str) -> None:
    for shape in ((), (0,), (1,), (8,), (13, 7), (3, 4, 5), (draws.PART + 11,)):
        for order in ("F", "C"):
            X = specials(np.float64, int(np.prod(shape))).reshape(shape).copy(order=order)
            with np.errstate(all="ignore"):
                Y, mask = matdrop.dropout(X, 0.7, OctaveStream(1), return_mask=True)
                again, packed = matdrop.dropout(X, 0.7, OctaveStream(1), return_mask="packed")
                assert bits(again) == bits(Y)
                assert bits(packed.unpack()) == bits(mask)
                assert packed.bits.nbytes == -(-X.size // 8)
                assert bits(matdrop.dropout_backward(X, packed, 0.7)) == bits(matdrop.dropout_backward(X, mask, 0.7))


def test_beyond_four_billion_elements(tmp_path: Path) -> None:
    """The last columns of rows so long that a 32-bit index would wrap, in a sparse file; a few pages are touched."""
    rows, width, columns = 8, (1 << 29) + 70, 64
    assert rows * width > 1 << 32
    X = np.memmap(tmp_path / "sparse", np.float32, "w+", shape=(rows, width)).view(np.ndarray)
    X[:, -columns:] = few = specials(np.float32, rows * columns).reshape(rows, columns)
    state = OctaveStream(1).twister.in_place  # type: ignore[union-attr]
    place = 0.7, X, np.empty((0, 0), np.uint8), np.empty(0, np.int64), np.empty(0, np.uint8), width - columns, width
    kernels().forward_rows(state, *draws.threshold(0.7), True, X, *place)
    with np.errstate(all="ignore"):
        expected = inverted_dropout(few, 0.7, OctaveStream(1).rand)[0]
    assert bits(X[:, -columns:].copy()) == bits(expected)


def test_the_state_in_place_outlives_its_stream() -> None:
    its = OctaveStream(1).twister.in_place  # type: ignore[union-attr]
    gc.collect()
    junk = [np.random.MT19937(seed) for seed in range(50)]
    assert (its[:-1].tobytes(), int(its[-1])) == state(OctaveStream(1))
    assert len(junk) == 50


def test_copies_of_a_stream_go_their_own_way() -> None:
    stream = OctaveStream(1)
    matdrop.dropout(np.ones(1000), 0.7, stream)
    for twin in (copy.deepcopy(stream), pickle.loads(pickle.dumps(stream))):
        assert state(twin) == state(stream)
        twin.rand()
        assert state(twin) != state(stream)
        matdrop.dropout(np.ones(1000), 0.7, twin)
        assert state(twin) != state(stream)
