"""Scripts that a file calls by name: their statements in place of the call, as they work on its variables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab import MatlabFile, read
from matdrop.source.matlab_names import stored_names, variables_of
from matdrop.source.matlab_statements import Part
from matdrop.source.matlab_syntax import walk

_LINE_END = re.compile(rb"\r\n|\r|\n")  # on old Macintoshes a carriage return alone


class Line(NamedTuple):
    """A line of a file, from 1, and how many columns it has lost at its start."""

    path: Path
    number: int
    lost: int = 0


@dataclass(frozen=True)
class Inlined:
    """A file with the statements of the scripts that it calls.

    Attributes
    ----------
    file : MatlabFile
        Its source, in which a comment stands for each call.
    lines : tuple of Line
        Where each of its lines comes from.
    """

    file: MatlabFile
    lines: tuple[Line, ...] = ()

    def line(self, path: Path, number: int) -> Line:
        """Return where a line comes from.

        Parameters
        ----------
        path : Path
            The file.
        number : int
            The line of the source with the scripts, from 1.

        Returns
        -------
        Line
            The same line of the file if it calls no script.
        """
        return self.lines[number - 1] if self.lines else Line(path, number)


@dataclass(frozen=True)
class _WithScripts(MatlabFile):
    """A source with the statements of scripts, whose comments are no help texts of the functions around them."""

    helps: tuple[str, ...]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the source, its functions with the help texts that they had."""
        helps = iter(self.helps)
        return tuple(
            msgspec.structs.replace(part, help=next(helps)) if isinstance(part, syntax.Function) else part
            for part in super().parts
        )


def inlined(path: Path, files: Iterable[Path]) -> Inlined:
    """Read a file, with the statements of the scripts that it calls.

    Parameters
    ----------
    path : Path
        The file.
    files : iterable of Path
        Those that it may call.

    Returns
    -------
    Inlined
        The file itself if it calls no script that can stand in place of its call: one that returns early, or that
        has functions of its own, cannot.

    Raises
    ------
    MatdropError
        If a file cannot be read.
    """
    read_files = {other: read(other) for other in files if other != path}
    scripts = tuple((other, file) for other, file in read_files.items() if _can_stand_elsewhere(file))
    return _with_scripts(path, read(path), scripts)


def _can_stand_elsewhere(file: MatlabFile) -> bool:
    """Whether the statements of a file may stand in another one."""
    if not file.declares_script or file.functions or file.classes or file.not_understood:
        return False
    return not any(isinstance(node, syntax.Jump) and node.word == "return" for node in file.walk())


@lru_cache(maxsize=64)
def _with_scripts(path: Path, file: MatlabFile, scripts: tuple[tuple[Path, MatlabFile], ...]) -> Inlined:
    by_name = {other.stem: (other, script) for other, script in scripts}
    if not by_name or not any(_calls(file, by_name)):
        return Inlined(file)
    pieces = list(_pieces(path, file, by_name, frozenset({path.stem})))
    source = b"".join(text + b"\n" for text, _ in pieces)
    helps = tuple(function.help for function in file.functions)
    return Inlined(_WithScripts(source, helps), tuple(line for _, line in pieces))


def _calls(file: MatlabFile, scripts: Mapping[str, object]) -> Iterator[syntax.ExpressionStatement]:
    """Find the statements that call scripts, in the order of the source."""
    stored = {name for statement in file.statements for name in stored_names(statement)}
    for part in file.parts:
        own = variables_of(part) if isinstance(part, syntax.Function) else stored
        for node in walk(part):
            match node:
                case syntax.ExpressionStatement(value=syntax.Name(name=name)) if name in scripts and name not in own:
                    yield node


def _pieces(
    path: Path, file: MatlabFile, scripts: Mapping[str, tuple[Path, MatlabFile]], outer: frozenset[str]
) -> Iterator[tuple[bytes, Line]]:
    """Yield the lines of a file, and those of scripts where they are called, but not within themselves."""
    at = 0
    known = {name: script for name, script in scripts.items() if name not in outer}
    for call_ in _calls(file, known):
        yield from _lines(path, file.source, at, call_.span.start)
        name = file.text_of(call_.value)
        yield f"% {name};  (a script: its statements follow)".encode(), Line(path, call_.span.line)
        yield from _pieces(*known[name], scripts, outer | {name})
        at = call_.after
    yield from _lines(path, file.source, at, len(file.source))


def _lines(path: Path, source: bytes, start: int, end: int) -> Iterator[tuple[bytes, Line]]:
    """Yield the lines of a part of a source; what is blank before and behind a call is left out."""
    before = _LINE_END.split(source[:start])
    first, lost = len(before), len(before[-1])
    texts = _LINE_END.split(source[start:end])
    for number, text in enumerate(texts):
        if text.strip() or 0 < number < len(texts) - 1:
            yield text, Line(path, first + number, 0 if number else lost)
