"""Reading pieces of MATLAB code that are no files: the arguments of a call, calls in a help text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matdrop.source.matlab import parse
from matdrop.source.matlab_syntax import Assignment, Call, Expression, ExpressionStatement, Name


def split_arguments(text: str) -> list[str]:
    """Split a list of MATLAB expressions at its commas, but not within brackets or text.

    Parameters
    ----------
    text : str
        As one would write it between the parentheses of a call.

    Returns
    -------
    list of str
        The expressions. What is not understood is one of them, for the engine to say what is wrong with it.

    Examples
    --------
    >>> split_arguments("magic(4), (1:4)', {1, 'a,b'}")
    ['magic(4)', "(1:4)'", "{1, 'a,b'}"]
    """
    arguments = _arguments(f"f({text})")
    if arguments is None:
        return [text.strip()] if text.strip() else []
    return arguments


def calls_in(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Find the calls of a function in code, or in a help text with code in it.

    Parameters
    ----------
    text : str
        Code without comments, or prose.
    name : str
        The function.

    Yields
    ------
    start : int
        Where the call starts.
    arguments : list of str
        As they are written.

    Examples
    --------
    >>> list(calls_in("Use y = f(x(1), 2) for that (and f alone).", "f"))
    [(8, ['x(1)', '2'])]
    """
    for match in re.finditer(rf"(?<![\w.]){re.escape(name)}\s*\(", text):
        line = text[match.start() :].partition("\n")[0]
        ends = (closing.end() for closing in re.finditer(r"\)", line))
        # The first closing parenthesis that makes a whole call of it is the one that ends it.
        arguments = next((found for end in ends if (found := _arguments(line[:end])) is not None), None)
        if arguments is not None:
            yield match.start(), arguments


def expression_of(text: str) -> Expression | None:
    """Read a MATLAB expression.

    Parameters
    ----------
    text : str
        The expression alone.

    Returns
    -------
    Expression or None
        None if it is something else.

    Examples
    --------
    >>> expression_of("x + 1").operator, expression_of("x = 1; y")
    ('+', None)
    """
    match parse(f"x = {text};").parts:
        case (Assignment(operator="=", value=value, prints=False),):
            return value
    return None


def _arguments(call: str) -> list[str] | None:
    """Split a call into its arguments; None if it is no whole call."""
    file = parse(call)
    match file.parts:
        case (ExpressionStatement(value=Call(function=Name(), arguments=arguments), span=span),):
            if span.end == len(file.source):
                return [file.text_of(argument) for argument in arguments]
    return None
