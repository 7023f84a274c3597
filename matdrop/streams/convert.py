"""The other direction: lines of MATLAB code after which rand draws what NumPy's RandomState draws."""

from typing import Any

import numpy as np

from matdrop.streams.mersenne import WORDS

WORDS_A_LINE = 8
ENDINGS = {
    "octave": "rand('state', s);  % rand only: randn, rande, randg and randp have states of their own",
    "matlab": "rand('twister', s);  % not run in MATLAB: from the published layout of its state vector",
}


def randomstate_lines(seed: Any, engine: str = "octave") -> str:
    """Return MATLAB code that puts `rand` into the state of ``numpy.random.RandomState(seed)``.

    The uniforms of both are then the same: ``rand(n, 1)`` is ``RandomState(seed).random_sample(n)``. Their normals are
    not: NumPy draws them by another method.

    Parameters
    ----------
    seed : int, array or RandomState
        Anything that `RandomState` accepts, or a `RandomState` that may have drawn already.
    engine : {"octave", "matlab"}
        Where the code is to run. The lines for Octave were run there. Those for MATLAB were not: they rest on the
        published report (M. Krause, in the notes of MTRandom) that ``rand('twister', s)`` takes Python's state vector,
        624 words and a position. They put MATLAB in its legacy mode of random numbers; ``rng('default')`` leaves it.

    Returns
    -------
    str
        Lines that set a variable ``s`` and call `rand`.

    Raises
    ------
    ValueError
        For another engine, for a seed that `RandomState` refuses, and for Octave if `RandomState` has a position of 0.

    Examples
    --------
    >>> lines = randomstate_lines(42).splitlines()
    >>> lines[0]
    '% numpy.random.RandomState(42)'
    >>> lines[-1][:17]
    "rand('state', s);"
    """
    if engine not in ENDINGS:
        raise ValueError(f"randomstate_lines: the engine is 'octave' or 'matlab', not {engine!r}")
    source = seed if isinstance(seed, np.random.RandomState) else np.random.RandomState(seed)
    state = source.get_state(legacy=False)["state"]
    words, drawn = state["key"].tolist(), int(state["pos"])
    last = WORDS + 1 - drawn if engine == "octave" else drawn
    if engine == "octave" and drawn == 0:
        raise ValueError("randomstate_lines: Octave has no state at position 0; draw a number first")
    title = "a numpy.random.RandomState" if source is seed else f"numpy.random.RandomState({seed!r})"
    rows = [words[i : i + WORDS_A_LINE] for i in range(0, WORDS, WORDS_A_LINE)]
    body = "\n".join("  " + ", ".join(f"{word:10d}" for word in row) + ", ..." for row in rows)
    return f"% {title}\ns = [ ...\n{body}\n  {last}]';\n{ENDINGS[engine]}\n"
