"""A Dask array in any chunks has the bits of one array, also on a cluster of two processes, one of which is killed."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import matdrop
from matdrop.fast import chunks, draws
from matdrop.streams import MatlabStream, OctaveStream, UnknownStreamError
from tests.fast.equivalence import bits, octave_stream, specials, state

da = pytest.importorskip("dask.array", reason="the extra dask is not installed: Dask arrays are not tried")


def one_array(X: Any, stream: Any) -> tuple[Any, Any, Any]:
    with np.errstate(all="ignore"):
        Y, mask = matdrop.dropout(X, 0.7, stream, return_mask=True)
        return Y, mask, matdrop.dropout_backward(X, mask, 0.7)


@pytest.mark.parametrize("kind", [OctaveStream, MatlabStream])
@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((100, 64), (100, 1)),
        ((64, 64), (8, 8)),
        ((10, 7, 9), ((3, 7), (4, 3), 2)),
        ((5, 6, 7), (5, 6, 2)),
        ((3, 4, 5, 6), (3, 2, 5, 3)),
        ((1000,), 13),
        ((4, 0), (2, 1)),
        ((), ()),
    ],
)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int16])
def test_any_chunks(kind: Any, shape: Any, sizes: Any, dtype: Any) -> None:
    size = int(np.prod(shape))
    X = (np.arange(size) - size // 2 if dtype is np.int16 else specials(dtype, size)).astype(dtype).reshape(shape)
    mine, theirs = kind(1), kind(1)
    Y, mask = matdrop.dropout(da.from_array(X, chunks=sizes), 0.7, mine, return_mask=True)
    back = matdrop.dropout_backward(da.from_array(X), mask, 0.7)
    expected = one_array(X, theirs)
    assert isinstance(Y, da.Array)
    assert Y.dtype == expected[0].dtype
    assert state(mine) == state(theirs)
    with np.errstate(all="ignore"):
        computed = da.compute(Y, mask, back, scheduler="synchronous")
        again = matdrop.dropout(da.from_array(X, chunks=sizes), 0.7, kind(1)).compute(scheduler="threads")
    for one, other in zip((*computed, again), (*expected, expected[0]), strict=True):
        assert bits(np.asarray(one)) == bits(other)


def test_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    X = np.linspace(-1, 1, 600).reshape(20, 30)
    expected = one_array(X, OctaveStream(1))[0]
    monkeypatch.setattr(draws, "numba_is_there", lambda: False)
    assert bits(matdrop.dropout(da.from_array(X, chunks=(6, 7)), 0.7, OctaveStream(1)).compute()) == bits(expected)


def test_zeros_that_are_drawn_again_shift_the_chunks_after() -> None:
    uniforms = [5, 0, 1 << 52, 0, 0, 9] * 8
    X = np.linspace(-1, 1, 60).reshape(6, 10)
    mine, theirs = octave_stream(uniforms), octave_stream(uniforms)
    Y = matdrop.dropout(da.from_array(X, chunks=(2, 3)), 0.5, mine)
    assert bits(Y.compute()) == bits(matdrop.dropout(X, 0.5, theirs))
    assert state(mine) == state(theirs)


def test_a_zero_in_matlab_is_refused_when_it_is_met() -> None:
    stream = MatlabStream(1)
    stream.state = octave_stream([1 << 52, 0, 1 << 51]).rand("state") - np.array([[0]] * 624 + [[623]], np.uint32)
    with pytest.raises(UnknownStreamError, match="exact 0"):
        matdrop.dropout(da.ones((6, 10), chunks=3), 0.5, stream)


def test_positions_beyond_four_billion(monkeypatch: pytest.MonkeyPatch) -> None:
    skipped: list[int] = []
    monkeypatch.setattr(chunks, "skip", lambda generator, redraw, count: skipped.append(count))
    generator = OctaveStream(1).twister
    assert generator is not None
    starts = chunks.recorded_starts(generator, True, ((1 << 20,) * 2, (1 << 15,) * 3))
    # In the order of the stream: down the two chunks of each column of chunks, from the first column on.
    columns = 1 << 36  # elements in a column of chunks
    positions = [0, 1 << 20, columns, columns + (1 << 20), 2 * columns, 2 * columns + (1 << 20)]
    assert np.cumsum(skipped).tolist() == [*positions, 3 * columns]
    assert starts.shape == (2, 3)
    runs = list(chunks._runs((1 << 20, 1 << 15), (1 << 21, 3 << 15)))
    assert (runs[1], runs[-1]) == ((1 << 21, 1 << 20), (((1 << 15) - 1) << 21, 1 << 20))


def test_refused() -> None:
    X = da.ones((4, 4), chunks=2)
    stream = OctaveStream(1)
    before = state(stream)
    with pytest.raises(ValueError, match="out does not work for Dask arrays"):
        matdrop.dropout(X, 0.5, stream, out=np.ones((4, 4)))
    with pytest.raises(ValueError, match="'packed' does not work for Dask arrays"):
        matdrop.dropout(X, 0.5, stream, return_mask="packed")
    with pytest.raises(TypeError, match="X is a complex Dask array"):
        matdrop.dropout(X + 1j, 0.5, stream)
    with pytest.raises(ValueError, match="chunks of unknown size"):
        matdrop.dropout(X[X > 0], 0.5, stream)
    with pytest.raises(
        ValueError, match=r"mask must be of bool and have the shape of dX, \(4, 4\), but is bool of \(4,"
    ):
        matdrop.dropout_backward(X, np.ones((4, 3), bool), 0.5)
    assert state(stream) == before
    stream.rand("seed", 1)
    with pytest.raises(ValueError, match="an older generator is in force"):
        matdrop.dropout(X, 0.5, stream)


def slow(block: Any, folder: str) -> Any:
    """Return a chunk as it is, late, and leave a trace of having been computed."""
    time.sleep(0.02)
    (Path(folder) / f"{os.getpid()}_{time.time_ns()}").touch()
    return block


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed: no cluster is tried")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as found,
    ):
        yield found


def test_a_cluster_of_two_processes_of_which_one_is_killed(client: Any, tmp_path: Path) -> None:
    X = specials(np.float64, 200 * 160).reshape(200, 160)
    chunked = da.from_array(X, chunks=(25, 20))
    assert chunked.npartitions == 64
    expected = one_array(X, OctaveStream(1))
    workers = client.run(os.getpid)
    assert len(set(workers.values()) - {os.getpid()}) == 2

    Y, mask = matdrop.dropout(chunked, 0.7, OctaveStream(1), return_mask=True)
    for one, other in zip(client.gather(client.compute([Y, mask])), expected, strict=False):
        assert bits(one) == bits(other)

    late = chunked.map_blocks(slow, folder=str(tmp_path), dtype=X.dtype, meta=np.empty((0, 0)))
    (kept,) = client.compute([matdrop.dropout(late, 0.7, OctaveStream(1))])
    while len(list(tmp_path.iterdir())) < 20:
        assert not kept.done()
        time.sleep(0.01)
    victim = min(workers.values())
    os.kill(victim, signal.SIGKILL)
    assert bits(kept.result(timeout=300)) == bits(expected[0])
    computed = {int(path.name.partition("_")[0]) for path in tmp_path.iterdir()}
    assert victim in computed
    assert len(computed) >= 2
