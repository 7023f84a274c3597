"""Sets of inputs for an original, the likeliest first."""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matdrop.init.kinds import CALLED, FORMS, KINDS, NAMES, USES, WORDS, Form, Kind
from matdrop.init.sources import Function
from matdrop.source.fragments import calls_in
from matdrop.source.names import normalize_name

# Kinds that are tried last, whatever the code says; by the size that the code asks for.
LAST: Mapping[Form, str] = {
    "scalar": "number whole signal data text",
    "vector": "signal column weights data number",
    "matrix": "data square graph groups signal number",
    "other": "data number",
}
# And after those, whatever the size: a search that sees how far the original gets may come to any of them.
ANY = (
    "number whole index row signal column weights data square groups classes text words arrays record sizes flag block "
    "function"
)
FITTING: Mapping[Form, str] = {
    "scalar": "scalar",
    "vector": "vector matrix",
    "matrix": "matrix",
    "other": "other",
}
# Kinds whose sizes match in linear algebra, or in formulas, whatever the code says; for vectors and for matrices.
UNIFORM: Sequence[Mapping[Form, str]] = (
    {"vector": "number", "matrix": "number"},
    {"vector": "weights", "matrix": "square"},
    {"vector": "row", "matrix": "square"},
    {"vector": "column", "matrix": "data"},
)
NOWHERE = (0.0,)  # before the first line
COUNTS = {"count", "examples", "group", "feature", "index", "hundreds", "sizes"}


@dataclass(frozen=True)
class Leaf:
    """A value to be found: a parameter, or a field of a parameter that is a struct.

    Attributes
    ----------
    path : tuple of str
        The parameter, then the fields that lead to it.
    options : tuple of Kind
        What it may be, the likeliest first.
    """

    path: tuple[str, ...]
    options: tuple[Kind, ...]


@dataclass(frozen=True)
class InputSet:
    """A choice of a kind for every leaf, from which the first and the second case are made.

    Attributes
    ----------
    leaves : tuple of Leaf
        The values to be found.
    choice : tuple of int
        The place of each leaf's kind among its options.
    """

    leaves: tuple[Leaf, ...]
    choice: tuple[int, ...]

    def expressions(self, second: bool = False) -> tuple[str, ...]:
        """Return the arguments as MATLAB expressions.

        Parameters
        ----------
        second : bool
            Whether for a second case, of other sizes and values.

        Returns
        -------
        tuple of str
            One for each parameter.

        Examples
        --------
        >>> leaf = Leaf(("opts", "rate"), (KINDS["small"],))
        >>> InputSet((leaf,), (0,)).expressions()
        ("struct('rate', 0.1)",)
        """
        used: Counter[tuple[str, ...]] = Counter()
        tree: dict[str, object] = {}
        for leaf, option in zip(self.leaves, self.choice, strict=True):
            kind = leaf.options[option]
            texts = kind.second if second else kind.first
            place = tree
            for name in leaf.path[:-1]:
                place = place.setdefault(name, {})  # type: ignore[assignment]
            place[leaf.path[-1]] = texts[used[texts] % len(texts)]
            used[texts] += 1
        return tuple(_text(value) for value in tree.values())


def leaves_of(function: Function, library: Mapping[str, Function], port: Function | None) -> tuple[Leaf, ...]:
    """Find which values an original needs, and what each may be.

    Parameters
    ----------
    function : Function
        The original.
    library : mapping of str to Function
        The functions that it may call.
    port : Function or None
        The port, whose defaults, code and docstring are clues too.

    Returns
    -------
    tuple of Leaf
        In the order of the parameters.

    Examples
    --------
    >>> leaves = leaves_of(Function("f", ("opts",), "y = opts.rate * (1:opts.epochs);"), {}, None)
    >>> [leaf.path for leaf in leaves]
    [('opts', 'rate'), ('opts', 'epochs')]
    """
    leaves: list[Leaf] = []
    for position, name in enumerate(function.parameters):
        code = evidence(name, function, library)
        other = _namesake(name, position, port)
        python = re.sub(rf"\b{re.escape(other)}\b", name, port.body) if port and other else ""
        help_text = function.help + (
            "\n" + re.sub(rf"\b{re.escape(other)}\b", name, port.help) if port and other else ""
        )
        defaults = [function.defaults.get(name, ""), port.defaults.get(other, "") if port else ""]
        leaves += _leaves((name,), code, python, help_text, list(filter(None, defaults)))
    return tuple(leaves)


class InputSets(Iterator[InputSet]):
    """Sets of inputs for an original, in an order that follows how far it gets with those that were tried.

    As long as nothing is learned, those come first that differ least from the likeliest kind of every leaf, and after
    the very first a few in which all vectors are of one kind, and all matrices. Once it is known how far the original
    gets with some, those come first that differ in one leaf from the one with which it gets furthest.

    Parameters
    ----------
    leaves : sequence of Leaf
        The values that are needed.

    Examples
    --------
    >>> leaves = [Leaf(("x",), (KINDS["number"], KINDS["text"])), Leaf(("n",), (KINDS["whole"], KINDS["word"]))]
    >>> sets = InputSets(leaves)
    >>> next(sets).expressions(), next(sets).expressions()
    (('1.5', '3'), ('1.5', "'karolin'"))
    """

    def __init__(self, leaves: Sequence[Leaf]) -> None:
        self._leaves = tuple(leaves)
        self._tried: set[tuple[int, ...]] = set()
        self._ends: Counter[tuple[tuple[float, ...], str]] = Counter()
        start = (0,) * len(self._leaves)
        self._waiting = [_Waiting(NOWHERE, 0, 0.0, start)]

    def __next__(self) -> InputSet:
        """Return the next set, which was not tried before."""
        while self._waiting:
            choice = heapq.heappop(self._waiting).choice
            if choice not in self._tried:
                if not self._tried:
                    self._waiting += [_Waiting(NOWHERE, 0, 0.0, other) for other in _uniform_choices(self._leaves)]
                self._tried.add(choice)
                self._wait_for_changes(choice, NOWHERE, 0)
                return InputSet(self._leaves, choice)
        raise StopIteration

    def learn(self, tried: InputSet, reached: Sequence[float], message: str = "") -> None:
        """Take up how far the original got with a set.

        Parameters
        ----------
        tried : InputSet
            The set.
        reached : sequence of float
            The lines that were running when it failed, the outermost first; or what counts for more.
        message : str
            With what it failed. What ends where and as another did has taught nothing.
        """
        backwards = tuple(-line for line in reached)
        self._wait_for_changes(tried.choice, backwards, self._ends[backwards, message])
        self._ends[backwards, message] += 1

    def _wait_for_changes(self, choice: tuple[int, ...], reached: tuple[float, ...], seen: int) -> None:
        """Add all choices that differ in one leaf to those that wait."""
        for place, leaf in enumerate(self._leaves):
            for option in range(len(leaf.options)):
                changed = (*choice[:place], option, *choice[place + 1 :])
                if changed not in self._tried:
                    heapq.heappush(self._waiting, _Waiting(reached, seen, _surprise(changed), changed))


class _Waiting(NamedTuple):
    """A choice that waits for its turn: the smaller, the sooner.

    Attributes
    ----------
    reached : tuple of float
        Less the further the original got before one leaf was changed.
    seen : int
        How many others had ended there alike.
    surprise : float
        How unlikely the choice is.
    choice : tuple of int
        The place of each leaf's kind among its options.
    """

    reached: tuple[float, ...]
    seen: int
    surprise: float
    choice: tuple[int, ...]


def _surprise(choice: tuple[int, ...]) -> float:
    """Return how unlikely a choice is: the second option counts half as much as the first, the third a third of it."""
    return sum(math.log(1 + option) for option in choice)


def _uniform_choices(leaves: Sequence[Leaf]) -> Iterator[tuple[int, ...]]:
    """Find choices in which all vectors are of one kind, and all matrices."""
    for uniform in UNIFORM:
        yield tuple(_place_of(uniform.get(leaf.options[0].form), leaf.options) for leaf in leaves)


def _place_of(name: str | None, options: Sequence[Kind]) -> int:
    """Return the place of a kind among the options of a leaf; of no kind, that of the likeliest."""
    return 0 if name is None else [option.first for option in options].index(KINDS[name].first)


def evidence(parameter: str, function: Function, library: Mapping[str, Function], depth: int = 2) -> str:
    r"""Find the code that uses a parameter: in the function itself, and in functions to which it is passed.

    Parameters
    ----------
    parameter : str
        The name in `function`.
    function : Function
        A function of a ``.m`` file.
    library : mapping of str to Function
        The functions that it may call.
    depth : int
        How many calls deep.

    Returns
    -------
    str
        Code in which the value is always called `parameter`.

    Examples
    --------
    >>> inner = Function("g", ("z",), "y = z{1};")
    >>> evidence("c", Function("f", ("c",), "y = g(c);"), {"g": inner})
    'y = g(c);\ny = c{1};'
    """
    text = function.body
    for name in sorted(set(re.findall(r"[A-Za-z]\w*", text)) & library.keys()) if depth else ():
        callee = library[name]
        for _, arguments in calls_in(function.body, name):
            for argument, other in zip(arguments, callee.parameters, strict=False):
                if argument == parameter and callee is not function:
                    inner = evidence(other, callee, library, depth - 1)
                    text += "\n" + re.sub(rf"\b{re.escape(other)}\b", parameter, inner)
    return text


def _namesake(name: str, position: int, port: Function | None) -> str:
    """Return the name of the port's parameter that belongs to one of the original's."""
    if port is None:
        return ""
    named = [other for other in port.parameters if normalize_name(other) == normalize_name(name)]
    return (named or list(port.parameters[position : position + 1]) or [""])[0]


def _leaves(path: tuple[str, ...], code: str, python: str, help_text: str, defaults: list[str]) -> list[Leaf]:
    """Split a struct into its fields; anything else is one leaf."""
    whole = ".".join(path)
    fields = list(dict.fromkeys(re.findall(rf"(?<![\w.]){re.escape(whole)}\.([A-Za-z]\w*)", code)))
    if fields and len(path) < 4:
        found: list[Leaf] = []
        for name in fields:
            if not _is_set_first((*path, name), code):
                inner = re.sub(rf"\b{re.escape(path[-1])}\[['\"]{name}['\"]\]", f"{whole}.{name}", python)
                found += _leaves((*path, name), code, inner, help_text, [])
        if found:
            return found
    return [Leaf(path, _options(path, code, python, help_text, defaults))]


def _is_set_first(path: tuple[str, ...], code: str) -> bool:
    """Whether the code sets a field before it reads it."""
    field = rf"(?<![\w.]){re.escape('.'.join(path))}\b"
    match = re.search(rf"{field}(?:\([^=\n]*\)|\{{[^=\n]*\}})?\s*(=(?!=)[^;\n]*)?", code)
    return match is not None and match[1] is not None and not re.search(field, match[1])


def _options(path: tuple[str, ...], code: str, python: str, help_text: str, defaults: list[str]) -> tuple[Kind, ...]:
    """Rank what a leaf may be, by the strongest clues."""
    name = path[-1]
    code, python = (re.sub(rf"(?<![\w.]){re.escape('.'.join(path))}\b", "NAME", text) for text in (code, python))
    both = code + "\n" + python
    exact, loose = _by_name(name)
    by_name = exact or loose
    if (called := _called(by_name, code, python)) is not None:
        return _unique([KINDS[kind] for kind in (*called, *ANY.split())])
    # A port may hold a vector in two dimensions, so the original's code is searched first.
    forms = (form for text in (code, python) for pattern, form in FORMS if re.search(pattern, text))
    form: Form | None = next(forms, None)
    by_use = [kind for pattern, kinds in USES if re.search(pattern, both) for kind in kinds.split()]
    said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "NAME", help_text)
    # The words must stand shortly after the name, or just before it.
    by_word = [
        kind
        for pattern, kinds in WORDS
        if re.search(rf"\bNAME\b[^.;\n]{{0,50}}?(?:{pattern})|(?:{pattern}) NAME\b", said)
        for kind in kinds.split()
    ]
    hinted = [kind for kind in (*exact, *by_word, *loose) if not KINDS[kind].first[0].startswith("@")]
    fitting = [kind for kind in hinted if form is None or KINDS[kind].form in FITTING[form]]
    last = LAST[form or "scalar"].split()
    # A name for what is counted says more than a use as a count.
    if "whole" in by_use and set(by_name) & COUNTS:
        by_use = [*by_name, *by_use]
    # Where two clues agree they are right.
    by_use.sort(key=lambda kind: kind not in hinted)
    if "text" in by_use or "text" in fitting[:1]:
        defaults = [*defaults, *re.findall(r"(?<!\w)'[^'\n]+'(?!\w)", help_text)]
    literal = [Kind("other", (text,), (text,)) for text in defaults]
    sized = [kind for kind in last if form and KINDS[kind].form in FITTING[form]]
    ranked = [*by_use, *fitting, *sized, *hinted, *last, *ANY.split()]
    return _unique([*_choices(code, help_text), *literal, *(KINDS[kind] for kind in ranked)])


def _by_name(name: str) -> tuple[list[str], list[str]]:
    """Look a name up as it is; and, if that fails, without its number, ignoring case, by its last or first word."""

    def kinds_of(text: str, flags: int) -> list[str]:
        return [kind for pattern, kinds in NAMES if re.fullmatch(pattern, text, flags) for kind in kinds.split()]

    if exact := kinds_of(name, 0):
        return exact, []
    stem = name.rstrip("0123456789")
    words = re.findall(r"[A-Z]?[a-z]+\d*|[A-Z]+(?![a-z])\d*", name)
    looks = [(stem, 0), *((text, re.IGNORECASE) for text in (name, stem, *words[-1:], *words[:1]))]
    return [], next((found for text, flags in looks if (found := kinds_of(text, flags))), [])


def _choices(code: str, help_text: str) -> list[Kind]:
    """Find the words that a parameter is compared with; the help may name more of them."""
    found = re.findall(r"\bstrn?cmpi?\(\s*(?:lower\()?NAME\)?\s*,\s*('[^'\n]*')", code)
    found += re.findall(r"\bstrn?cmpi?\(\s*('[^'\n]*')\s*,\s*NAME\b", code)
    for block in re.findall(r"\bswitch\s*\(?\s*(?:lower\()?NAME\b(.*?)(?:\botherwise\b|\Z)", code, re.DOTALL):
        found += re.findall(r"\bcase\s*\{?\s*('[^'\n]*'|-?\d+)", block)
    if not found:
        return []
    said = re.findall(r"(?<!\w)'\w+'", help_text)
    words = list(dict.fromkeys([*found, *said]))
    return [Kind("other", (words[k],), (words[(k + 1) % len(words)],)) for k in range(min(3, len(words)))]


def _called(by_name: Sequence[str], code: str, python: str) -> list[str] | None:
    """Rank the functions that a parameter may be; None if it is not a function."""
    measured = re.search(r"\b(?:size|length|numel|sum|zeros|isempty)\(\s*NAME\s*[,)]|\bNAME\(\s*(?::|end\b)", code)
    functions = [kind for kind in by_name if KINDS[kind].first[0].startswith("@")]
    likely = "NAME(" in code and not measured and (functions or "NAME(" in python)
    if not likely and not re.search(CALLED, code + "\n" + python):
        return None
    if re.search(r"\[[^\]\n]*,[^\]\n]*\]\s*=\s*(?:feval\(\s*)?NAME\b", code):
        return ["cost_and_gradient", "cost", "function"]
    if any(len(arguments) == 2 for _, arguments in calls_in(code, "NAME")):
        return ["slope", "function"]
    return [*functions, "function", "cost", "contraction", "derivative", "slope"]


def _unique(kinds: Sequence[Kind]) -> tuple[Kind, ...]:
    found: dict[tuple[str, ...], Kind] = {}
    for kind in kinds:
        found.setdefault(kind.first, kind)
    return tuple(found.values())


def _text(value: object) -> str:
    """Write a value of the tree: a MATLAB expression, or the fields of a struct."""
    if isinstance(value, dict):
        inner = [(name, _text(field)) for name, field in value.items()]
        # struct() would turn a cell into an array of structs.
        fields = [f"'{name}', {'{' + text + '}' if text.startswith('{') else text}" for name, text in inner]
        return f"struct({', '.join(fields)})"
    return str(value)
