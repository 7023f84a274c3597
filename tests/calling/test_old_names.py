"""Names of older versions: a port gets them, it is said, and nobody else sees them."""

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.integrate

from matdrop.calling.old_names import MOVED, OWN, old_names

# What NumPy 1.19, SciPy 1.3 and Python 3.6 documented of each.
EXPRESSIONS = {
    "numpy.int(2.7)": 2,
    "numpy.float('1.5')": 1.5,
    "numpy.complex(1, 2)": 1 + 2j,
    "numpy.array([None], dtype=numpy.object)[0]": None,
    "bool(numpy.bool(1))": True,
    "numpy.Inf": float("inf"),
    "str(numpy.NaN)": "nan",
    "int(numpy.product([2, 3, 4]))": 24,
    "numpy.cumproduct([2, 3, 4]).tolist()": [2, 6, 24],
    "numpy.in1d([[1, 2], [3, 4]], [2, 3]).tolist()": [False, True, True, False],
    "float(numpy.trapz([1, 2, 3]))": 4.0,
    "numpy.float_(2).dtype.name": "float64",
    "bool(numpy.alltrue([1, 0]))": False,
    "bool(numpy.sometrue([1, 0]))": True,
    "numpy.row_stack(([1, 2], [3, 4])).tolist()": [[1, 2], [3, 4]],
    "numpy.asscalar(numpy.array([24]))": 24,
    "float(scipy.integrate.trapz([1, 2, 3]))": 4.0,
    "scipy.integrate.cumtrapz([1, 2, 3]).tolist()": [1.5, 4.0],
    "float(scipy.integrate.simps([0, 3, 12]))": 8.0,  # (0 + 4 * 3 + 12) / 3
    "float(scipy.integrate.simps([0, 1, 4, 9], even='first'))": 9.166666666666666,  # 8/3 + (4 + 9) / 2
    "float(scipy.misc.comb(5, 2))": 10.0,
    "int(scipy.misc.factorial(5))": 120,
    "round(float(scipy.misc.logsumexp([0, 0])), 12)": 0.69314718056,
    "scipy.signal.hann(3).tolist()": [0.0, 1.0, 0.0],
    "fractions.gcd(12, -18)": -6,
    "scipy.zeros((1, 2)).tolist()": [[0.0, 0.0]],
    "scipy.sqrt(-4)": 2j,
    "scipy.rand(2, 3).shape": (2, 3),
    "scipy.random.rand(3).shape": (3,),
    "scipy.pi": 3.141592653589793,
    "scipy.linalg.det([[2, 0], [0, 3]])": 6.0,  # as ever
}


SAME = "a function that does the same was put in its place"


def run(folder: Path, text: str) -> dict[str, Any]:
    """Run text as a file of the user's."""
    namespace: dict[str, Any] = {}
    exec(compile(text, folder / "port.py", "exec"), namespace)
    return namespace


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_a_port_gets_what_it_knew(tmp_path: Path, expression: str) -> None:
    text = f"import fractions, numpy, scipy.integrate, scipy.misc, scipy.signal\nr = {expression}\n"
    with old_names():
        assert run(tmp_path, text)["r"] == EXPRESSIONS[expression]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_it_is_said_once_what_was_put_in_place(tmp_path: Path) -> None:
    with old_names() as used:
        run(tmp_path, "from numpy import int as whole\nimport numpy as np\nx = [np.int(1), np.int(2), np.sqrt(4)]\n")
        run(tmp_path, "from scipy.integrate import simps\nfrom fractions import gcd\n")
    version = ".".join(map(str, sys.version_info[:3]))
    assert used == [
        f"numpy.int is not in NumPy {np.__version__}: int was put in its place",
        f"scipy.integrate.simps is not in SciPy {scipy.__version__}: {SAME}",
        f"fractions.gcd is not in Python {version}: {SAME}",
    ]


def missing(module: Any) -> list[str]:
    names = [*MOVED[module.__name__], *OWN.get(module.__name__, {})]
    return [name for name in names if name not in dir(module)]


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("name", ["numpy", "scipy.integrate", "scipy.signal", "fractions"])
def test_nobody_else_sees_them(tmp_path: Path, name: str) -> None:
    module = importlib.import_module(name)
    before = {key: value for key, value in vars(module).items() if key == "__getattr__"}
    library = compile(f"found = [name for name in {missing(module)} if hasattr(module, name)]", np.__file__, "exec")
    with old_names() as used:
        seen: dict[str, Any] = {"module": module}
        exec(library, seen)
    assert (seen["found"], used) == ([], [])
    assert {key: value for key, value in vars(module).items() if key == "__getattr__"} == before
    assert not any(hasattr(module, old) for old in missing(module))


def test_names_that_never_were_are_missing_as_ever(tmp_path: Path) -> None:
    for text in ("import numpy\nnumpy.intt\n", "from scipy.integrate import simpss\n", "import scipy.mics\n"):
        with old_names() as used, pytest.raises((AttributeError, ImportError)):
            run(tmp_path, text)
        assert used == []
