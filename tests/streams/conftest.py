"""A live Octave for the tests: code goes in, the doubles that it writes come out."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matdrop.engines.session import Session
from matdrop.values.value import FunctionHandle

Octave = Callable[[str], NDArray[np.float64]]


@pytest.fixture
def octave(octave: Session, tmp_path: Path) -> Octave:
    """Return a function that runs Octave code and returns what it gave to ``put``, as one vector of doubles."""
    return runner(octave, tmp_path)


def runner(octave: Session, tmp_path: Path) -> Octave:
    """Return the same for any session."""
    numbers = itertools.count()

    def run(code: str) -> NDArray[np.float64]:
        # Octave does not look again at a file that was written a moment ago, so each has a name of its own.
        script, values = tmp_path / f"run_{next(numbers)}.m", tmp_path / "values.bin"
        script.write_text(
            "1;\nglobal file;\n"
            "function put(varargin) global file; for i = 1:numel(varargin), "
            "fwrite(file, double(varargin{i}), 'double'); end, end\n"
            f"file = fopen('{values}', 'w');\n{code}\nfclose(file);\n"
        )
        octave.call(tmp_path, FunctionHandle(f"@() evalc(\"source('{script}')\")"), [])
        return np.fromfile(values, np.float64)

    return run
