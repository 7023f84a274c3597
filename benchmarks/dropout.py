"""What dropout costs, as ratios to a copy of the array: ``python -m benchmarks.dropout``.

All that is compared takes turns within each round; medians of the rounds, and the quartiles as the spread. Times are
those of the processor, not of the wall, so that what else the machine does counts less. Each has one thread, but jax.
"""

import argparse
import importlib.util
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

import matdrop
from benchmarks.streams import Octave
from matdrop.fast.draws import draw
from matdrop.fast.fused import WORTH_LOADING
from matdrop.port.inverted_dropout import inverted_dropout
from matdrop.streams import OctaveStream

KEEP_PROB = 0.7
SIZES = (1_000, 1_000_000, 10_000_000)
LEAST = 200_000  # elements a turn: shorter calls are repeated
SLOW = 10  # ways that take about this many copies or more get their turn in every third round only
Way = Callable[[], Any]


def seconds(function: Way, repeats: int) -> float:
    """Return the time of one call."""
    start = time.process_time()
    for _ in range(repeats):
        function()
    return (time.process_time() - start) / repeats


def rectangle(size: int) -> tuple[int, int]:
    """Return the sides of the most nearly square matrix of that size."""
    rows = next(rows for rows in range(int(size**0.5), 0, -1) if size % rows == 0)
    return rows, size // rows


def ways(size: int, dtype: Any, order: str) -> Iterator[tuple[str, Way]]:
    """Give what is compared, by name; the copy that all are compared with comes first."""
    stream = OctaveStream(1)
    X = np.random.default_rng(1).standard_normal(size).astype(dtype).reshape(rectangle(size), order=order)  # type: ignore[call-overload]
    out = np.ones_like(X)
    _, mask = matdrop.dropout(X, KEEP_PROB, stream, return_mask=True)
    mask_of_port = np.asfortranarray(mask)
    yield "np.copyto", lambda: np.copyto(out, X)
    yield "forward", lambda: matdrop.dropout(X, KEEP_PROB, stream, out=out)
    own = X.copy(order="K")
    yield "forward, in place", lambda: matdrop.dropout(own, KEEP_PROB, stream, out=own)
    yield "forward, new array", lambda: matdrop.dropout(X, KEEP_PROB, stream)
    yield "forward and mask", lambda: matdrop.dropout(X, KEEP_PROB, stream, out=out, return_mask=True)
    yield "forward, packed mask", lambda: matdrop.dropout(X, KEEP_PROB, stream, out=out, return_mask="packed")
    keep = np.empty(size, np.bool_)
    yield "mask alone, one axis", lambda: draw(stream.twister, KEEP_PROB, True, keep)  # type: ignore[arg-type]
    yield "backward", lambda: matdrop.dropout_backward(X, mask, KEEP_PROB, out=out)
    yield "port, NumPy", lambda: inverted_dropout(X, KEEP_PROB, stream.rand)
    yield "port's mask alone", lambda: stream.rand(mask_of_port.shape) < KEEP_PROB
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        tensor = torch.from_numpy(X)
        yield "torch, one thread", lambda: torch.nn.functional.dropout(tensor, 1 - KEEP_PROB)
    if importlib.util.find_spec("jax") and dtype is np.float32:
        import jax

        device, keys = jax.device_put(X), jax.random.key(1)
        keep = jax.jit(
            lambda X, key: jax.numpy.where(jax.random.bernoulli(key, KEEP_PROB, X.shape), X / KEEP_PROB, 0.0)
        )
        yield "jax, compiled", lambda: keep(device, keys).block_until_ready()


def measure(size: int, dtype: Any, order: str, rounds: int, octave: Octave | None) -> None:
    """Print one line for each way."""
    repeats = max(1, LEAST // size)
    kind = np.dtype(dtype).name
    found: dict[str, list[float]] = {}
    compared = dict(ways(size, dtype, order))
    first = {name: seconds(way, repeats) for name, way in compared.items()}
    for turn in range(rounds):
        for name, way in compared.items():
            if turn % 3 == 0 or first[name] < SLOW * first["np.copyto"]:
                found.setdefault(name, []).append(seconds(way, repeats))
        if octave and turn % 3 == 0 and order == "F":
            make = "X = {}(zeros({}, {}));".format("double" if dtype is np.float64 else "single", *rectangle(size))
            call = f"mask = rand(size(X)) < {KEEP_PROB}; Y = X .* mask ./ {KEEP_PROB}"
            octave.nanoseconds(f"{make} {call}", size, 1)
            found.setdefault("Octave", []).append(octave.nanoseconds(call, size, repeats, "cputime") * size / 1e9)
    copy = statistics.median(found["np.copyto"])
    for name, times in found.items():
        low, middle, high = (time / copy for time in quartiles(times))
        print(
            f"{size:12,} {kind:8} {order:2} {name:22}{middle:9.2f} {low:9.2f} {high:9.2f}"
            f"{1e9 * copy * middle / size:11.2f}",
            flush=True,
        )


def quartiles(times: list[float]) -> list[float]:
    return statistics.quantiles(times, n=4, method="inclusive") if len(times) > 1 else times * 3


def first_call() -> None:
    """Print how long a new process takes to the first result, beside NumPy alone; the kernels are compiled."""
    call = (
        "import numpy, matdrop; from matdrop.streams import OctaveStream; "
        "matdrop.dropout(numpy.ones({}), 0.7, OctaveStream(1))"
    )
    programs = {
        "import numpy": "import numpy",
        "import matdrop": "import numpy, matdrop",
        "first call, 1,000 elements": call.format(1_000),
        "first call, 1,000,000 elements": call.format(1_000_000),
    }
    compiling = "the same, compiling"
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for _ in range(5):
        for name, program in programs.items():
            found[name].append(process_seconds(program))
    with tempfile.TemporaryDirectory() as folder:
        found[compiling] = [process_seconds(call.format(1_000_000), {"NUMBA_CACHE_DIR": folder})]
    base = [statistics.median(times) for times in zip(*found["import numpy"], strict=True)]
    print(
        f"\n{'in a new process, compiled before':34}{'processor':>11}{'clock':>7}{'more than NumPy alone, seconds':>32}"
    )
    for name, pairs in found.items():
        processor, clock = (statistics.median(times) for times in zip(*pairs, strict=True))
        print(f"{name:34}{processor:11.2f}{clock:7.2f}{processor - base[0]:15.2f}{clock - base[1]:7.2f}")


def process_seconds(program: str, variables: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Return the processor's and the clock's time of a Python process, until the program is through."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = {**os.environ, **(variables or {})}
    subprocess.run(
        [sys.executable, "-c", f"{program}; import os; os._exit(0)"],
        check=True,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    after, stop = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, stop - start


def main() -> None:
    """Print ratios to np.copyto: median, lower and upper quartile, and the median in nanoseconds an element."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: int(float(text)), nargs="+", default=SIZES, help="such as 1e3 1e8")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--classes", nargs="+", choices=("float64", "float32"), default=("float64", "float32"))
    parser.add_argument("--orders", nargs="+", choices=("F", "C"), default=("F", "C"))
    given = parser.parse_args()
    program = shutil.which("octave-cli")
    octave = Octave(program) if program else None
    missing = [name for name in ("numba", "torch", "jax") if not importlib.util.find_spec(name)]
    missing += [] if octave else ["GNU Octave"]
    if missing:
        print(f"not installed, and left out: {', '.join(missing)}")
    print(
        f"{'elements':>12} {'class':8} {'':2} {'times np.copyto':22}{'median':>9} {'quartiles':^19}{'ns/element':>11}"
    )
    matdrop.dropout(np.ones(WORTH_LOADING + 1), KEEP_PROB, OctaveStream(1))  # so that numba is loaded from the start
    for size in given.sizes:
        for kind in given.classes:
            for order in given.orders:
                measure(size, getattr(np, kind), order, given.rounds, octave)
    if octave:
        octave.process.kill()
    first_call()


if __name__ == "__main__":
    main()
