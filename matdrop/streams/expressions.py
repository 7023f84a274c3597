"""Draws written as MATLAB writes them: ``rand(2,3); randi([1 10], 1, 4)``, and their values as rows of text."""

import re
from typing import Any

import numpy as np

from matdrop.streams.errors import UnknownStreamError

FUNCTIONS = (
    *("rand", "randn", "rande", "randi", "randperm", "randg", "randp"),
    *("rng", "unifrnd", "normrnd", "mvnrnd"),
)
ALLOWED = (
    f"allowed are calls of {', '.join(FUNCTIONS)}, separated by ';', whose arguments are numbers, vectors and matrices "
    "of numbers in brackets, and text in quotes"
)
TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|(?:Inf|NaN|inf|nan|pi)\b)
      | (?P<name>[A-Za-z]\w*)
      | (?P<text>'(?:[^'\n]|'')*'|"(?:[^"\n]|"")*")
      | (?P<sign>[-+()\[\],;])
    )""",
    re.VERBOSE,
)
CONSTANTS = {"inf": float("inf"), "nan": float("nan"), "pi": float(np.pi)}


def draw(stream: Any, text: str) -> list[tuple[str, Any]]:
    """Draw the calls that a text writes, and return each call with its value.

    Parameters
    ----------
    stream : OctaveStream or MatlabStream
        The stream, which moves on.
    text : str
        Calls separated by semicolons or line ends. Nothing but these calls is evaluated.

    Returns
    -------
    list of (str, value)
        The call as it was written and what it returned; None for a call that seeds.

    Raises
    ------
    ValueError
        For anything else than such calls, before anything is drawn; and for arguments that a call refuses.
    UnknownStreamError
        For a function that the stream does not have, or numbers that are not known.

    Examples
    --------
    >>> from matdrop.streams import OctaveStream
    >>> for call, value in draw(OctaveStream(42), "rand(1,2); randi([1 6], 1, 3, 'int8')"):
    ...     print(call, value)
    rand(1,2) [[0.6394268  0.02501076]]
    randi([1 6], 1, 3, 'int8') [[2 2 5]]
    """
    calls = _Parser(text).calls()
    for _, name, _ in calls:
        if not hasattr(stream, name):
            raise UnknownStreamError(f"{type(stream).__name__} has no {name}: its numbers are not known")
    return [(call, getattr(stream, name)(*arguments)) for call, name, arguments in calls]


def rows(value: Any) -> list[str]:
    r"""Return a value as rows of text, each number in the fewest digits that give it back.

    Parameters
    ----------
    value : number or array
        A result of `draw`. Pages of an N-D array follow each other, each after a line that names it.

    Returns
    -------
    list of str
        One string a row.

    Examples
    --------
    >>> print("\n".join(rows(np.array([[0.1, 2.0], [-3.25, 1e-300]]))))
       0.1       2
     -3.25  1e-300
    """
    if value is None:
        return []
    array = np.atleast_2d(np.asarray(value))
    if array.size == 0:
        return ["[](" + "x".join(map(str, array.shape)) + ")"]
    if array.ndim == 2:
        return _page(array)
    lines = []
    for index in np.ndindex(array.shape[:1:-1]):
        page = index[::-1]
        lines += ["(:,:," + ",".join(str(i + 1) for i in page) + ")", *_page(array[(..., *page)])]
    return lines


def _page(array: Any) -> list[str]:
    texts = [[_number(element) for element in row] for row in array]
    width = max(len(text) for row in texts for text in row)
    return ["  ".join(text.rjust(width) for text in row) for row in texts]


def _number(element: Any) -> str:
    if isinstance(element, np.floating):
        text = str(element)  # NumPy's shortest text, also for a single
        return {"inf": "Inf", "-inf": "-Inf", "nan": "NaN"}.get(text, text.removesuffix(".0"))
    return str(element)


class _Parser:
    """A reader of calls and literals, one token ahead."""

    def __init__(self, text: str) -> None:
        self.text = ";".join(text.splitlines())
        self.end = 0  # of the token before
        self.advance()

    def advance(self) -> None:
        self.end = getattr(self, "stop", 0)
        match = TOKEN.match(self.text, self.end)
        if match:
            self.kind, self.token, self.stop = str(match.lastgroup), match[str(match.lastgroup)], match.end()
            self.start = match.start(str(match.lastgroup))
        elif self.text[self.end :].strip():
            raise self.error(self.text[self.end :].strip()[0])
        else:
            self.kind, self.token, self.start, self.stop = "end", "the end", len(self.text), len(self.text)

    def error(self, found: str) -> ValueError:
        return ValueError(f"{self.text!r}: unexpected {found!r}; {ALLOWED}")

    def accept(self, sign: str) -> bool:
        if self.kind == "sign" and self.token == sign:
            self.advance()
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self.error(self.token)

    def calls(self) -> list[tuple[str, str, list[Any]]]:
        found = []
        while self.kind != "end":
            if self.accept(";") or self.accept(","):
                continue
            start, name = self.start, self.token
            if self.kind != "name" or name not in FUNCTIONS:
                raise self.error(self.token)
            self.advance()
            arguments = self.items(")") if self.accept("(") else []
            found.append((self.text[start : self.end], name, arguments))
            if self.kind != "end" and not (self.kind == "sign" and self.token in ";,"):
                raise self.error(self.token)
        return found

    def items(self, close: str) -> list[Any]:
        values: list[Any] = []
        while not self.accept(close):
            if values:
                self.expect(",")
            values.append(self.value())
        return values

    def value(self) -> Any:
        if self.kind == "text":
            text = self.token[1:-1].replace(self.token[0] * 2, self.token[0])
            self.advance()
            return text
        if self.accept("["):
            return self.matrix()
        return self.number()

    def matrix(self) -> Any:
        table: list[list[float]] = [[]]
        while not self.accept("]"):
            if self.accept(";"):
                table.append([])
            elif table[-1] and self.accept(","):
                table[-1].append(self.number())
            else:
                if table[-1] and self.kind == "sign" and not self.sign_of_an_element():
                    raise self.error(self.token)
                table[-1].append(self.number())
        table = [row for row in table if row]
        if len({len(row) for row in table}) > 1:
            raise ValueError(f"{self.text!r}: the rows of a matrix differ in length")
        return table[0] if len(table) == 1 else np.array(table) if table else np.empty((0, 0))

    def sign_of_an_element(self) -> bool:
        """Distinguish ``[1 -2]``, which has two elements, from the sums ``[1 - 2]`` and ``[1-2]``."""
        return self.text[self.start - 1].isspace() and not self.text[self.stop : self.stop + 1].isspace()

    def number(self) -> float:
        sign = -1 if self.accept("-") else 1
        if sign == 1:
            self.accept("+")
        if self.kind != "number":
            raise self.error(self.token)
        text = self.token
        self.advance()
        if text.lower() in CONSTANTS:
            return sign * CONSTANTS[text.lower()]
        return sign * (int(text) if text.isdigit() else float(text))
