"""Cells, structs, functions and options."""

import copy
import inspect
import itertools

import numpy as np

from matdrop.translate.emitted.storing import join_blocks
from matdrop.translate.emitted.text import assert_true, joined_text, str2double


def grown_list(values, count):
    """Return a list with empty matrices added, so that it has at least a number of elements."""
    return values + [np.zeros((0, 0)) for _ in range(count - len(values))]


def with_elements(values, places, new):
    """Return a list with copies of other elements, or of one, at places from 1 or where a mask is true."""
    places = np.ravel(places, order="F")
    chosen = np.flatnonzero(places) if places.dtype == bool else places.astype(int) - 1
    result = grown_list(values, max(chosen, default=-1) + 1)
    new = new * len(chosen) if len(new) == 1 else new
    for place, value in zip(chosen, new, strict=True):
        result[place] = copy.deepcopy(value)
    return result


def parse_options(parser, *arguments):
    """Sort arguments by the rules of a parser, as MATLAB's inputParser does; its results go into "Results"."""
    rules = {kind: [] for kind in ("required", "optional", "parameter", "switch")}
    for kind, name, *rest in parser["rules"]:
        rules[kind].append((name, *rest))
    waiting, results, unmatched = list(arguments), {}, {}
    named = {name.lower(): (name, checks) for name, _, *checks in rules["parameter"] + rules["switch"]}
    for name, _, *checks in rules["required"]:
        assert_true(waiting, "not enough input arguments")
        results[name] = checked_option(name, waiting.pop(0), checks)
    for name, _, *checks in rules["optional"]:
        is_word = bool(waiting) and isinstance(waiting[0], str)
        if not waiting or (is_word and waiting[0].lower() in named):
            break
        if isinstance(waiting[0], (str, dict)) and not passes(checks, waiting[0]):
            break
        results[name] = checked_option(name, waiting.pop(0), checks)
    switches = {name for name, *_ in rules["switch"]}
    while waiting:
        word = waiting.pop(0)
        if isinstance(word, dict):  # its fields are options
            waiting = [part for option in word.items() for part in option] + waiting
            continue
        assert_true(isinstance(word, str), "non-string for Parameter name or Switch")
        name, checks = named.get(word.lower(), (None, []))
        assert_true(name is not None or parser.get("KeepUnmatched"), f"argument '{word}' is not a valid parameter")
        assert_true(waiting or name in switches, f"no matching value for option '{word}'")
        if name is None:
            unmatched[word] = waiting.pop(0)
        else:
            results[name] = True if name in switches else checked_option(name, waiting.pop(0), checks)
    defaults = {name: default for _, name, default, *_ in parser["rules"] if name not in results}
    parser |= {"Results": results | defaults, "Unmatched": unmatched, "UsingDefaults": list(defaults)}


def checked_option(name, value, checks):
    """Return the value of an option; one that fails its check is an error."""
    assert_true(passes(checks, value), f"failed validation of {name}")
    return value


def passes(checks, value):
    """Return whether a value passes all checks; one that returns nothing fails by an error alone."""
    try:
        return all(found is None or bool(np.all(found)) for found in (check(value) for check in checks))
    except Exception:
        return False


def is_cell_of_text(value):
    """Return whether a value is a cell of text."""
    return isinstance(value, list) and all(isinstance(element, str) for element in value)


def or_nothing(found, value):
    """Return what was found in a value; in what is 0-by-0 the same is found."""
    return value if np.shape(value) == (0, 0) else found


def listed_numbers(text):
    """Return the numbers that a text lists, as MATLAB writes them; nothing if it is no list."""
    rows = [row.replace(",", " ").split() for row in text.strip(" []").split(";") if row.strip()]
    numbers = np.array([[str2double(word) for word in row] for row in rows])
    return np.zeros((0, 0)) if np.any(np.isnan(numbers)) or not numbers.size else numbers


def mapped(function, count, *lists):
    """Call a function of several outputs on the elements of lists; return a list for each output."""
    found = [function(*elements) for elements in zip(*lists, strict=True)]
    return [[one[k] if isinstance(one, tuple) else one for one in found] for k in range(count)]


def called(named, function, *arguments, **asked):
    """Call a function that is given itself or by its name."""
    return (named[function] if isinstance(function, str) else function)(*arguments, **asked)


def as_asked_for(outputs, count):
    """Return the first of the outputs of a function, or as many as are asked for."""
    return outputs[0] if count == 1 else outputs[:count]


def not_translated(what):
    """Raise an error where a port comes to a part of a line that is not translated."""
    raise NotImplementedError(what)


def missing_function(name, what):
    """Return a function of a name that raises an error where it is called, since it is not translated."""

    def function(*_, **__):
        raise NotImplementedError(what)

    function.__name__ = name
    return function


def class_of(value):
    """Return the class that a value has in MATLAB."""
    kinds = {str: "char", list: "cell", dict: "struct", bool: "logical"}
    for kind, name in kinds.items():
        if isinstance(value, kind):
            return name
    if callable(value):
        return "function_handle"
    name = value.dtype.name if hasattr(value, "dtype") else "float64"
    return {"bool": "logical", "float32": "single", "complex64": "single"}.get(name, name.replace("float64", "double"))


def as_held(value):
    """Return an array of one element as that number, as lists hold it; all else as it is."""
    return value[0, 0] if isinstance(value, np.ndarray) and value.shape == (1, 1) else value


def as_elements(value):
    """Return a value as an array; text as one of its characters."""
    return np.array([list(value)]) if isinstance(value, str) else np.atleast_2d(value)


def byte_count(value):
    """Return how many bytes MATLAB takes for a value: those of its numbers and characters, also within others."""
    if isinstance(value, list | dict):
        return float(sum(map(byte_count, value.values() if isinstance(value, dict) else value)))
    return 0.0 if callable(value) else float(len(value) if isinstance(value, str) else np.asarray(value).nbytes)


def parameter_count(function):
    """Return how many arguments a function takes: less than 0 if it takes any number behind the first ones."""
    parameters = inspect.signature(function).parameters.values()
    takes_more = any(one.kind == one.VAR_POSITIONAL for one in parameters)
    # One that has a value is a variable that an anonymous function keeps.
    count = sum(one.kind != one.VAR_POSITIONAL and one.default in (one.empty, None) for one in parameters)
    return -count - 1 if takes_more else count


def grown_structs(structs, count, *fields):
    """Return a list of at least so many structs with the same fields; one without a value is an empty matrix."""
    names = dict.fromkeys([*itertools.chain(*structs[:1]), *fields])
    longer = [*structs, *({} for _ in range(count - len(structs)))]
    return [{name: one.get(name, np.zeros((0, 0))) for name in names} for one in longer]


def is_equal(first, *others):
    """Return whether values are equal, also cells and structs with all that they hold."""

    def same(a, b):
        if isinstance(a, dict) and isinstance(b, dict):
            return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
        if isinstance(a, list) and isinstance(b, list):
            return len(a) == len(b) and all(map(same, a, b))
        if any(isinstance(side, str | list | dict) or callable(side) for side in (a, b)):
            return type(a) is type(b) and a == b
        return np.array_equal(np.atleast_2d(a), np.atleast_2d(b))

    return all(same(first, other) for other in others)


def joined_any(rows):
    """Join values in rows and rows below each other: text if some of them is text, else numbers."""
    return joined_text(rows) if any(isinstance(part, str) for row in rows for part in row) else join_blocks(rows)


def is_numeric(value):
    """Return whether a value is of numbers, which truth values, text, lists and functions are not."""
    if isinstance(value, str | list | dict | bool) or callable(value):
        return False
    return np.asarray(value).dtype.kind != "b"


def cells_of(value):
    """Return what a value adds to a cell: a list its elements, what is empty nothing, all else itself."""
    if isinstance(value, list):
        return value
    return [value] if np.size(value) and not (isinstance(value, str) and not value) else []


def with_handler(function, handler):
    """Return a function that calls a handler where it fails, with the error and the same arguments."""
    places = itertools.count(1.0)

    def called(*arguments):
        place = next(places)
        try:
            return function(*arguments)
        except Exception as error:
            known = {"message": str(error), "identifier": getattr(error, "identifier", ""), "index": place}
            return handler(known, *arguments)

    return called


def with_field(value, name, content):
    """Return a struct with a field; what is empty becomes a struct of that field alone."""
    return {**value, name: content} if isinstance(value, dict) else {name: content}


def option_of(options, name, otherwise=None):
    """Return an option, by its name in capitals or not; what is not there, or has nothing in it, is the other value."""
    given = [value for key, value in options.items() if key.lower() == name.lower() and np.size(value)]
    return given[0] if given else np.zeros((0, 0)) if otherwise is None else otherwise


def rolled_list(elements, shift):
    """Return the elements of a list shifted in a circle."""
    start = -shift % max(len(elements), 1)
    return elements[start:] + elements[:start]
