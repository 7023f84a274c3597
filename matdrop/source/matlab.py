"""Reading MATLAB and Octave sources: what a file declares, and its statements as a syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from matdrop.errors import MatdropError
from matdrop.source.matlab_names import called_names, stored_names, variables_of
from matdrop.source.matlab_scanner import Scan, scan
from matdrop.source.matlab_statements import Part, StatementReader
from matdrop.source.matlab_syntax import ClassDefinition, Function, Node, NotUnderstood, Span, Statement, walk
from matdrop.source.matlab_text import decoded, text_value

_BEFORE_CODE = re.compile(r"(?:\s|%.*)*")


@dataclass(frozen=True)
class MatlabFile:
    """A MATLAB source. It is parsed when its statements are first asked for.

    Attributes
    ----------
    source : bytes
        What the file holds; all offsets count its bytes.
    """

    source: bytes

    @cached_property
    def _scan(self) -> Scan:
        return scan(self.source.decode("latin-1"))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The file's functions and classes, and its statements outside of functions, in the order of the source."""
        return tuple(StatementReader(self._scan).parts())

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements that stand outside of functions."""
        return tuple(part for part in self.parts if not isinstance(part, (Function, ClassDefinition)))

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """The functions that are not nested in others."""
        return tuple(part for part in self.parts if isinstance(part, Function))

    @cached_property
    def classes(self) -> tuple[ClassDefinition, ...]:
        """The class that the file defines, if it does."""
        return tuple(part for part in self.parts if isinstance(part, ClassDefinition))

    @cached_property
    def text(self) -> str:
        """The source as characters."""
        return decoded(self.source.decode("latin-1")).removeprefix("\ufeff")

    @property
    def comments(self) -> tuple[tuple[int, int], ...]:
        """The places where comments start and end."""
        return tuple(self._scan.comments)

    @property
    def names(self) -> frozenset[str]:
        """The names and keywords in the code and in the words of commands, without the names of fields."""
        return frozenset(self._scan.names)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The values of all text constants, and the words of commands."""
        words = [word for found in self._scan.commands.values() for word in found]
        written = [decoded(self._scan.source[start:end]) for start, end in (*self._scan.texts, *words)]
        return tuple(text_value(text) if text[0] in "'\"" else text for text in written)

    @cached_property
    def opening(self) -> Part | None:
        """The statement, function or class that the file starts with. Of a function only its first line is read."""
        code = self._scan.code
        start = _BEFORE_CODE.match(code).end()  # type: ignore[union-attr]  # it matches nothing, too
        end = code.find("\n", start)
        if not re.match(r"function\b", code[start:end]) or end < 0:
            return next(iter(self.parts), None)
        return StatementReader(replace(self._scan, code=code[:end])).parts()[0]

    def code(self, place: Span | None = None, keep_text: bool = True) -> str:
        """Return the code at a place without comments and continuations.

        Parameters
        ----------
        place : Span, optional
            Where; everywhere if not given.
        keep_text : bool
            Whether text constants stay as they are, and are not made empty.

        Returns
        -------
        str
            The code, with the ends of lines that end a statement or a row of a matrix.
        """
        start, end = (place.start, place.end) if place else (0, len(self.source))
        cuts = [(*span, "") for span in (*self._scan.continuations, *self._scan.comments)]
        cuts += [] if keep_text else [(*span, "''") for span in self._scan.texts]
        pieces = []
        for first, last, instead in sorted(cuts):
            if start <= first and last <= end:  # a comment within a continuation goes with it
                pieces += [self._scan.source[start:first], instead]
                start = last
        return decoded("".join([*pieces, self._scan.source[start:end]]))

    @cached_property
    def declares_script(self) -> bool:
        """Whether its first statement starts neither a function nor a class."""
        return not isinstance(self.opening, (Function, ClassDefinition))

    @cached_property
    def not_understood(self) -> tuple[NotUnderstood, ...]:
        """The code that cannot be read, in the order of the source."""
        return tuple(node for node in self.walk() if isinstance(node, NotUnderstood))

    def walk(self) -> Iterator[Node]:
        """Yield all nodes of the file, each before those below it.

        Yields
        ------
        Node
            A node of the syntax tree.

        Examples
        --------
        >>> [type(node).__name__ for node in parse("x = 1;").walk()]
        ['Assignment', 'Name', 'Number']
        """
        for part in self.parts:
            yield from walk(part)

    def all_functions(self) -> Iterator[Function]:
        r"""Return all functions of the file, with methods and nested functions.

        Returns
        -------
        iterator of Function
            The functions, in the order in which they start.

        Examples
        --------
        >>> file = parse("function f\n1;\nend\nfunction g\n2;\nend\n")
        >>> [function.name for function in file.all_functions()]
        ['f', 'g']
        """
        return (node for node in self.walk() if isinstance(node, Function))

    def text_of(self, place: Node | Span | tuple[int, int]) -> str:
        """Return what stands at a place.

        Parameters
        ----------
        place : Node, Span or (int, int)
            Where.

        Returns
        -------
        str
            As it is written.
        """
        start, end, *_ = place.span if isinstance(place, Node) else place
        return decoded(self.source[start:end].decode("latin-1"))

    @cached_property
    def variables(self) -> frozenset[str]:
        """The variables of the file: parameters, outputs and all other names that are assigned."""
        names = {name for part in self.statements for name in stored_names(part)}
        return frozenset(names.union(*map(variables_of, self.all_functions())))

    @cached_property
    def calls(self) -> frozenset[str]:
        """The names that the script, or a function of the file, uses and that are not its variables."""
        own = {name for part in self.statements for name in stored_names(part)}
        found = {name for part in self.statements for name in called_names(part, own)}
        return frozenset(found.union(*(_calls(function, set()) for function in self._outermost())))

    def _outermost(self) -> Iterator[Function]:
        yield from self.functions
        for definition in self.classes:
            yield from definition.methods


def parse(text: str | bytes) -> MatlabFile:
    r"""Read MATLAB or Octave code.

    Parameters
    ----------
    text : str or bytes
        The code. Offsets count the bytes of its UTF-8.

    Returns
    -------
    MatlabFile
        The syntax tree. What cannot be read is in its `not_understood`.

    Examples
    --------
    >>> file = parse("function y = f(x)\ny = -x.^2;\nend\n")
    >>> file.functions[0].name, file.text_of(file.functions[0].body.statements[0].value.operand)
    ('f', 'x.^2')
    """
    return _parse(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)


def read(path: Path) -> MatlabFile:
    """Read a ``.m`` file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    MatlabFile
        The syntax tree, as `parse` returns it.

    Raises
    ------
    MatdropError
        If the file cannot be read.

    Examples
    --------
    >>> from matdrop.cases.table import OWN_TABLE
    >>> read(OWN_TABLE.parent / "inverted_dropout.m").functions[0].outputs
    ('X', 'mask')
    """
    try:
        return _parse(path.read_bytes())
    except OSError as error:
        raise MatdropError(f"{path} cannot be read: {error.strerror}") from None


@lru_cache(maxsize=256)
def _parse(source: bytes) -> MatlabFile:
    return MatlabFile(source)


def _calls(function: Function, outer: set[str]) -> set[str]:
    """Find what a function and those nested in it call; nested ones share its variables."""
    variables = variables_of(function) | outer
    found = set(called_names(function.body, variables))
    defaults = (parameter.default for parameter in function.parameters if parameter.default is not None)
    found.update(*(called_names(default, variables) for default in defaults))
    return found.union(*(_calls(inner, variables) for inner in function.functions))
