"""Start-up scripts of MATLAB projects: the folders that their `addpath` lines name, read and never run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import read
from matdrop.source.matlab_names import base_name
from matdrop.source.matlab_syntax import Expression, Node

STARTUP = re.compile(r"(\w*_)?(start|setup|install|init|add_?path|set_?path)\w*\.m", re.IGNORECASE | re.ASCII)


def startup_scripts(folder: Path) -> list[Path]:
    """Find the start-up scripts of a folder by their names.

    Parameters
    ----------
    folder : Path
        The folder; those below it are not searched.

    Returns
    -------
    list of Path
        Such as ``startup.m``, ``setup_toolbox.m``, ``install.m``, ``init.m``, ``addpaths.m``, ``SFS_start.m``; sorted.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> [path.name for path in startup_scripts(OWN_TABLE.parent)]
    ['nn_init.m']
    """
    return [folder / name for name in sorted(os.listdir(folder)) if STARTUP.fullmatch(name)]  # noqa: PTH208  # faster


def added_folders(script: Path) -> list[Path]:
    """Find the folders that a ``.m`` file adds to the search path.

    Parameters
    ----------
    script : Path
        The file. Its ``addpath`` lines are read, wherever they stand. Their arguments may be made of text, ``pwd``,
        ``mfilename('fullpath')``, ``which`` of the script, ``fileparts``, ``fullfile``, ``genpath``, ``strcat``,
        brackets, and variables that hold such texts, from the beginning up to ``end - n``. Relative folders are
        relative to the script's.

    Returns
    -------
    list of Path
        Those that exist, in the order in which they are searched: what is added last comes first.

    Raises
    ------
    MatdropError
        If the file cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> added_folders(OWN_TABLE.parent / "dropout_demo.m")
    []
    """
    file = read(script)
    if "addpath" not in file.names:
        return []
    reader = _PathReader(script)
    for node in file.walk():
        reader.take(node)
    return [folder for folder in dict.fromkeys(reader.folders) if folder.is_dir()]


def below(folder: Path) -> list[Path]:
    """Find a folder and all folders below it that ``genpath`` names.

    Parameters
    ----------
    folder : Path
        Where to start.

    Returns
    -------
    list of Path
        Without hidden ones, ``private``, ``+package`` and ``@class`` folders, and what is below those.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> below(OWN_TABLE.parent) == [OWN_TABLE.parent]
    True
    """
    found = []
    for place, names, _ in os.walk(folder):
        found.append(Path(place))
        names[:] = sorted(name for name in names if name[0] not in ".+@" and name not in ("private", "resources"))
    return found


class _PathReader:
    """Follows the texts of a script's variables, as far as they can be told without running it."""

    def __init__(self, script: Path) -> None:
        self._script = script
        self._variables: dict[str, str] = {}
        self.folders: list[Path] = []

    def take(self, node: Node) -> None:
        """Take an assignment or an ``addpath``; ignore all else."""
        match node:
            case syntax.Assignment(targets=targets, operator="=", value=value) if value is not None:
                self._assign(targets, value)
            case syntax.Call(function=syntax.Name(name="addpath"), arguments=arguments):
                self._add([self._text(argument) for argument in arguments])
            case syntax.Command(name="addpath", words=words):
                self._add(words)

    def _assign(self, targets: Sequence[Expression], value: Expression) -> None:
        # Of [folder, name] = fileparts(file) the first output is the one that names a folder.
        names = [base_name(target) for target in targets]
        text = self._text(value)
        for name in filter(None, names):
            self._variables.pop(name, None)
        if text is not None and names[0] is not None:
            self._variables[names[0]] = text

    def _add(self, words: Sequence[str | None]) -> None:
        at_end = "-end" in words
        named = [part for word in words if word for part in word.split(os.pathsep) if part and part[0] != "-"]
        folders = [Path(os.path.normpath(self._script.parent / _with_slashes(part))) for part in named]
        self.folders = [*self.folders, *folders] if at_end else [*folders, *self.folders]

    def _text(self, expression: Expression) -> str | None:
        """Return the text that an expression gives; None if that cannot be told."""
        match expression:
            case syntax.Text(value=value):
                return value
            case syntax.Name(name=name):
                return self._variables.get(name, self._constant(name))
            case syntax.Parentheses(inner=inner):
                return self._text(inner)
            case syntax.Matrix(rows=(row,)):
                return self._joined(row)
            case syntax.Call(function=syntax.Name(name=name), arguments=arguments):
                known = self._variables.get(name)
                return self._called(name, arguments) if known is None else _beginning(known, arguments)
        return None

    def _constant(self, name: str) -> str | None:
        here = {"pwd": str(self._script.parent), "cd": str(self._script.parent), "mfilename": self._script.stem}
        return {**here, "filesep": "/", "pathsep": os.pathsep}.get(name)

    def _joined(self, parts: Sequence[Expression]) -> str | None:
        texts = [self._text(part) for part in parts]
        return None if None in texts else "".join(filter(None, texts))

    def _called(self, name: str, arguments: Sequence[Expression]) -> str | None:
        if name == "mfilename":
            return str(self._script.with_suffix(""))
        texts = [self._text(argument) for argument in arguments]
        known = [text for text in texts if text is not None]
        if len(known) < len(texts) or not known:
            return self._constant(name) if not texts else None
        return _text_of_call(name, known, self._script)


def _beginning(text: str, arguments: Sequence[Expression]) -> str | None:
    """Return the part of a text that ``(1:end-n)`` picks; None for any other index."""
    match arguments:
        case (
            syntax.Range(
                start=syntax.Number(text="1"),
                step=None,
                stop=syntax.Binary(operator="-", left=syntax.End(), right=syntax.Number(text=count)),
            ),
        ) if count.isdecimal():
            return text[: len(text) - int(count)]
    return None


def _text_of_call(name: str, texts: Sequence[str], script: Path) -> str | None:
    """Return what a function makes of texts; None for a function that is not known."""
    if name == "fullfile":
        return "/".join(texts)
    if name == "strcat":
        return "".join(texts)
    if name == "fileparts":
        return str(Path(_with_slashes(texts[0])).parent)
    if name == "genpath":
        return os.pathsep.join(map(str, _genpath(script.parent / _with_slashes(texts[0]))))
    if name == "which":
        return str(script) if texts[0] in (script.stem, script.name) else None
    return None


def _genpath(folder: Path) -> Iterator[Path]:
    place = Path(os.path.normpath(folder))
    yield from below(place) if place.is_dir() else ()


def _with_slashes(text: str) -> str:
    """Return a path in the form of this machine: scripts written on Windows have backslashes."""
    return text.replace("\\", "/")
