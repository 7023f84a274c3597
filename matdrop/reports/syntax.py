"""Source code in pieces of one colour: keywords, texts, numbers, comments and names that are called or defined."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, TypeAlias

from rich.text import Text

Language: TypeAlias = Literal["matlab", "python"]
# The colour of a piece, and its text.
Piece: TypeAlias = tuple[str, str]

# Not red and green alone: these mark what differs and what agrees.
STYLES = {"comment": "dim italic", "text": "yellow", "number": "cyan", "keyword": "magenta", "function": "blue"}
# Pygments' kinds of tokens, the narrower before the wider.
COLOURS = (
    ("Token.Comment", "comment"),
    ("Token.Literal.String", "text"),
    ("Token.Literal.Number", "number"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Name.Builtin", "function"),
    ("Token.Name.Function", "function"),
)


def coloured_lines(lines: tuple[str, ...], language: Language) -> list[list[Piece]]:
    """Return source code line by line, in pieces of one colour.

    Parameters
    ----------
    lines : tuple of str
        A whole file, so that texts and comments over several lines are known, without line ends.
    language : {"matlab", "python"}
        Its language.

    Returns
    -------
    list of list of tuple
        For each line its pieces: ``comment``, ``text``, ``number``, ``keyword``, ``function`` or an empty word, and the
        characters. Together they are the line.

    Examples
    --------
    >>> coloured_lines(("return 'a'  # b",), "python")
    [[('keyword', 'return'), ('', ' '), ('text', "'a'"), ('', '  '), ('comment', '# b')]]
    """
    pieces: list[list[Piece]] = [[]]
    for kind, characters in _lexer(language).get_tokens("\n".join(lines)):
        colour = next((colour for start, colour in COLOURS if str(kind).startswith(start)), "")
        first, *others = characters.split("\n")
        _add(pieces[-1], colour, first)
        for line in others:
            pieces.append([])
            _add(pieces[-1], colour, line)
    pieces = pieces[: len(lines)]
    found = tuple("".join(characters for _, characters in line) for line in pieces)
    # A lexer that loses a character must not change what is shown.
    return pieces if found == lines else [[("", line)] for line in lines]


def coloured_text(pieces: Sequence[Piece]) -> Text:
    """Return pieces of a line with the styles of a terminal.

    Parameters
    ----------
    pieces : sequence of tuple
        As `coloured_lines` has them.

    Returns
    -------
    Text
        The line; tabs are expanded to columns of four.

    Examples
    --------
    >>> coloured_text([("keyword", "return"), ("", " x")]).plain
    'return x'
    """
    text = Text.assemble(*((characters, STYLES.get(colour, "")) for colour, characters in pieces))
    text.expand_tabs(4)
    return text


def _add(line: list[Piece], colour: str, characters: str) -> None:
    if line and line[-1][0] == colour:
        line[-1] = (colour, line[-1][1] + characters)
    elif characters:
        line.append((colour, characters))


@cache
def _lexer(language: Language) -> Any:
    from pygments.lexers import get_lexer_by_name  # slow to load, and most commands colour nothing

    return get_lexer_by_name(language, stripnl=False, ensurenl=True)
