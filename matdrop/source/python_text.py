"""The text of a Python source: where its syntax nodes stand, in characters."""

from __future__ import annotations

import ast
import bisect
import io
import re
import tokenize
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

# Other marks that `str.splitlines` takes for the end of a line are text to Python.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_NO_TOKEN = re.compile(r"(?:[\s()\\]|#[^\r\n]*)*")
Placed: TypeAlias = ast.expr | ast.stmt | ast.keyword | ast.arg


def read_source(file: Path) -> str:
    """Read a Python file in the encoding that it declares.

    Parameters
    ----------
    file : Path
        The file.

    Returns
    -------
    str
        Its source with its own line ends; without a byte order mark.

    Raises
    ------
    SyntaxError
        If it is not in that encoding, or Python does not know that.

    Examples
    --------
    >>> read_source(Path(__file__)).splitlines()[2]
    'from __future__ import annotations'
    """
    content = file.read_bytes()
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SyntaxError(f"{file} is not in {encoding}: {error.reason}") from None


class PythonText:
    r"""The text of a Python source, with its syntax tree.

    Parameters
    ----------
    source : str
        The source as it was read, with its own line ends. A byte order mark at its start is skipped.

    Attributes
    ----------
    source : str
        The source.
    tree : ast.Module
        Its syntax tree. Python counts columns in bytes of UTF-8.

    Raises
    ------
    SyntaxError
        If it is not Python.

    Examples
    --------
    >>> text = PythonText("é = 'é'; y = é + x\r\n")
    >>> value = text.tree.body[1].value
    >>> text.start(value), text.of(value), text.of(value.right)
    (13, 'é + x', 'x')
    """

    def __init__(self, source: str) -> None:
        self.source = source
        mark = int(source.startswith("\ufeff"))
        self.tree = ast.parse(source[mark:])
        self._lines: list[tuple[int, str]] = [
            (found.start() + mark, found.group()) for found in _LINE.finditer(source[mark:])
        ]

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        """The functions of the source, and those inside them."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    def start(self, node: Placed) -> int:
        """Return where a node starts.

        Parameters
        ----------
        node : ast.AST
            An expression, a statement, a keyword argument or a parameter of the tree; not one inside an f-string,
            whose place Python 3.11 does not know.

        Returns
        -------
        int
            The number of characters before it.
        """
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: Placed) -> int:
        """Return where a node ends.

        Parameters
        ----------
        node : ast.AST
            As for `start`.

        Returns
        -------
        int
            The number of characters up to its end; brackets around it are not its own.
        """
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def of(self, node: Placed) -> str:
        """Return the text of a node.

        Parameters
        ----------
        node : ast.AST
            As for `start`.

        Returns
        -------
        str
            Its part of the source.
        """
        return self.source[self.start(node) : self.end(node)]

    def next_token(self, offset: int) -> int:
        """Return where the next token other than a round bracket starts.

        Parameters
        ----------
        offset : int
            Where a token has ended, in characters.

        Returns
        -------
        int
            The first character after brackets, spaces, continuations and comments.
        """
        found = _NO_TOKEN.match(self.source, offset)
        assert found is not None
        return found.end()

    def line_of(self, offset: int) -> int:
        """Return the line of a place.

        Parameters
        ----------
        offset : int
            The place, in characters.

        Returns
        -------
        int
            Counted from 1.
        """
        return bisect.bisect_right(self._lines, offset, key=lambda line: line[0])

    def line_start(self, line: int) -> int:
        """Return where a line starts.

        Parameters
        ----------
        line : int
            Counted from 1.

        Returns
        -------
        int
            The number of characters before it.
        """
        return self._lines[line - 1][0]

    def _offset(self, line: int, column: int) -> int:
        start, text = self._lines[line - 1]
        return start + (column if text.isascii() else len(text.encode()[:column].decode()))
