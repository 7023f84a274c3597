"""Gaps of an engine: what an original calls and GNU Octave does not have, or not in that form, and what fills them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache
from pathlib import Path

from matdrop.cases.reference import Engine
from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile
from matdrop.source.matlab_syntax import Expression

# Functions that GNU Octave has, but not with so many arguments as this or more; with 1, not as MATLAB has them. A shim
# of `shims/extended` takes the name only for originals that call it so; for all others it stays the engine's own.
EXTENDED = {"round": 2, "fzero": 4, "fminbnd": 1, "fminsearch": 1, "verLessThan": 1}
# Of these it has the function, and takes other steps: it ends at another minimum within the tolerance.
OTHER_STEPS = {"fminbnd", "fminsearch"}
# Functions that reduce an array, and which of their arguments is the dimension, counted from 0. GNU Octave 7 knows no
# 'all' and no 'omitnan' there, and takes the first of several dimensions for the only one, without an error.
REDUCTIONS = {
    **dict.fromkeys(("all", "any", "mean", "median", "prod", "sum"), 1),
    **dict.fromkeys(("max", "min", "std", "var"), 2),
}
REDUCTION_WORDS = {"all", "omitnan", "omitmissing", "includenan", "includemissing"}
Files = Mapping[Path, MatlabFile]


def extended_calls(files: Files) -> tuple[str, ...]:
    """Find the functions that an original, or a file that it calls, calls in a form of MATLAB's that Octave has not.

    Parameters
    ----------
    files : mapping of Path to MatlabFile
        The original and the files that it calls, and what they hold.

    Returns
    -------
    tuple of str
        Sorted. A function of that name among the user's own files stays the user's.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.source.matlab import read
    >>> original = OWN_TABLE.parent / "inverted_dropout.m"
    >>> extended_calls({original: read(original)})
    ()
    """
    calls = {call for file in files.values() for call in _long_calls(file)}
    return tuple(sorted(calls - {path.stem for path in files}))


def packages_of(files: Files, packaged: Mapping[str, str]) -> tuple[str, ...]:
    """Find the installed packages that an original needs.

    Parameters
    ----------
    files : mapping of Path to MatlabFile
        The original and the files that it calls, and what they hold.
    packaged : mapping of str to str
        Functions that only a package offers, and its name.

    Returns
    -------
    tuple of str
        Sorted.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.source.matlab import read
    >>> original = OWN_TABLE.parent / "inverted_dropout.m"
    >>> packages_of({original: read(original)}, {"rand": "randomness"})
    ('randomness',)
    """
    return _packages(foreign_calls(files), packaged)


def filled_gaps(files: Files, engine: Engine, shims: Set[str], packaged: Mapping[str, str]) -> list[str]:
    """Report what stood in for functions that an engine does not have.

    Parameters
    ----------
    files : mapping of Path to MatlabFile
        The original and the files that it calls, and what they hold.
    engine : Engine
        The engine that ran it.
    shims : set of str
        The functions for which the engine has a shim.
    packaged : mapping of str to str
        Functions that only a package of the engine offers, and its name.

    Returns
    -------
    list of str
        A sentence for the shims, one for ``arguments`` blocks, which Octave ignores, and one for each package.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.source.matlab import read
    >>> original = OWN_TABLE.parent / "inverted_dropout.m"
    >>> filled_gaps({original: read(original)}, Engine("GNU Octave", "7.3.0"), {"rand"}, {})
    ["not in GNU Octave 7.3.0: matdrop's shim was used for rand"]
    """
    calls = foreign_calls(files)
    used = sorted(shims & calls)
    if engine.name == "GNU Octave":
        used += [_form(name) for name in extended_calls(files)]
    said = [f"not in {engine}: matdrop's shim was used for {', '.join(used)}"] if used else []
    if engine.name == "GNU Octave" and (places := list(_ignored_blocks(files))):
        blocks = "the `arguments` block" if len(places) == 1 else "the `arguments` blocks"
        said.append(f"{engine} ignores {blocks} of {', '.join(places)}: it checks, converts and sets nothing")
    for package in _packages(calls, packaged):
        names = sorted(name for name in calls & packaged.keys() if packaged[name] == package)
        said.append(f"the package {package} of {engine} was loaded for {', '.join(names)}")
    return said


def _form(name: str) -> str:
    if name in REDUCTIONS:
        return f"{name} of 'all', of several dimensions or without NaN"
    if name in OTHER_STEPS:
        return f"the steps of MATLAB's {name}"
    count = EXTENDED[name]
    return name if count == 1 else f"{name} with {count} or more arguments"


def foreign_calls(files: Files) -> set[str]:
    """Find the functions that an original and the files that it calls name and that are not among these files.

    Parameters
    ----------
    files : mapping of Path to MatlabFile
        The original and the files that it calls, and what they hold.

    Returns
    -------
    set of str
        Names.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> from matdrop.source.matlab import read
    >>> original = OWN_TABLE.parent / "inverted_dropout_predict.m"
    >>> sorted(foreign_calls({original: read(original)}))
    []
    """
    own = {path.stem for path in files} | {function.name for file in files.values() for function in file.functions}
    return {name for file in files.values() for name in file.calls} - own


def _packages(calls: Set[str], packaged: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({packaged[name] for name in packaged.keys() & calls}))


def _ignored_blocks(files: Files) -> Iterator[str]:
    """Find the ``arguments`` blocks of an original and of what it calls, which Octave reads and does not obey."""
    for path, file in files.items():
        if "arguments" in file.names:
            blocks = [node for node in file.walk() if isinstance(node, syntax.Arguments)]
            yield from (f"{path.name}, line {block.span.line}" for block in blocks)


@lru_cache(maxsize=256)
def _long_calls(file: MatlabFile) -> frozenset[str]:
    """Find the calls of forms that Octave lacks; once for a file, which is asked about in every case."""
    if (EXTENDED.keys() | REDUCTIONS.keys()).isdisjoint(file.names):
        return frozenset()
    return frozenset(
        node.function.name
        for node in file.walk()
        if isinstance(node, syntax.Call)
        and isinstance(node.function, syntax.Name)
        and node.function.name not in file.variables
        and (_is_long(node.function.name, node.arguments) or _reduces(node.function.name, node.arguments))
    )


def _is_long(name: str, arguments: Sequence[Expression]) -> bool:
    return name in EXTENDED and _most(arguments) >= EXTENDED[name]


def _reduces(name: str, arguments: Sequence[Expression]) -> bool:
    """Whether a call reduces along several dimensions, along all, or says what to do with NaN."""
    if name not in REDUCTIONS:
        return False
    words = {argument.value for argument in arguments if isinstance(argument, syntax.Text)}
    dimensions = arguments[REDUCTIONS[name] :][:1]
    several = any(isinstance(one, syntax.Matrix) and sum(map(len, one.rows)) > 1 for one in dimensions)
    return several or not words.isdisjoint(REDUCTION_WORDS)


def _most(arguments: Sequence[Expression]) -> float:
    """Return how many arguments a call may have: ``varargin{:}`` holds any number."""
    unknown = any(isinstance(argument, syntax.CellIndex) for argument in arguments)
    return float("inf") if unknown else len(arguments)
