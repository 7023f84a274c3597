"""Pairing: which port belongs to which original, found by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.init.kinds import NAMES
from matdrop.init.sources import Function, python_functions, why_no_original
from matdrop.source.matlab import read
from matdrop.source.matlab_files import not_called_in, why_not_called
from matdrop.source.names import normalize_name
from matdrop.source.original import declaration_of


@dataclass(frozen=True)
class Match:
    """An original and the port that has its name.

    Attributes
    ----------
    original, port : Path
        The files.
    function : Function or None
        The port's function; None for a script, and if the port cannot be read.
    remark : str
        What the user should know about it.
    """

    original: Path
    port: Path
    function: Function | None
    remark: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The port's parameters in the original's order, if neither names nor positions show it; else empty."""
        parameters = declaration_of(self.original).parameters
        return () if self.function is None or "varargin" in parameters else arguments_of(parameters, self.function)


def match(paths: Sequence[Path]) -> tuple[list[Match], list[str]]:
    """Match originals with ports by name.

    Parameters
    ----------
    paths : sequence of Path
        ``.m`` and ``.py`` files, and folders of them.

    Returns
    -------
    matches : list of Match
        Sorted by original.
    remarks : list of str
        What was left out, and why.

    Raises
    ------
    MatdropError
        If a path does not exist, or no original or no port is among them.

    Examples
    --------
    >>> import matdrop.port
    >>> from matdrop.cases.table import OWN_TABLE
    >>> matches, _ = match([OWN_TABLE.parent, Path(matdrop.port.__file__).parent])
    >>> [found.port.name for found in matches if "traditional" in found.port.name]
    ['traditional_dropout.py', 'traditional_dropout_predict.py']
    """
    originals = [file for file in _files(paths, ".m") if not why_not_called(file)]
    ports = _files(paths, ".py")
    not_called = not_called_in(paths)
    if not originals or not ports:
        missing = ".m" if not originals else ".py"
        raise MatdropError(
            "; ".join(
                [f"no {missing} file found in {', '.join(map(str, paths))}", *not_called, "name originals and ports"]
            )
        )
    reasons = {file: reason for file in originals if (reason := why_no_original(file))}
    remarks = [*not_called, *(f"{file} {reason}" for file, reason in reasons.items())]
    originals = [file for file in originals if file not in reasons]
    functions: list[tuple[Path, Function]] = []
    unread: dict[Path, str] = {}
    for file in ports:
        found, problem = python_functions(file)
        functions += [(file, function) for function in found]
        if problem:
            unread[file] = problem
    matches = []
    for original in originals:
        found_match = _match(original, functions, ports, unread)
        if found_match is None and len(originals) == len(ports) == 1:
            found_match = _only_one(original, functions)
        if found_match is not None:
            matches.append(found_match)
    remarks += _unmatched(originals, matches)
    used = {(found.port, found.function.name if found.function else "") for found in matches}
    free = [f"{file}:{f.name}" for file, f in functions if (file, f.name) not in used and _is_public(f)]
    scripts = {found.port for found in matches if found.function is None}
    if free := [name for name in free if Path(name.rpartition(":")[0]) not in scripts]:
        remarks.append(f"no original for {', '.join(free)}")
    remarks += [f"{file}, {problem}" for file, problem in unread.items() if file not in scripts]
    return matches, remarks


def arguments_of(parameters: Sequence[str], port: Function) -> tuple[str, ...]:
    """Find the port's parameter for each of the original's.

    Parameters
    ----------
    parameters : sequence of str
        The original's.
    port : Function
        The port.

    Returns
    -------
    tuple of str
        Matched by equal names, then by names that begin alike, then by what names stand for, and the rest
        by order. Empty if that is not needed, or does not cover all.

    Examples
    --------
    >>> arguments_of(["X", "y", "alpha", "n"], Function("f", ("n_iter", "X_train", "y", "learning_rate"), ""))
    ('X_train', 'y', 'learning_rate', 'n_iter')
    >>> arguments_of(["X", "y"], Function("f", ("y", "X"), ""))
    ()
    """
    tests: list[Callable[[str, str], bool]] = [
        lambda one, other: one == other,
        lambda one, other: normalize_name(one) == normalize_name(other),
        lambda one, other: one.lower() == other.split("_")[0].lower() or other.lower() == one.split("_")[0].lower(),
        lambda one, other: bool(_rows(one) & _rows(other)),
        lambda one, other: True,
    ]
    found: dict[str, str] = {}
    certain = 0
    for number, test in enumerate(tests):
        for name in parameters:
            free = [other for other in port.parameters if other not in found.values()]
            fitting = [other for other in free if name not in found and test(name, other)]
            if fitting:
                found[name] = fitting[0]
        certain = len(found) if number == 1 else certain
    arguments = tuple(found[name] for name in parameters if name in found)
    covered = len(arguments) == len(parameters) and set(port.parameters[: port.required]) <= set(arguments)
    by_place = arguments == port.parameters[: len(arguments)]
    return () if certain in (0, len(parameters)) or not covered or by_place else arguments


def _rows(name: str) -> set[int]:
    return {number for number, (pattern, _) in enumerate(NAMES) if re.fullmatch(pattern, name)}


def _files(paths: Sequence[Path], ending: str) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise MatdropError(f"file or folder not found: {path}")
        found += sorted(path.rglob(f"*{ending}")) if path.is_dir() else [path] if path.suffix == ending else []
    return [path for path in dict.fromkeys(found) if path.is_file()]


def _match(
    original: Path, functions: Sequence[tuple[Path, Function]], ports: Sequence[Path], unread: dict[Path, str]
) -> Match | None:
    wanted = normalize_name(original.stem)
    same_file = _nearest(original, [file for file in ports if normalize_name(file.stem) == wanted])
    if same_file and same_file[0] in unread:
        return Match(original, same_file[0], None, f"{same_file[0].name}, {unread[same_file[0]]}")
    if declaration_of(original).is_script:
        return Match(original, same_file[0], None, _others(same_file)) if same_file else None
    named = [(file, function) for file, function in functions if wanted in _names(file, function)]
    if not named:
        # A file of the original's name with one function in it is its port, whatever the function is called.
        public = [(file, f) for file in same_file for owner, f in functions if owner == file and _is_public(f)]
        if len(public) > 1:
            return None
        named = public
    if not named:
        return None
    files = _nearest(original, [file for file, _ in named])
    file = next((file for file in files if file in same_file), files[0])
    function = next(function for owner, function in named if owner == file)
    return Match(original, file, function, _others([file, *(other for other in files if other != file)]))


def _names(file: Path, function: Function) -> set[str]:
    """Return the names of a function: its own, and that with its class or file before or after it."""
    owner, _, name = function.name.rpartition(".")
    if name.startswith("__"):
        return set()
    own, contexts = normalize_name(name), {normalize_name(owner), normalize_name(file.stem)}
    return {own, *(context + own for context in contexts), *(own + context for context in contexts)}


def _nearest(original: Path, files: Iterable[Path]) -> list[Path]:
    """Sort files by how many folders are in one of the two paths only, the file's and the original's."""

    def folders(file: Path) -> set[str]:
        return {normalize_name(part) for part in file.resolve().parts[:-1]}

    return sorted(dict.fromkeys(files), key=lambda file: len(folders(file) ^ folders(original)))


def _others(files: Sequence[Path]) -> str:
    return f"other files have its name too: {', '.join(map(str, files[1:]))}" if len(files) > 1 else ""


def _only_one(original: Path, functions: Sequence[tuple[Path, Function]]) -> Match | None:
    """Pair one original and one port of one function, whatever their names."""
    public = [(file, function) for file, function in functions if _is_public(function)]
    if len(public) != 1 or declaration_of(original).is_script:
        return None
    return Match(original, *public[0], "paired although the names differ: these are the only functions")


def _is_public(function: Function) -> bool:
    return not function.name.rpartition(".")[2].startswith("_")


def _unmatched(originals: Sequence[Path], matches: Sequence[Match]) -> list[str]:
    """Report which originals have no port, and which of these are helpers that others call."""
    matched = {found.original for found in matches}
    remarks = []
    for file in originals:
        callers = [other.name for other in originals if other != file and file.stem in read(other).names]
        if file not in matched:
            role = f", a helper that {', '.join(callers)} calls" if callers else ""
            remarks.append(f"no port for {file}{role}")
    return remarks
