"""The docstring of a port: the help of the original, and what the cases show of parameters and outputs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping, Sequence

from matdrop.source import matlab_syntax as syntax
from matdrop.translate.facts import Facts
from matdrop.translate.for_figures import handles_among_outputs
from matdrop.translate.scope import Scope, python_name

# How a class is named in NumPy's style.
_TYPES = {
    "str": "str",
    "cell": "list",
    "struct": "dict",
    "structs": "list of dict",
    "rows": "list of str",
    "handle": "callable",
    "sparse": "csc_array",
}


_CONTINUED = re.compile(r"[a-z]+\b(?! *[:=(])")  # a sentence that goes on: a small letter, but no entry of a list


def described(facts: Facts) -> str:
    """Return the type of a value as numpydoc writes it.

    Parameters
    ----------
    facts : Facts
        What was seen.

    Returns
    -------
    str
        With the shape of arrays: a letter where it varies.

    Examples
    --------
    >>> from matdrop.translate.facts import Sighting
    >>> described(Facts({Sighting("double", (1, 3)), Sighting("double", (1, 5))}))
    'ndarray of shape (1, n)'
    """
    if not facts:
        return "object"
    kind = facts.kind
    if kind == "number":
        return {"logical": "bool", "double": "complex" if facts.ever("complex") else "float"}.get(
            facts.class_, facts.class_ or "float"
        )
    if kind == "cell" and facts.always("texts"):
        return "list of str"
    if kind != "array":
        return _TYPES.get(kind, "object")
    of = {"double": "", "logical": " of bool"}.get(facts.class_, f" of {facts.class_}" if facts.class_ else "")
    return f"ndarray{of} of shape {_shape(facts)}"


def _shape(facts: Facts) -> str:
    counts = {len(size) for size in facts.sizes}
    if len(counts) > 1:
        return "that varies"
    letters = iter("mnpqrs")
    numbers = []
    for axis in range(counts.pop()):
        letter = next(letters)
        lengths = {size[axis] for size in facts.sizes}
        numbers.append(str(lengths.pop()) if len(lengths) == 1 and lengths != {0} and 1 in lengths else letter)
    return f"({', '.join(numbers)})"


def docstring(
    function: syntax.Function,
    scope: Scope,
    observed: Mapping[str, Facts],
    source: str,
    fields: Mapping[str, Mapping[str, Facts]] | None = None,
) -> list[str]:
    """Return the lines of a docstring.

    Parameters
    ----------
    function : Function
        The original.
    scope : Scope
        Its variables.
    observed : mapping of str to Facts
        What was seen of its parameters at the call.
    source : str
        The name of its file.
    fields : mapping of str to mapping, optional
        For parameters that are structs what was seen of the fields that are read.

    Returns
    -------
    list of str
        Without indentation.
    """
    lines = _help(function.help) or [f"Compute what {function.name} of {source} computes."]
    parameters = [p.name for p in function.parameters if p.name not in ("~",)]
    entries = [(_shown(name), observed.get(name, Facts())) for name in parameters]
    lines += _section("Parameters", entries, {_shown(name): found for name, found in (fields or {}).items()})
    outputs = [(python_name(name), scope.variables[name].facts) for name in function.outputs if name in scope.variables]
    absent = {python_name(name) for name in handles_among_outputs(function)}
    return lines + _section("Returns", outputs, absent=absent)


def _help(text: str) -> list[str]:
    """Return the help of the original: its first sentence, if that is on the first line, and what follows it.

    Lines keep their indentation, but the first.
    """
    first, _, more = _safe(text).strip("\n").partition("\n")
    rest = textwrap.dedent(more).rstrip().splitlines()
    if not first.strip():
        return []
    if rest and _CONTINUED.match(rest[0]):
        return [first.strip(), *rest]
    first = first.strip().rstrip(".") + "."
    return [first, *([""] if rest and rest[0] else []), *rest]


def _shown(name: str) -> str:
    return "*varargin" if name == "varargin" else python_name(name)


def _section(
    title: str,
    entries: Sequence[tuple[str, Facts]],
    fields: Mapping[str, Mapping[str, Facts]] | None = None,
    absent: Collection[str] = (),
) -> list[str]:
    if not entries:
        return []
    lines = ["", title, "-" * len(title)]
    for name, facts in entries:
        if name in absent:
            lines += [f"{name} : None", "    In MATLAB the handle of a figure."]
            continue
        is_list = name.startswith("*")  # of arguments, each of its own type
        lines.append(f"{name} : {'object' if is_list else described(facts)}")
        lines.append(f"    {_numbers_of(facts) if is_list else _range_of(facts)}")
        seen = (fields or {}).get(name, {}) if facts.kind == "struct" else {}
        lines += [f"    {field}: {_sizes_and_classes(found)}." for field, found in seen.items() if found]
    return lines


def _numbers_of(facts: Facts) -> str:
    """Return how many arguments were seen in a list of them."""
    numbers = sorted({0 if 0 in size else max(size) for size in facts.sizes})
    return f"Seen: {', '.join(map(str, numbers))} of them." if any(numbers) else "Not given in any case."


def _range_of(facts: Facts) -> str:
    if not facts:
        return "Not given in any case."
    return f"Seen: {_sizes_and_classes(facts)}."


def _sizes_and_classes(facts: Facts) -> str:
    classes = ", ".join(sorted(facts.classes))
    sizes = sorted("x".join(map(str, size)) for size in facts.sizes)
    shown = ", ".join(sizes[:3]) + (", ..." if len(sizes) > 3 else "")
    return f"{shown} {classes}"


def _safe(line: str) -> str:
    return line.replace("\\", "\\\\").replace('"""', "'''")
