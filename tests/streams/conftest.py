"""A live Octave for the tests: a script goes in, the doubles that it writes come out."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matdrop.engines.octave_session import find_octave

Octave = Callable[[str], NDArray[np.float64]]


@pytest.fixture
def octave(octave: object, tmp_path: Path) -> Octave:
    """Return a function that runs Octave code and returns what it gave to ``put``, as one vector of doubles.

    The plugin's fixture of the same name says whether live tests run at all.
    """
    program = find_octave().path
    assert program is not None

    def run(code: str) -> NDArray[np.float64]:
        script, values = tmp_path / "run.m", tmp_path / "values.bin"
        script.write_text(
            "1;\nglobal file;\n"
            "function put(varargin) global file; for i = 1:numel(varargin), "
            "fwrite(file, double(varargin{i}), 'double'); end, end\n"
            f"file = fopen('{values}', 'w');\n{code}\nfclose(file);\n"
        )
        done = subprocess.run(
            [program, "--norc", "--no-history", "-q", str(script)], capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return np.fromfile(values, np.float64)

    return run
