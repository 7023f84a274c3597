"""Sets: unique values, members, unions."""

from __future__ import annotations

from matdrop.translate.code import ATOM, COMPARE, EMPTY, TERNARY, Code, UntranslatableError, as_array, call
from matdrop.translate.facts import Kind
from matdrop.translate.functions.each import array_of_each
from matdrop.translate.functions.registry import Request, function, lying, several
from matdrop.translate.operators import _numeric

SETS = {"intersect": "np.intersect1d", "setdiff": "np.setdiff1d", "union": "np.union1d", "setxor": "np.setxor1d"}
TEXTS = {"intersect": "&", "setdiff": "-", "union": "|", "setxor": "^"}


def _lying(request: Request, values: str) -> str:
    """Return values as a row or a column: as those that are sorted, or of two sets as the cases have shown."""
    facts = request.facts or request[0].facts
    is_row = facts.is_row or (request.name == "unique" and request[0].facts.is_row)
    if (facts.is_turned or not facts) and request.name in SETS:
        sides = map(as_array, request.arguments[: 1 if request.name == "setdiff" else 2])
        return call(
            request.context.helper("lying_as" if request.name == "setdiff" else "lying_as_both"), values, *sides
        )
    text = lying(request, values, as_array(request[0]), not is_row)
    if (0, 0) in facts.sizes and (0, 0) in request[0].facts.sizes:
        return call(request.context.helper("or_nothing"), text, as_array(request[0]))
    return text


@function("unique")
def _unique(request: Request) -> Code:
    """Sort values and keep each once."""
    options = request.options(("rows", "stable", "sorted", "first", "last"))
    value = request[0]
    if value.kind == "cell":
        if "stable" in options:
            return Code(f"list(dict.fromkeys({value.text}))", kind="cell", class_="cell")
        return Code(f"sorted(set({value.text}))", kind="cell", class_="cell")
    if value.kind == "str":
        return Code(f'"".join(sorted(set({value.text})))', kind="str", class_="char")
    if "rows" in options and "stable" in options:
        return Code(f"{call(request.context.helper('unique_places'), value, 'axis=0', 'stable=True')}[0]", kind="array")
    if "rows" in options:
        return Code(call("np.unique", value, "axis=0"), kind="array")
    if "stable" in options:
        return Code(_lying(request, call(request.context.helper("unique_stable"), value)), kind="array")
    if value.facts.ever_empty or value.facts.ever("complex"):
        return Code(call(request.context.helper("unique_values"), as_array(value)), kind="array", class_=value.class_)
    more = ["equal_nan=False"] if value.facts.ever("nan") else []  # each NaN is a value of its own
    return Code(_lying(request, call("np.unique", as_array(value), *more)), kind="array", class_=value.class_)


@several("unique")
def _unique_and_places(request: Request) -> list[Code]:
    """Sort values and keep each once; of equal ones the first place is returned, from 1, unless told otherwise."""
    options = request.options(("rows", "stable", "sorted", "first", "last"))
    value = as_array(request[0])
    if value.kind == "str" and "rows" not in options:
        return _characters_and_places(request, options)
    if value.kind not in ("array", "cell"):
        raise UntranslatableError(f"unique with places of a {value.kind}")
    more = ["axis=0"] if "rows" in options else []
    more += [f"{word}=True" for word in ("last", "stable") if word in options]
    text = call(request.context.helper("unique_places"), value, *more)
    kinds: list[Kind] = [value.kind, "array", "array"]
    plain = "rows" in options or value.kind == "cell"
    if not options and value.kind == "array" and value.facts.ever_empty:
        return _unique_of_nothing(request, value, text)
    values = Code(f"{text}[0]" if plain else _lying(request, f"{text}[0]"), kind=kinds[0])
    return [values, *(Code(f"{text}[{k}][:, None]", kind=kinds[k]) for k in range(1, request.count))]


def _unique_of_nothing(request: Request, value: Code, text: str) -> list[Code]:
    """Sort what may have no elements, for which places are 0-by-0."""
    values = Code(call(request.context.helper("unique_values"), value), kind="array", class_=value.class_)
    columns = (f"{text}[{k}][:, None] if {value.at(ATOM)}.size else {EMPTY}" for k in range(1, request.count))
    return [values, *(Code(column, TERNARY, kind="array") for column in columns)]


def _characters_and_places(request: Request, options: set[str]) -> list[Code]:
    """Sort the characters of a text, and return their places as columns."""
    more = [f"{word}=True" for word in ("last", "stable") if word in options]
    text = call(request.context.helper("unique_places"), f"list({request[0].text})", *more)
    places = [Code(f"{text}[{k}][:, None]", kind="array") for k in range(1, request.count)]
    return [Code(f'"".join({text}[0])', kind="str", class_="char"), *places]


@function(*SETS)
def _sets(request: Request) -> Code:
    """Translate by the table."""
    first, second = request[0], request[1]
    if "stable" in request.options(("rows", "stable", "sorted"), first=2):
        return _sets_and_places(request)[0]
    if "cell" in (first.kind, second.kind):
        return Code(f"sorted(set({first.text}) {TEXTS[request.name]} set({second.text}))", kind="cell", class_="cell")
    if request.options(("rows", "stable", "sorted"), first=2) == {"rows"}:
        return Code(f"{call(request.context.helper('set_places'), _rule(request), *request.values, 'rows=True')}[0]",
                    kind="array")  # fmt: skip
    if len(request) > 2:
        raise UntranslatableError(f"{request.name} with options")
    if first.kind == second.kind == "str":
        text = f'"".join(sorted(set({first.text}) {TEXTS[request.name]} set({second.text})))'
        return Code(text, kind="str", class_="char")
    first, second = (_numeric(request.context, code) for code in (first, second))
    text = call(SETS[request.name], as_array(first), as_array(second))
    return Code(_lying(request, text), kind="array")


@several("intersect", "setdiff", "union", "setxor")
def _sets_and_places(request: Request) -> list[Code]:
    """Translate by the table; the places are those of the first of equal values, from 1."""
    options = request.options(("rows", "sorted", "stable"), first=2)
    more = ["rows=True"] if "rows" in options else []
    first, second = request.arguments[:2]
    if "stable" in options:
        more.append("stable=True")
    found = call(request.context.helper("set_places"), _rule(request), first, second, *more)
    is_cell = first.kind == "cell"
    text = f"{found}[0]" if "rows" in options or is_cell else _lying(request, f"{found}[0]")
    values = Code(text, kind="cell" if is_cell else "array", class_="cell" if is_cell else "double")
    return [values, *(Code(f"{found}[{k}]", kind="array") for k in range(1, request.count))]


def _rule(request: Request) -> str:
    """Return what decides whether a value of the first set, of the second, is in the result."""
    rules = {"intersect": "a and b", "setdiff": "a and not b", "union": "a or b", "setxor": "a != b"}
    return f"lambda a, b: {rules[request.name]}"


@function("ismember")
def _ismember(request: Request) -> Code:
    """Ask which values are among others."""
    value, others = request[0], request[1]
    if request.options(("rows",), first=2):
        places = call(request.context.helper("row_places"), as_array(value), others)
        return Code(f"{places}.item() > 0" if value.facts.is_row else f"{places} > 0", COMPARE,
                    "number" if value.facts.is_row else "array", "logical")  # fmt: skip
    if value.kind == "str" and others.kind == "cell":
        return Code(f"{value.at(6)} in {others.at(6)}", 5, class_="logical")
    if value.kind == "cell":
        return Code(array_of_each(value, f"text in {others.at(6)}", dtype="bool"), kind="array", class_="logical")
    if value.kind == "number" and others.kind in ("array", "number"):
        return Code(f"bool(np.any({others.at(6)} == {value.at(6)}))", class_="logical")
    if value.kind == "str" and others.kind == "str":
        text = f"np.array([[character in {others.at(6)} for character in {value.text}]])"
        return Code(text, kind="array", class_="logical")
    return Code(call("np.isin", value, others), kind="array", class_="logical")


@several("ismember")
def _members_and_places(request: Request) -> list[Code]:
    """Ask which values are among others, and where, from 1."""
    value, others = request[0], request[1]
    if request.options(("rows",), first=2):
        found = call(request.context.helper("row_places"), as_array(value), others)
        return [_ismember(request), Code(f"{found}.item()") if value.facts.is_row else Code(found, kind="array")]
    places = call(request.context.helper("member_places"), value, others)
    single = value.kind in ("number", "str")
    kind: Kind = "number" if single else "array"
    place = f"{places}.item()" if single else places
    return [_ismember(request), Code(place, ATOM, kind)]
