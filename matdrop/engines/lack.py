"""What an engine lacks: an error of an original that is no fault of it, with what to do about it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from matdrop.cases.pair import Pair
from matdrop.cases.reference import Engine, OriginalError
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import read
from matdrop.source.search_path import up_to_root

UNDEFINED = ("Octave:undefined-function", "MATLAB:UndefinedFunction")
ELSEWHERE = "verify with `--engine matlab`, or record in MATLAB"
# The folders that are searched for a function that is missing; a project has fewer.
MOST_FOLDERS = 3000


def with_advice(error: OriginalError, pair: Pair, engine: Engine) -> OriginalError:
    """Say what is missing, and what to do, if an original has failed because its engine lacks something.

    Parameters
    ----------
    error : OriginalError
        As the engine reports it.
    pair : Pair
        The pair with the original.
    engine : Engine
        The engine.

    Returns
    -------
    OriginalError
        With the file that has the missing function and the ``--path`` to add; or with the name of what the engine
        lacks; else as it was, without the engine's advice on packages and mailing lists.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.cases.pair import pair_of
    >>> pair = pair_of(OWN_TABLE.parent / "inverted_dropout.m", abs)
    >>> error = OriginalError("call", "", "parse error")
    >>> with_advice(error, pair, Engine("GNU Octave", "7.3.0")) == error
    True
    """
    message = error.message
    if error.identifier in UNDEFINED:
        message = _undefined(error, pair, engine)
    elif engine.name == "GNU Octave":
        message = _not_in_octave(message)
    if message == error.message:
        return error
    return replace(error, message=message)


def _undefined(error: OriginalError, pair: Pair, engine: Engine) -> str:
    first, _, advice = error.message.partition("\n")
    first = re.sub(r" near line \d+, column \d+$", "", first)
    found = re.search(r"'([\w.]+)'", first)
    if found is None or _is_variable(found[1], error, pair):
        return first
    name = found[1]
    files = files_named(name.rpartition(".")[2], pair.search_path.home)
    if files:
        return f"{first}; {_on_no_path(name, files)}"
    if advice:  # Octave knows the name: it is one of MATLAB's functions
        package = re.search(r"belongs\s+to\s+the\s+(\w+)\s+package", advice)
        remedy = f"install the package {package[1]} of Octave, " if package else ""
        return f"{engine} lacks {name}; {remedy}{ELSEWHERE}"
    return (
        f"{first}; no {name}.m was found near the original: add the folder that holds it by --path; "
        f"if it is a function of MATLAB's, {engine} lacks it: {ELSEWHERE}"
    )


def _is_variable(name: str, error: OriginalError, pair: Pair) -> bool:
    """Whether a name is a variable of the file that uses it: then it has no value yet, and no function is missing."""
    file = Path(error.file) if error.file else pair.original
    return error.stage != "call" or (file.is_file() and name in read(file).variables)


def _on_no_path(name: str, files: tuple[Path, ...]) -> str:
    if len(files) > 1:
        listed = ", ".join(map(_shown, files))
        return f"there are {len(files)} files of this name ({listed}): add the folder of the right one by --path"
    folder = _shown(files[0].parent)
    return (
        f"{name} is in {_shown(files[0])}, which is not on the search path: add --path {folder}, "
        f'or path = ["{folder}"] in the table'
    )


def _shown(path: Path) -> str:
    """Return a path as seen from the working folder, if it is in it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


@lru_cache(maxsize=1000)
def files_named(name: str, home: Path) -> tuple[Path, ...]:
    """Find the ``.m`` files of a function in a project.

    Parameters
    ----------
    name : str
        The function.
    home : Path
        A folder of the project.

    Returns
    -------
    tuple of Path
        Files of that name, sorted; those in packages, classes and private folders are not among them.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> files_named("no_such_function", OWN_TABLE.parent)
    ()
    """
    root = list(up_to_root(home))[-1]
    if not (root / ".git").exists() and len(root.parts) > 2:
        root = root.parent  # the folders beside that of the original
    return tuple(sorted(path for path in _places(root, f"{name}.m") if path.is_file()))


def _places(root: Path, file: str) -> Iterator[Path]:
    for count, (place, names, _) in enumerate(os.walk(root)):
        if count == MOST_FOLDERS:
            return
        names[:] = [name for name in names if name[0] not in ".+@" and name != "private"]
        yield Path(place) / file


def _not_in_octave(message: str) -> str:
    """Say which of MATLAB's constructs Octave does not have, if that is why a file cannot be read or run."""
    if "import function is not yet implemented" in message:
        return f"Octave lacks `import`; {ELSEWHERE}"
    place = re.search(r"parse error near line (\d+) of file (.+)", message)
    if place is None or not Path(place[2]).is_file():
        return message
    line, file = int(place[1]), Path(place[2])
    for node in read(file).walk():
        if isinstance(node, syntax.Arguments) and node.span.line <= line <= node.span.end_line:
            return f"{file.name}, line {line}: Octave lacks this form of `arguments` block; {ELSEWHERE}"
    return message
