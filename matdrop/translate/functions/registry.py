"""Where the translations of functions are found by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression
from matdrop.translate.code import ATOM, Code, UntranslatableError, as_int, as_number
from matdrop.translate.context import Context
from matdrop.translate.facts import Facts, Kind


@dataclass(frozen=True)
class Request:
    """A call of a function of MATLAB.

    Attributes
    ----------
    context : Context
        Of the function in which it stands.
    name : str
        The function.
    arguments : tuple of Code
        Translated.
    nodes : tuple of Expression
        As they stand.
    facts : Facts
        What was seen of the first output.
    count : int
        How many outputs are asked for.
    """

    context: Context
    name: str
    arguments: tuple[Code, ...]
    nodes: tuple[Expression, ...]
    facts: Facts
    count: int = 1

    def __len__(self) -> int:
        """Return the number of arguments."""
        return len(self.arguments)

    def __getitem__(self, place: int) -> Code:
        """Return an argument."""
        if place >= len(self.arguments):
            raise UntranslatableError(f"{self.name} with {len(self.arguments)} arguments")
        return self.arguments[place]

    def literal(self, place: int) -> str | None:
        """Return the text of an argument that is always the same; None if it is no text, or varies.

        Parameters
        ----------
        place : int
            Of the argument, from 0.

        Returns
        -------
        str or None
            The text.
        """
        text = self._text(place)
        if text is not None and not isinstance(self.nodes[place], syntax.Text):
            self.context.notes.append(f"{text!r} in all cases")
        return text

    def _text(self, place: int) -> str | None:
        if place >= len(self.nodes):
            return None
        node, code = self.nodes[place], self.arguments[place]
        if isinstance(node, syntax.Text):
            return node.value
        return code.facts.text if code.kind == "str" and code.facts else None

    def options(self, known: Sequence[str], first: int = 1) -> set[str]:
        """Return which of some words are among the arguments.

        Parameters
        ----------
        known : sequence of str
            The words.
        first : int
            The place of the first argument that may be one, from 0.

        Returns
        -------
        set of str
            In lower case.

        Raises
        ------
        UntranslatableError
            If there is another word.
        """
        found = set()
        for place in range(first, len(self)):
            text = self._text(place)
            if text is None:
                continue
            if text.lower() in known:
                found.add((self.literal(place) or "").lower())
            elif isinstance(self.nodes[place], syntax.Text):
                raise UntranslatableError(f"{self.name} with {text}")
        return found

    @property
    def values(self) -> list[Code]:
        """The arguments that are no words."""
        return [code for place, code in enumerate(self.arguments) if self._text(place) is None]

    def axis(self, place: int) -> int:
        """Return the axis, from 0, that an argument names.

        Parameters
        ----------
        place : int
            Of the argument, from 0.

        Returns
        -------
        int
            The axis.

        Raises
        ------
        UntranslatableError
            If it varies.
        """
        code = self[place]
        if code.is_literal:
            return int(code.text) - 1
        if code.facts.number is not None:
            self.context.notes.append(f"dimension {int(code.facts.number)} in all cases")
            return int(code.facts.number) - 1
        raise UntranslatableError(f"{self.name} along a dimension that varies")

    def size(self, first: int = 0) -> str:
        """Return the size that the arguments ask for.

        Parameters
        ----------
        first : int
            The place of the first of them, from 0.

        Returns
        -------
        str
            Code of a tuple of ints.
        """
        given = [code for place, code in enumerate(self.arguments) if place >= first and code.kind != "str"]
        if not given:
            return "(1, 1)"
        if len(given) > 1:
            numbers = [as_int(as_number(code)) for code in given]
            if self.facts.ever_empty:  # what is negative counts as 0
                numbers = [f"max({number}, 0)" if "-" in number or "int(" in number else number for number in numbers]
            return f"({', '.join(numbers)})"
        (code,) = given
        if code.is_scalar:
            number = as_int(as_number(code))
            number = f"max({number}, 0)" if "int(" in number and self.facts.ever_empty else number
            return f"({number}, {number})"
        shape = size_as_shape(code)
        return shape if shape else f"tuple({code.at(ATOM)}.ravel().astype(int))"


def size_as_shape(code: Code) -> str:
    """Return the tuple of ints that a code for a size was made of.

    Parameters
    ----------
    code : Code
        Such as that of ``size(x)``.

    Returns
    -------
    str
        Code of a tuple; empty if it was not made of one.

    Examples
    --------
    >>> size_as_shape(Code("np.array([x.shape], dtype=float)"))
    'x.shape'
    """
    start, end = "np.array([", "], dtype=float)"
    if not (code.text.startswith(start) and code.text.endswith(end)):
        return ""
    inner = code.text[len(start) : -len(end)]
    if inner.endswith(".shape") and inner.count("[") == inner.count("]"):
        return inner
    return f"({inner[1:-1]})" if inner.startswith("[") and inner.count("[") == 1 and "," in inner else ""


Handler = Callable[[Request], Code]
FUNCTIONS: dict[str, Handler] = {}
SEVERAL: dict[str, Callable[[Request], list[Code]]] = {}


def function(*names: str) -> Callable[[Handler], Handler]:
    """Take a translation into the table.

    Parameters
    ----------
    *names : str
        The functions that it translates.

    Returns
    -------
    callable
        A decorator.
    """

    def take(handler: Handler) -> Handler:
        FUNCTIONS.update(dict.fromkeys(names, handler))
        return handler

    return take


def several(*names: str) -> Callable[[Callable[[Request], list[Code]]], Callable[[Request], list[Code]]]:
    """Take a translation with several outputs into the table.

    Parameters
    ----------
    *names : str
        The functions that it translates.

    Returns
    -------
    callable
        A decorator.
    """

    def take(handler: Callable[[Request], list[Code]]) -> Callable[[Request], list[Code]]:
        SEVERAL.update(dict.fromkeys(names, handler))
        return handler

    return take


def joint_kind(arguments: Sequence[Code]) -> Kind:
    """Return how the result of an elementwise function is held.

    Parameters
    ----------
    arguments : sequence of Code
        Its arguments.

    Returns
    -------
    str
        A number if all are.
    """
    kinds = {code.kind for code in arguments}
    for kind in ("any", "sparse", "array"):
        if kind in kinds:
            return kind
    return "number"
