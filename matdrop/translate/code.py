"""Pieces of Python code: their text, how tightly it binds, and how the value is held."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from matdrop.translate.facts import INTEGERS, Facts, Kind

# How tightly Python binds: a piece goes into parentheses where something binds tighter.
LAMBDA, TERNARY, OR, AND, NOT, COMPARE, BIT_OR, BIT_AND, SUM, PRODUCT, SIGN, POWER, ATOM = range(13)
EMPTY = "np.zeros((0, 0))"  # what stands for []
IN_A_COLUMN = '.reshape((-1, 1), order="F")'  # x(:)
_RANGE = re.compile(r"(np\.arange\((?:[^()]|\([^()]*\))*\))\[None, :\]")
_SEVERAL = re.compile(r",| for ")  # what stands in brackets around more than one number
_OFFSET = re.compile(r"(?P<base>.+) (?P<sign>[+-]) (?P<number>\d+)")
DTYPES = {"double": "float", "single": "np.float32", "logical": "bool"} | {name: f"np.{name}" for name in INTEGERS}


class UntranslatableError(Exception):
    """A statement that cannot be translated; the text says why."""


@dataclass(frozen=True)
class Code:
    """A piece of Python code that has a value.

    Attributes
    ----------
    text : str
        The code.
    level : int
        How tightly its outermost operator binds.
    kind : str
        How the value is held.
    class_ : str
        Its class in MATLAB; empty if it is not known.
    whole : bool
        Whether it is a Python int, or an array that was made of such.
    facts : Facts
        What was seen of the value.
    base : str
        The variable whose memory it may share; empty if there is none.
    slice_ : str
        The same as a slice, from 0, if it is a range; empty if it is none.
    """

    text: str
    level: int = ATOM
    kind: Kind = "number"
    class_: str = "double"
    whole: bool = False
    facts: Facts = field(default_factory=Facts)
    base: str = ""
    slice_: str = ""

    def at(self, level: int) -> str:
        """Return the text, in parentheses if something that binds at `level` stands beside it.

        Parameters
        ----------
        level : int
            Of the operator around it.

        Returns
        -------
        str
            Code.

        Examples
        --------
        >>> Code("a + b", SUM).at(PRODUCT), Code("a + b", SUM).at(SUM)
        ('(a + b)', 'a + b')
        """
        return self.text if self.level >= level else f"({self.text})"

    @property
    def raveled(self) -> str:
        """The code of its elements as a 1-D array, where it has one row or one column."""
        return self._raveled("")

    @property
    def column_major(self) -> str:
        """The code of its elements as a 1-D array, column by column."""
        return self._raveled('order="F"')

    def _raveled(self, order: str) -> str:
        """Return the code of a 1-D array, without a shape that was given just before, as MATLAB has it."""
        if self.text.endswith(IN_A_COLUMN):
            return f'{self.text.removesuffix(IN_A_COLUMN)}.ravel(order="F")'
        if found := _RANGE.fullmatch(self.text):
            return found[1]
        return f"{self.at(ATOM)}.ravel({order})"

    @property
    def is_scalar(self) -> bool:
        """Whether it has one element, as far as is known."""
        return self.kind == "number" or (bool(self.facts) and self.facts.is_scalar)

    @property
    def is_unseen(self) -> bool:
        """Whether it is a variable, or a part of one, of which no case has shown a value."""
        return bool(self.base) and not self.facts

    @property
    def is_literal(self) -> bool:
        """Whether it is a whole number as it is written."""
        return self.text.isdigit() or (self.text.startswith("-") and self.text[1:].isdigit())

    def with_facts(self, facts: Facts) -> Code:
        """Return the same with what was seen of the value.

        Parameters
        ----------
        facts : Facts
            False as a truth value if nothing was seen.

        Returns
        -------
        Code
            With the class that was seen.
        """
        if not facts:
            return self
        return replace(self, facts=facts, class_=facts.class_ or self.class_)


def call(function: str, *arguments: str | Code) -> str:
    """Return the code of a call.

    Parameters
    ----------
    function : str
        What is called.
    *arguments : str or Code
        What it is called with.

    Returns
    -------
    str
        Code.

    Examples
    --------
    >>> call("np.sum", "x", "axis=0")
    'np.sum(x, axis=0)'
    """
    return f"{function}({', '.join(a if isinstance(a, str) else a.text for a in arguments)})"


def shifted(code: Code, by: int) -> str:
    """Return an int plus a number, in its shortest form.

    Parameters
    ----------
    code : Code
        A number.
    by : int
        What is added.

    Returns
    -------
    str
        Code of an int at the level of a sum.

    Examples
    --------
    >>> shifted(Code("k + 1", SUM, whole=True), -1), shifted(Code("k", whole=True), -1), shifted(Code("m"), -1)
    ('k', 'k - 1', 'int(m) - 1')
    """
    if code.is_literal:
        return str(int(code.text) + by)
    text = as_int(code)
    is_sum = code.level == SUM and (code.whole or (code.kind == "number" and code.facts.always("whole")))
    found = _OFFSET.fullmatch(code.text) if is_sum else None
    number = by
    if found is not None:
        text = found["base"] if code.whole else f"int({found['base']})"
        number += int(found["number"]) * (1 if found["sign"] == "+" else -1)
    elif code.whole and code.level < SUM:
        text = f"({text})"
    return f"{text} {'+' if number > 0 else '-'} {abs(number)}" if number else text


def as_int(code: Code) -> str:
    """Return a number as an int.

    Parameters
    ----------
    code : Code
        A number.

    Returns
    -------
    str
        Code.

    Examples
    --------
    >>> as_int(Code("n", whole=True)), as_int(Code("n"))
    ('n', 'int(n)')
    """
    if code.whole:
        return code.text
    return call("int", as_number(code))


def as_number(code: Code) -> Code:
    """Return a value of one element as a number.

    Parameters
    ----------
    code : Code
        A number, or an array of one element.

    Returns
    -------
    Code
        A number.

    Examples
    --------
    >>> as_number(Code("a @ b", PRODUCT, "array")).text
    '(a @ b).item()'
    """
    if code.kind == "str":
        return Code(call("ord", code), facts=code.facts, whole=True)
    if code.kind != "array":
        return code
    if (
        code.text.startswith("np.array([[")
        and code.text.endswith("]])")
        and code.is_scalar
        and not _SEVERAL.search(code.text)
    ):
        return replace(code, text=code.text[11:-3], kind="number", level=LAMBDA)
    # Of an integer or a single `item` would return a number of Python's, which has no class.
    way = ".reshape(())[()]" if code.class_ in (*INTEGERS, "single") else ".item()"
    return replace(code, text=f"{code.at(ATOM)}{way}", kind="number", level=ATOM, base="", slice_="")


def as_element(code: Code) -> Code:
    """Return a value as an element of a list, a field, or one of arguments without names: of one element a number.

    Parameters
    ----------
    code : Code
        A value.

    Returns
    -------
    Code
        What had one element in all cases is a number, as what reads it expects.

    Examples
    --------
    >>> as_element(Code("x[:, [2]]", kind="array")).text
    'x[:, [2]]'
    """
    return as_number(code) if code.kind == "array" and code.facts and code.facts.is_scalar else code


def as_first(code: Code) -> Code:
    """Return a bound of a range as a number: of an array the first element, as MATLAB takes it.

    Parameters
    ----------
    code : Code
        A number or an array.

    Returns
    -------
    Code
        A number.

    Examples
    --------
    >>> as_first(Code("a", kind="array")).text
    'a.item()'
    """
    if code.kind == "array" and code.facts and not code.facts.is_scalar:
        return replace(code, text=f"{code.at(ATOM)}.flat[0]", kind="number", level=ATOM, base="", slice_="")
    return as_number(code)


def as_array(code: Code) -> Code:
    """Return a number as an array of one row and one column.

    Parameters
    ----------
    code : Code
        A number or an array.

    Returns
    -------
    Code
        An array.

    Examples
    --------
    >>> as_array(Code("x")).text, as_array(Code("k", whole=True)).text
    ('np.array([[x]])', 'np.array([[k]], dtype=float)')
    """
    if code.kind != "number":
        return code
    needs = code.whole and code.class_ == "double"
    text = f"np.array([[{code.text}]]{', dtype=float' if needs else ''})"
    return replace(code, text=text, kind="array", level=ATOM, whole=False)


def as_full(code: Code) -> Code:
    """Return a sparse matrix as a full one.

    Parameters
    ----------
    code : Code
        A value.

    Returns
    -------
    Code
        The same if it is not sparse.

    Examples
    --------
    >>> as_full(Code("A", kind="sparse")).text
    'A.toarray()'
    """
    if code.kind != "sparse":
        return code
    return replace(code, text=f"{code.at(ATOM)}.toarray()", kind="array", level=ATOM, base="")


_EMPTY: dict[Kind, str] = {"structs": "[]", "struct": "{}", "str": '""'}  # what holds nothing yet


def as_kind(code: Code, kind: Kind) -> Code:
    """Return a value as a variable holds it.

    Parameters
    ----------
    code : Code
        A value.
    kind : str
        How it is to be held.

    Returns
    -------
    Code
        The same value.
    """
    if kind == "number" and (code.kind == "array" or (code.kind == "sparse" and code.is_scalar)):
        return as_number(as_full(code))
    if kind == "array" and code.kind == "number":
        return as_array(code)
    if kind == "array" and code.kind == "any" and code.facts.kind in ("number", "array") and (1, 1) in code.facts.sizes:
        return replace(code, text=call("np.atleast_2d", code), kind="array", level=ATOM)
    if kind == "array" and code.kind == "sparse":
        return as_full(code)
    if kind == "sparse" and code.kind in ("number", "array"):
        return replace(code, text=call("scipy.sparse.csc_array", as_array(code)), kind="sparse", level=ATOM, base="")
    if kind == "struct" and code.kind == "structs":
        return replace(code, text=f"{code.at(ATOM)}[0]", kind="struct", level=ATOM)
    if kind == "structs" and code.kind == "struct":
        return replace(code, text=f"[{code.text}]", kind="structs", level=ATOM)
    if kind == "cell" and (code.kind == "array" or code.text == '""'):
        return replace(code, text="[]", kind="cell", level=ATOM)
    if kind in _EMPTY and code.kind == "array" and code.text == EMPTY:
        return replace(code, text=_EMPTY[kind], kind=kind, level=ATOM)
    return code
