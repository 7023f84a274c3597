"""Sets of inputs for an original, the likeliest first."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
FITTING: Mapping[Form, str] = {
    "scalar": "scalar",
    "vector": "vector matrix",
    "matrix": "matrix",
    "other": "other",
}
# Kinds whose sizes match in linear algebra, whatever the code says; for vectors and for matrices.
UNIFORM: Sequence[Mapping[Form, str]] = (
    {"vector": "weights", "matrix": "square"},
    {"vector": "row", "matrix": "square"},
    {"vector": "column", "matrix": "data"},
)
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
    kinds : tuple of Kind
        The kind of each.
    """

    leaves: tuple[Leaf, ...]
    kinds: tuple[Kind, ...]

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
        >>> InputSet((leaf,), leaf.options).expressions()
        ("struct('rate', 0.1)",)
        """
        used: Counter[tuple[str, ...]] = Counter()
        tree: dict[str, object] = {}
        for leaf, kind in zip(self.leaves, self.kinds, strict=True):
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


def input_sets(leaves: Sequence[Leaf]) -> Iterator[InputSet]:
    """Find sets of inputs: first those that differ least from the likeliest kind of every leaf.

    Parameters
    ----------
    leaves : sequence of Leaf
        The values that are needed.

    Yields
    ------
    InputSet
        Each choice once, and a few in which all vectors are of one kind, and all matrices.

    Examples
    --------
    >>> leaves = [Leaf(("x",), (KINDS["number"], KINDS["text"])), Leaf(("n",), (KINDS["whole"],))]
    >>> [chosen.expressions() for chosen in input_sets(leaves)][::4]
    [('1.5', '3'), ("'Hello, World 42!'", '3')]
    """
    start = (0,) * len(leaves)
    waiting, seen = [(0, start)], {start}
    while waiting:
        _, choice = heapq.heappop(waiting)
        yield InputSet(tuple(leaves), tuple(leaf.options[k] for leaf, k in zip(leaves, choice, strict=True)))
        if choice == start:
            yield from _uniform_sets(leaves)
        for place, leaf in enumerate(leaves):
            following = (*choice[:place], choice[place] + 1, *choice[place + 1 :])
            if following[place] < len(leaf.options) and following not in seen:
                seen.add(following)
                heapq.heappush(waiting, (sum(following), following))


def _uniform_sets(leaves: Sequence[Leaf]) -> Iterator[InputSet]:
    """Find sets in which all vectors are of one kind, and all matrices."""
    for uniform in UNIFORM:
        kinds = [uniform.get(leaf.options[0].form) for leaf in leaves]
        yield InputSet(
            tuple(leaves), tuple(KINDS[k] if k else leaf.options[0] for k, leaf in zip(kinds, leaves, strict=True))
        )


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
        return _unique([KINDS[kind] for kind in called])
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
    ranked = [*by_use, *fitting, *(kind for kind in last if form and KINDS[kind].form in FITTING[form]), *hinted, *last]
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
