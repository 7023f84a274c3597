"""Text in MATLAB sources: bytes to characters, and the value of a text constant."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|(\r\n|.))|\"\"", re.DOTALL)
_NAMED = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\n": "", "\r\n": ""}


def decoded(text: str) -> str:
    r"""Return the characters of a text that has one character a byte.

    Parameters
    ----------
    text : str
        Bytes as characters.

    Returns
    -------
    str
        Its characters as UTF-8; as Latin-1 where it is no UTF-8.

    Examples
    --------
    >>> decoded("\xc3\xa9"), decoded("\xe9")
    ('é', 'é')
    """
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def text_value(written: str) -> str:
    r"""Return what a text constant stands for.

    Parameters
    ----------
    written : str
        The constant with its quotes. In double quotes backslashes start escapes, as in Octave.

    Returns
    -------
    str
        Its value.

    Examples
    --------
    >>> text_value("'it''s'"), text_value(r'"a\tb"')
    ("it's", 'a\tb')
    """
    inner = written[1:-1]
    if written[0] == "'":
        return inner.replace("''", "'")
    return _ESCAPE.sub(_unescaped, inner)


def _unescaped(match: re.Match[str]) -> str:
    octal, hexadecimal, letter = match.groups()
    if octal or hexadecimal:
        return chr(int(octal, 8) if octal else int(hexadecimal, 16))
    return '"' if letter is None else _NAMED.get(letter, letter)
