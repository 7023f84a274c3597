"""MATLAB's ``load`` of a .mat file, as far as the ports need it."""

from __future__ import annotations

from pathlib import Path

import scipy.io

from matdrop.port.struct import Struct

_PACKAGE = Path(__file__).parents[1]
# In a checkout the originals stand beside the package, in a wheel in its folder `own`.
_ORIGINALS = (_PACKAGE / "own" if (_PACKAGE / "own").is_dir() else _PACKAGE.parent) / "matlab_ref"


def load(name: str) -> Struct:
    """Load the variables of a .mat file.

    Parameters
    ----------
    name : str
        The file, as an original names it: relative to the folder of the originals, in which they run.

    Returns
    -------
    Struct
        A field for each variable, an array of its class.

    Raises
    ------
    FileNotFoundError
        If the file is not found.

    Examples
    --------
    >>> data = load("../fixtures/digits.mat")
    >>> data.X.shape, data.X.dtype, data.digit[:5].T
    ((1797, 64), dtype('uint8'), array([[0, 1, 2, 3, 4]], dtype=uint8))
    """
    variables = scipy.io.loadmat(str(_ORIGINALS / name), mat_dtype=True)
    return Struct((variable, value) for variable, value in variables.items() if not variable.startswith("__"))
