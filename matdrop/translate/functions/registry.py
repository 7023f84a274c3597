"""Where the translations of functions are found by name."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from matdrop.source import matlab_syntax as syntax
from matdrop.source.matlab_syntax import Expression
from matdrop.translate.aliases import VIEWS
from matdrop.translate.code import (
    ATOM,
    TERNARY,
    Code,
    UntranslatableError,
    as_first,
    as_full,
    as_int,
    as_number,
    call,
    shifted,
)
from matdrop.translate.context import Context
from matdrop.translate.facts import Facts, Kind
from matdrop.translate.fractions import note_whole
from matdrop.translate.two_kinds import in_two_ways

_TRUNCATING = {"cell", "randi", "reshape"}  # what takes sizes that are no whole numbers, too
MOST_WORDS = 5  # that an option may be in the cases


class VaryingWordError(UntranslatableError):
    """An option that is another word in other cases.

    Parameters
    ----------
    name : str
        The function.
    place : int
        Which of its arguments it is, from 0.
    """

    def __init__(self, name: str, place: int) -> None:
        super().__init__(f"{name} with a word that varies")
        self.place = place


def _one_length(code: Code) -> Code:
    """Return a length among others as a number: what is empty asks for none."""
    if code.kind == "array" and code.facts.ever_empty:
        return Code(call("np.sum", f"{code.at(ATOM)}.flat[:1]"), facts=code.facts)
    return as_first(code)


T = TypeVar("T")


class Watched(tuple[T, ...]):
    """Arguments of a call that know which of them a translation has read.

    Attributes
    ----------
    unread : set of int
        The places, from 0, of those that nothing has asked for.
    """

    unread: set[int]

    def __new__(cls, values: Iterable[T]) -> Watched[T]:
        """Take arguments, of which none is read."""
        made = super().__new__(cls, values)
        made.unread = set(range(len(made)))
        return made

    def __getitem__(self, place: Any) -> Any:
        """Read one, or some of them."""
        places = range(len(self))[place]
        self.unread -= {places} if isinstance(places, int) else set(places)
        return super().__getitem__(place)

    def __iter__(self) -> Iterator[T]:
        """Read all of them."""
        self.unread.clear()
        return super().__iter__()


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

    def without_first(self) -> Request:
        """Return the call as it is without its first argument.

        Returns
        -------
        Request
            With one argument less.
        """
        return replace(self, arguments=self.arguments[1:], nodes=self.nodes[1:])

    def at_most(self, count: int) -> None:
        """Refuse a call with more arguments than its translation takes.

        Parameters
        ----------
        count : int
            How many it takes.

        Raises
        ------
        UntranslatableError
            If there are more.
        """
        if len(self) > count:
            raise UntranslatableError(f"{self.name} with {len(self)} arguments")

    def pass_over(self, place: int) -> None:
        """Take note that an argument does not matter for the result.

        Parameters
        ----------
        place : int
            Of the argument, from 0.
        """
        _ = self.arguments[place : place + 1]

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
        VaryingWordError
            If the word is another one in other cases.
        """
        found = set()
        for place in range(first, len(self)):
            text = self._text(place)
            if text is None and self.arguments[place].kind == "str":
                raise VaryingWordError(self.name, place)
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
        return [code for place, code in enumerate(self.arguments) if self._text(place) is None and code.kind != "str"]

    def axis(self, place: int) -> str:
        """Return the axis that an argument names.

        Parameters
        ----------
        place : int
            Of the argument, from 0.

        Returns
        -------
        str
            Code of an int, from 0.
        """
        return shifted(as_number(self[place]), -1)

    def without_ones(self, numbers: list[str]) -> list[str]:
        """Return the numbers of a size without those at its end that were 1 in all cases, which MATLAB drops.

        Parameters
        ----------
        numbers : list of str
            Code of ints.

        Returns
        -------
        list of str
            At least two.
        """
        count = max([2, *map(len, self.facts.sizes)]) if self.facts else len(numbers)
        if any(number != "1" for number in numbers[count:]):
            self.context.notes.append(f"{count} dimensions in all cases")
        return numbers[:count]

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
        if lengths := self.lengths(first):
            return f"({', '.join(lengths)})"
        (code,) = self._of_size(first)
        shape = size_as_shape(code)
        if shape:
            return self._without_last_ones(shape)
        if not code.facts or (1, 1) in code.facts.sizes:  # it may be one number
            return call(self.context.helper("size_of_numbers"), code)
        numbers = call("np.maximum", code, "0") if code.facts.ever("negative") else code.at(ATOM)  # negative is 0
        return f"tuple({numbers}.ravel().astype(int))"

    def _without_last_ones(self, shape: str) -> str:
        """Return a tuple of lengths without those at its end that were 1 in all cases."""
        match ast.parse(shape, mode="eval").body:
            case ast.Tuple(elts=lengths) if len(lengths) > 2 and self.facts:
                kept = self.without_ones([ast.unparse(length) for length in lengths])
                return f"({', '.join(kept)})" if len(kept) < len(lengths) else shape
        return shape

    def lengths(self, first: int = 0) -> list[str]:
        """Return the lengths that the arguments ask for.

        Parameters
        ----------
        first : int
            The place of the first of them, from 0.

        Returns
        -------
        list of str
            Code of ints; empty if one argument holds all of them.
        """
        given = self._of_size(first)
        if not given:
            return ["1", "1"]
        for node in self.nodes[first:] if self.name not in _TRUNCATING else ():
            note_whole(self.context, node)
        if len(given) > 1:
            return self.without_ones([self._length(_one_length(code)) for code in given])
        if not given[0].is_scalar:
            return []
        return [self._length(as_number(given[0]))] * 2

    def _length(self, code: Code) -> str:
        """Return a length: what is negative counts as 0."""
        number = as_int(code)
        may_be_negative = code.facts.ever("negative") or "-" in number or "int(" in number
        return f"max({number}, 0)" if self.facts.ever_empty and may_be_negative else number

    def _of_size(self, first: int) -> list[Code]:
        """Return the arguments that say of what size the result is."""
        return [code for place, code in enumerate(self.arguments) if place >= first and code.kind != "str"]


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
    if start in inner:  # something is computed of several
        return ""
    if inner.endswith(".shape") and inner.count("[") == inner.count("]"):
        return inner
    return f"({inner[1:-1]})" if inner.startswith("[") and inner.count("[") == 1 and "," in inner else ""


# What is translated for sparse matrices; for all else they are made full.
FOR_SPARSE = {
    "arrayfun", "cellfun", "class", "columns", "ctranspose", "deal", "double", "exist", "feval",
    "full", "isa", "iscolumn", "isempty", "isequal", "isfloat", "islogical", "ismatrix",
    "isnumeric", "isreal", "isrow", "isscalar", "issparse", "issquare", "isvector", "length",
    "minus", "mldivide", "mtimes", "ndims", "nnz", "not", "numel", "plus", "reshape", "rows",
    "size", "sparse", "sum", "transpose", "uminus",
}  # fmt: skip
Handler = Callable[[Request], Code]
FUNCTIONS: dict[str, Handler] = {}
SEVERAL: dict[str, Callable[[Request], list[Code]]] = {}


IGNORING: set[str] = set()  # functions of which arguments may be left out, such as those that draw


def function(*names: str, ignoring: bool = False) -> Callable[[Handler], Handler]:
    """Take a translation into the table.

    Parameters
    ----------
    *names : str
        The functions that it translates.
    ignoring : bool
        Whether it may leave arguments out; a call is refused else, if not all of its arguments are read.

    Returns
    -------
    callable
        A decorator.

    Raises
    ------
    ValueError
        If there is a translation of one of them already.
    """
    _refuse_second(names, FUNCTIONS)

    def take(handler: Handler) -> Handler:
        FUNCTIONS.update(dict.fromkeys(names, handler))
        IGNORING.update(names if ignoring else ())
        return handler

    return take


def _refuse_second(names: Sequence[str], table: Mapping[str, Any]) -> None:
    if known := table.keys() & set(names):
        raise ValueError(f"translated twice: {', '.join(sorted(known))}")


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

    Raises
    ------
    ValueError
        If there is a translation of one of them already.
    """
    _refuse_second(names, SEVERAL)

    def take(handler: Callable[[Request], list[Code]]) -> Callable[[Request], list[Code]]:
        SEVERAL.update(dict.fromkeys(names, handler))
        return handler

    return take


def translated(request: Request) -> Code:
    """Translate a call of a function in the table.

    Parameters
    ----------
    request : Request
        The call.

    Returns
    -------
    Code
        The value; of what is not translated for sparse matrices it is computed from full ones.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    if (found_twice := _in_two_ways(request)) is not None:
        return found_twice
    if request.name in _ASKING:
        request = replace(request, arguments=tuple(_as_unknown(request.context, code) for code in request.arguments))
    if request.name in _OF_CODES and any(code.kind in ("str", "rows") for code in request.arguments[:2]):
        codes = tuple(_as_codes(request, code) for code in request.arguments)
        # What is text as it is written is no option any more.
        nodes = tuple(syntax.End(node.span) if isinstance(node, syntax.Text) else node for node in request.nodes)
        return _by_table(replace(request, arguments=codes, nodes=nodes))
    if request.name in _SHAPES_OF_TEXT and any(_is_text_of(request, code) for code in request.arguments):
        return _by_codes(request)
    if request.name in FOR_SPARSE or not any(code.kind == "sparse" for code in request.arguments):
        return _sharing(request, _by_table(request))
    found = _by_table(replace(request, arguments=tuple(map(as_full, request.arguments))))
    if request.facts.kind != "sparse":
        return found
    request.context.modules.add("scipy.sparse")
    return replace(found, text=call("scipy.sparse.csc_array", found), kind="sparse", level=ATOM)


def _in_two_ways(request: Request) -> Code | None:
    """Translate a call for text or cells and for numbers, if an argument was now one and now the other."""
    if request.name in _ASKING | _OF_ANY:
        return None
    for place, code in enumerate(request.arguments):

        def with_argument(value: Code, facts: Facts, place: int = place) -> Code:
            arguments = (*request.arguments[:place], value, *request.arguments[place + 1 :])
            return translated(replace(request, arguments=arguments, facts=facts))

        if (found := in_two_ways(code, request.facts, with_argument)) is not None:
            return found
    return None


def _sharing(request: Request, found: Code) -> Code:
    """Return a result with the variable whose memory it may share, so that it is copied where it is stored in."""
    bases = [code.base for code in request.arguments if code.base and code.kind not in ("number", "str")]
    is_shared = request.name in VIEWS and found.kind not in ("number", "str") and not found.base and bases
    return replace(found, base=bases[0]) if is_shared else found


# What gives characters another order, or another shape; of one row of text only some of them are in the table.
_SHAPES_OF_TEXT = {
    "fliplr", "flipud", "flip", "flipdim", "rot90", "circshift", "reshape", "repmat", "permute", "sortrows", "triu",
    "tril", "horzcat", "vertcat", "cat", "sort", "vec", "shiftdim",
}  # fmt: skip
_IN_ONE_ROW = {"fliplr", "flip", "sort", "horzcat"}


# What asks of what kind or how long a value is, or compares it with text.
_ASKING = {
    "ischar", "iscell", "iscellstr", "isstruct", "isnumeric", "islogical", "isa", "class", "isfloat", "isinteger",
    "is_function_handle", "isempty", "numel", "length", "strcmp", "strcmpi", "strncmp", "strncmpi",
}  # fmt: skip


# What has one translation for values of all kinds.
_OF_ANY = {
    "disp", "display", "double", "error", "feval", "fprintf", "isequal", "isfield", "isreal", "isscalar", "isvector",
    "ndims", "printf", "size", "sprintf", "struct", "warning",
}  # fmt: skip


def _as_unknown(context: Context, code: Code) -> Code:
    """Return a parameter that no case has given as what may be anything, so that it is asked when the port runs."""
    parameters = {one.name for one in context.function.parameters} if context.function is not None else set()
    is_parameter = code.base in parameters and code.text.isidentifier()
    return replace(code, kind="any", class_="") if is_parameter and code.kind == "array" and code.is_unseen else code


# What takes the codes of characters.
_OF_CODES = {"max", "min", "histc", "bitand", "bitor", "bitxor", "abs", "floor", "ceil", "fix", "round", "sign",
             "sparse"}  # fmt: skip


def _as_codes(request: Request, code: Code) -> Code:
    """Return text as the codes of its characters."""
    if code.kind not in ("str", "rows"):
        return code
    return request.context.codes_of(code)


def _is_text_of(request: Request, code: Code) -> bool:
    """Whether an argument is text for which the codes of its characters are taken."""
    if code.kind == "rows":
        return True
    is_repeated = request.name == "repmat" and (not request.facts or request.facts.kind == "str")
    return code.kind == "str" and code is request.arguments[0] and request.name not in _IN_ONE_ROW and not is_repeated


def _by_codes(request: Request) -> Code:
    """Translate by what is done to the codes of characters; the result is text again."""
    codes = tuple(
        _as_codes(request, code) if code.kind == "rows" or place == 0 else code
        for place, code in enumerate(request.arguments)
    )
    found = _by_table(replace(request, arguments=codes))
    if "char" not in request.facts.classes:
        return found
    kind: Kind = request.facts.kind if request.facts.kind in ("str", "rows") else "any"
    return Code(call(request.context.helper("joined_text"), f"[[{found.text}]]"), kind=kind, class_="char")


def _by_table(request: Request) -> Code:
    """Translate by the table; arguments of forms that its row does not have are refused.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    try:
        return _by_row(request)
    except UntranslatableError:
        as_text = _with_text(request)
        if as_text is None:
            raise
        return _by_row(as_text)


def _by_row(request: Request) -> Code:
    try:
        return _or_of_nothing(request, reading_all(request, FUNCTIONS[request.name]))
    except VaryingWordError as error:
        return _by_words(request, error.place)
    except (LookupError, ValueError) as error:
        raise UntranslatableError(f"{request.name} with these arguments") from error


# What functions make in Octave of an array without elements, whatever its size is, where NumPy raises an error or keeps
# the size: the places of the arguments that may be such arrays, and the code of the result; {} is the argument itself.
_NOTHING = "np.zeros((0, 0))"
OF_NOTHING: dict[str, tuple[tuple[int, ...], str]] = {
    **dict.fromkeys(("inv", "pinv", "eig", "chol", "orth", "roots", "polyint", "fft2", "ifft2"), ((0,), _NOTHING)),
    **dict.fromkeys(("conv", "conv2", "filter2", "intersect"), ((0, 1), _NOTHING)),
    "det": ((0,), "1.0"),
    "cond": ((0,), "0.0"),
    "corrcoef": ((0,), "np.full((1, 1), np.nan)"),
    "poly": ((0,), "np.ones((1, 1))"),
    "filter": ((2,), "{}"),
}


def _or_of_nothing(request: Request, found: Code) -> Code:
    """Return a call that asks first whether what it works on has elements, if it had none in a case."""
    places, result = OF_NOTHING.get(request.name, ((), ""))
    for code in (request.arguments[place] for place in places if place < len(request)):
        if code.kind == "array" and code.facts.ever_empty:
            text = f"{found.at(TERNARY + 1)} if {code.at(ATOM)}.size else {result.format(code.text)}"
            found = replace(found, text=text, level=TERNARY, base="", whole=False)
    return found


_OF_TEXT = ("text", "files", "dates")  # the files of functions that take text


def _with_text(request: Request) -> Request | None:
    """Return a call with text for what no case has shown, as functions of text take it; None if all is known."""
    topic = FUNCTIONS[request.name].__module__.rpartition(".")[2]
    codes = [_as_text(code) for code in request.arguments] if topic in _OF_TEXT else []
    return replace(request, arguments=tuple(codes)) if codes and codes != [*request.arguments] else None


def _as_text(code: Code) -> Code:
    is_unknown = code.kind in ("array", "any") and code.is_unseen
    return replace(code, kind="str", class_="char") if is_unknown else code


Found = TypeVar("Found")


def reading_all(request: Request, handler: Callable[[Request], Found]) -> Found:
    """Translate a call; refuse one with arguments that the translation does not read, and so does not know of.

    Parameters
    ----------
    request : Request
        The call.
    handler : callable
        The translation.

    Returns
    -------
    Code or list of Code
        What the translation returns.

    Raises
    ------
    UntranslatableError
        If there is no translation.
    """
    arguments, nodes = Watched(request.arguments), Watched(request.nodes)
    found = handler(replace(request, arguments=arguments, nodes=nodes))
    if arguments.unread & nodes.unread and request.name not in IGNORING:
        raise UntranslatableError(f"{request.name} with {len(request)} arguments")
    return found


def _by_words(request: Request, place: int) -> Code:
    """Translate a call for each of the words that an option was in the cases; another word is an error.

    Raises
    ------
    UntranslatableError
        If the words are not known, or the results are held in several ways.
    """
    asked = request.arguments[place]
    words = sorted({sighting.text or "" for sighting in asked.facts.sightings})
    if "" in words or not 1 < len(words) <= MOST_WORDS:
        raise UntranslatableError(f"{request.name} with a word that varies")
    notes, codes = [*request.context.notes], []
    for word in words:
        known = replace(asked, facts=Facts({one for one in asked.facts.sightings if one.text == word}))
        arguments = (*request.arguments[:place], known, *request.arguments[place + 1 :])
        codes.append(_by_table(replace(request, arguments=arguments)))
    if len({code.kind for code in codes}) > 1:
        raise UntranslatableError(f"{request.name} with a word that varies")
    request.context.notes[:] = [*notes, "one of these in all cases"]
    pairs = zip(words, codes, strict=True)
    text = "".join(f"{code.text} if {asked.text} == {json.dumps(word)} else " for word, code in pairs)
    text += call(request.context.helper("raise_error"), asked)
    return replace(codes[0], text=text, level=TERNARY, base="", whole=all(code.whole for code in codes))


def lying(request: Request, values: str, other: Code, is_column: bool) -> str:
    """Return a vector of NumPy's as a row or a column, as another value is one.

    Parameters
    ----------
    request : Request
        The call.
    values : str
        Code of a 1-D array.
    other : Code
        The value whose direction it has.
    is_column : bool
        Whether it is a column in the cases, if that is the same in all.

    Returns
    -------
    str
        Code of an array.
    """
    if other.facts.is_turned:
        return call(request.context.helper("lying_as"), values, other)
    return f"{values}{'[:, None]' if is_column else '[None, :]'}"


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
