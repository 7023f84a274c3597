"""A sample pair to start from: an original, its port with a mistake that is easy to make, and a table of cases."""

from __future__ import annotations

import re
from pathlib import Path

from matdrop.errors import MatdropError

ORIGINAL = """\
function [Z, mu] = {name}(X)
    % Standardise the columns of X.
    mu = mean(X);
    sigma = std(X);
    Z = (X - mu) ./ sigma;
end
"""
PORT = '''\
import numpy as np


def {name}(X):
    """Standardise the columns of X."""
    mu = np.mean(X, axis=0)
    sigma = np.std(X, axis=0)
    Z = (X - mu) / sigma
    return Z, mu
'''
TABLE = """\
[{name}]
original = "{name}.m"
port = "{name}.py:{name}"

[[{name}.case]]
name = "square"
args = ["magic(4)"]

[[{name}.case]]
name = "tall"
args = ["[1 2; 3 5; 4 9]"]
"""


def sample_files(name: str, folder: Path) -> dict[Path, str]:
    """Return the files of a sample pair, which are not written yet.

    Parameters
    ----------
    name : str
        The pair's name, which both languages can call.
    folder : Path
        Where they are to stand.

    Returns
    -------
    dict of Path to str
        The original, the port and ``parity.toml``, with their texts.

    Raises
    ------
    MatdropError
        If the name cannot be a function's, or one of the files exists.

    Examples
    --------
    >>> [file.name for file in sample_files("zscored", Path("/nowhere"))]
    ['zscored.m', 'zscored.py', 'parity.toml']
    """
    if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
        raise MatdropError(f"{name} cannot be the name of a function; use letters, digits and _")
    texts = {f"{name}.m": ORIGINAL, f"{name}.py": PORT, "parity.toml": TABLE}
    files = {folder / file: text.format(name=name) for file, text in texts.items()}
    for file in files:
        if file.exists():
            raise MatdropError(f"{file} exists; nothing was written: choose another name, or an empty folder")
    return files
