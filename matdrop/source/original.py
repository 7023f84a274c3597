"""What a ``.m`` file declares and calls: script or function, parameters, outputs, neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.source.matlab import read
from matdrop.source.matlab_syntax import Function, NotUnderstood

# Functions that may stop earlier or later, and the words that start loops.
_ITERATES = re.compile(
    r"for|parfor|while|do|fzero|fsolve|fmin\w*|lsq\w*|ode\d+\w*|quad\w*|integral\d?|eigs|svds|pcg|gmres"
)


@dataclass(frozen=True)
class Declaration:
    """What a ``.m`` file declares.

    Attributes
    ----------
    is_script : bool
        Whether its first statement does not start a function.
    parameters, outputs : tuple of str
        Of its first function; empty for a script.
    """

    is_script: bool
    parameters: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()


def declaration_of(original: Path) -> Declaration:
    """Read what a ``.m`` file declares.

    Parameters
    ----------
    original : Path
        The file.

    Returns
    -------
    Declaration
        Of its first function, or of a script.

    Raises
    ------
    MatdropError
        If the file cannot be read or its function line cannot be understood.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> declaration_of(OWN_TABLE.parent / "inverted_dropout.m")
    Declaration(is_script=False, parameters=('X', 'keep_prob'), outputs=('X', 'mask'))
    """
    opening = read(original).opening
    if isinstance(opening, NotUnderstood) and re.match(r"function\b", opening.text):
        raise MatdropError(f"the function line of {original} is not understood; is it MATLAB?")
    if not isinstance(opening, Function):
        return Declaration(True)
    return Declaration(False, tuple(parameter.name for parameter in opening.parameters), opening.outputs)


def sources_of(original: Path) -> list[Path]:
    """Find the ``.m`` file of an original and those of its folder, private ones too, that it calls, directly or not.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    list of Path
        Sorted by name.

    Raises
    ------
    MatdropError
        If one of the files cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> [path.name for path in sources_of(OWN_TABLE.parent / "dropout_demo.m")]
    ['dropout_demo.m', 'inverted_dropout.m']
    """
    neighbours = {path.stem: path for folder in (".", "private") for path in (original.parent / folder).glob("*.m")}
    found: dict[str, Path] = {}
    waiting = [original]
    while waiting:
        path = waiting.pop()
        if path.stem not in found:
            found[path.stem] = path
            waiting += [neighbours[name] for name in read(path).names & neighbours.keys()]
    return [found[name] for name in sorted(found)]


def data_of(original: Path) -> list[Path]:
    """Find the data files that an original, or a neighbour that it calls, names in a text or in a command.

    They are in its folder, one folder below, or at a path that starts with ``../``.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    list of Path
        Files that are neither ``.m`` nor ``.py``, sorted.

    Raises
    ------
    MatdropError
        If one of the sources cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> data_of(OWN_TABLE.parent / "dropout_demo.m")
    []
    >>> [path.name for path in data_of(OWN_TABLE.parent / "nn_digits.m")]
    ['digits.mat']
    """
    files = [read(path) for path in sources_of(original)]
    named = {word for file in files for text in file.texts for word in re.findall(r"[\w.-]+", text)}
    named |= {f"{text}.mat" for file in files if "load" in file.names for text in file.texts}
    beside = (path for pattern in ("*", "*/*") for path in original.parent.glob(pattern) if path.name in named)
    paths = {path for file in files for text in file.texts for path in re.findall(r"(?:\.\./)+[\w./-]+", text)}
    above = (original.parent / path for path in paths)
    return sorted(p for p in (*beside, *above) if p.is_file() and p.suffix not in (".m", ".py"))


def keeps_variables(original: Path) -> bool:
    """Check whether an original, or a neighbour that it calls, keeps variables from one call to the next.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    bool
        Whether functions must be cleared before each case, so that no case depends on those before it.

    Raises
    ------
    MatdropError
        If one of the sources cannot be read; a file that does not exist keeps none.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> keeps_variables(OWN_TABLE.parent / "dropout_demo.m")
    False
    """
    return not {"persistent", "mlock"}.isdisjoint(called_by(original))


def called_by(original: Path) -> set[str]:
    """Return every name in an original and in the neighbours that it calls.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    set of str
        Functions, variables and keywords, but no fields; empty if the file does not exist.

    Raises
    ------
    MatdropError
        If one of the sources cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> "rand" in called_by(OWN_TABLE.parent / "dropout_demo.m")
    True
    """
    sources = sources_of(original) if original.is_file() else []
    return {name for path in sources for name in read(path).names}


def iterates(original: Path) -> bool:
    """Check whether an original, or a neighbour that it calls, has a loop or calls a solver.

    Parameters
    ----------
    original : Path
        The ``.m`` file.

    Returns
    -------
    bool
        Whether the number of its steps may change with its inputs; False if the file does not exist.

    Raises
    ------
    MatdropError
        If one of the sources cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> iterates(OWN_TABLE.parent / "inverted_dropout.m")
    False
    """
    return any(_ITERATES.fullmatch(name) for name in called_by(original))
