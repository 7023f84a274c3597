"""Text: numbers as text, formats, search."""

import itertools
import json
import re
import sys
import traceback

import numpy as np


def assert_true(condition, message="assert failed", identifier=""):
    """Raise an error if a condition does not hold, as MATLAB's assert does."""
    if not condition:
        raise_with_identifier(identifier, message)


def caught_error(error):
    """Return what MATLAB holds of an error that was caught; its stack has the port's functions, the inner first."""
    frames = traceback.extract_tb(error.__traceback__)[::-1] if error is not None else []
    stack = [
        {"file": one.filename, "name": one.name, "line": float(one.lineno), "column": -1.0}
        for one in frames
        if not one.name.startswith(("raise_", "assert_true"))
    ]
    message = "" if error is None else str(error)
    return {"message": message, "identifier": getattr(error, "identifier", ""), "stack": stack}


def chosen_word(text, choices):
    """Return the choice that begins with a text, whatever its case."""
    found = [choice for choice in choices if choice.lower().startswith(text.lower())]
    assert_true(found, f"validatestring: '{text}' does not match any valid string")
    return found[0]


def char_codes(text):
    """Return the codes of characters: a row of text, a matrix of several rows; numbers stay as they are."""
    if not isinstance(text, (str, list)):
        return text
    rows = [text] if isinstance(text, str) else text
    return np.array([[ord(character) for character in row] for row in rows], dtype=float)


def disp_text(value):
    """Return what MATLAB's disp prints, for a number or an array of whole numbers."""
    if np.size(value) == 1:
        return num2str(value)
    return "\n".join("   " + "   ".join(num2str(element) for element in row) for row in np.atleast_2d(value))


def last_error():
    """Return what MATLAB holds of the error that is handled; of none it is empty."""
    return caught_error(sys.exc_info()[1])


def raise_again(error):
    """Raise an error by what MATLAB holds of it: a struct with its message, and maybe its identifier."""
    raise_with_identifier(error.get("identifier", ""), error["message"])


def raise_error(message):
    """Raise an error, as a statement within an expression may do."""
    raise RuntimeError(message)


def raise_message(message):
    """Raise an error, if there is a message."""
    if len(message):
        raise RuntimeError(message)


def raise_with_identifier(identifier, message):
    """Raise an error with the identifier by which MATLAB tells errors apart."""
    error = RuntimeError(message)
    error.identifier = identifier
    raise error


def mat2str(value, digits=15):
    """Return numbers as they are written in MATLAB."""

    def one(number):
        if isinstance(number, (bool, np.bool_)):
            return "true" if number else "false"
        if np.iscomplexobj(value):
            form = f"%.{int(digits)}g"
            return f"{sprintf(form, number.real)}{'-' if number.imag < 0 else '+'}{sprintf(form, abs(number.imag))}i"
        return sprintf(f"%.{int(digits)}g", number)

    if np.size(value) == 1:
        return one(np.ravel(value)[0])
    if not np.size(value):
        return "[]"
    return "[" + ";".join(" ".join(one(number) for number in row) for row in value) + "]"


def num2str(value, digits=None):
    """Return numbers as text, in columns of one width: with four digits behind the point if there are fractions."""
    if isinstance(value, str):
        return value
    if np.iscomplexobj(value):
        number = np.ravel(value)[0]
        return f"{num2str(number.real, digits)}{'-' if number.imag < 0 else '+'}{num2str(abs(number.imag), digits)}i"
    table = np.atleast_2d(value)
    if isinstance(digits, str):
        lines = ["".join(sprintf(digits, number) for number in row) for row in table]
    else:
        form = number_format(table, digits)
        lines = ["".join(sprintf(form, number) for number in row) for row in table]
    blank = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    lines = [line[blank:].rstrip() for line in lines]
    return lines[0] if len(lines) == 1 else lines


def number_format(table, digits=None):
    """Return the format in which numbers are written as columns, by the largest of them."""
    if digits is not None:
        return f"%{int(digits) + 7}.{int(digits)}g"
    finite = np.abs(table[np.isfinite(table)].astype(float))
    order = int(np.floor(np.log10(np.max(finite)))) if np.any(finite) else 0
    if order <= 15 and np.all(finite == np.trunc(finite)):
        return f"%{order + 3 if finite.size == table.size else max(order + 3, 5)}.0f"
    places = min(max(order + 5, 5), 16)
    return f"%{places + 7}.{places}g"


def same_text(first, second, count=None, fold=False):
    """Return whether two values are the same text; what is no text is not equal."""
    if isinstance(first, list) or isinstance(second, list):
        raise NotImplementedError("a comparison of a cell with text")
    if not (isinstance(first, str) and isinstance(second, str)):
        return False
    if fold:
        first, second = first.lower(), second.lower()
    return first[:count] == second[:count]


def sprintf(template, *values):
    """Format values as MATLAB does: the template is used again for more of them."""
    escapes = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
    template = re.sub(r"\\(.)", lambda found: escapes.get(found[1], found[1]), template)
    waiting = []
    for value in values:
        waiting += [value] if isinstance(value, str) else np.ravel(np.real(value), order="F").tolist()
    conversions = list(re.finditer(r"%([-+ 0#]*)(\*|\d+)?(\.\d+|\.\*)?l?([diouxXeEfgGcs%])", template))
    pieces, has_values = [], bool(waiting)
    while True:
        at = 0
        for found in conversions:
            pieces.append(template[at : found.start()])
            at = found.end()
            if found[4] != "%" and has_values and not waiting:
                return "".join(pieces)
            pieces.append("%" if found[4] == "%" else formatted(found, waiting))
        pieces.append(template[at:])
        if not waiting or all(found[4] == "%" for found in conversions):
            return "".join(pieces)


def formatted(conversion, waiting):
    """Return the next of the waiting values by a conversion; nothing where none is left."""
    flags, width, precision, letter = conversion.groups()
    if width == "*":
        width = str(int(waiting.pop(0)))
    spec = f"%{flags}{width or ''}"
    if not waiting:
        return " " * int(width or 0)
    if isinstance(waiting[0], str) and letter not in "sc":
        waiting[:1] = [ord(character) for character in waiting[0]]
    value = waiting.pop(0)
    if isinstance(value, str):
        return f"{spec}{precision or ''}s" % value
    if not np.isfinite(value):
        return f"{spec.replace('0', '')}s" % ("NaN" if np.isnan(value) else "Inf" if value > 0 else "-Inf")
    if letter in "sc":
        return f"{spec}s" % (chr(int(value)) if value == int(value) else f"{value:.5g}")
    if letter in "diouxX" and value != int(value):
        return f"{spec}s" % (f"{value:{precision or ''}g}" if abs(value) < 1e5 else repr(value))
    if letter in "diouxX":
        return f"{spec}{precision or ''}{letter.replace('u', 'd')}" % int(value)
    return f"{spec}{precision or ''}{letter}" % value


def str2double(text):
    """Return the number that a text is; NaN if it is none, also of what is no text."""
    if not isinstance(text, str):
        return np.nan
    try:
        return float(text.strip().replace(",", "").replace("i", "j").replace("jnf", "inf"))
    except ValueError:
        return np.nan


def number_of_digits(text, base):
    """Return the number that digits of a base are, which blanks may part; NaN if they are none."""
    digits = text.replace(" ", "")
    is_number = digits.isascii() and digits.isalnum() and all(int(digit, 36) < base for digit in digits)
    return float(int(digits, base)) if is_number else np.nan


def strfind(text, pattern):
    """Return where a text begins in another as a row, from 1; they may overlap."""
    found = [k + 1.0 for k in range(len(text) - len(pattern) + 1) if pattern and text.startswith(pattern, k)]
    return np.array([found]) if found else np.zeros((0, 0))


def strtok(text, delimiters=" \t\n\v\f\r\0"):
    """Return the first word, and what follows it."""
    start = next((k for k, c in enumerate(text) if c not in delimiters), len(text))
    end = next((k for k in range(start, len(text)) if text[k] in delimiters), len(text))
    return text[start:end], text[end:]


def text_of(numbers):
    """Return the text of character codes, which are rounded; of what is no code it has the 0; text stays as it is."""
    if isinstance(numbers, str):
        return numbers
    codes = [int(np.floor(number + 0.5)) for number in np.ravel(numbers, order="F")]
    return "".join(chr(code) if 0 <= code <= sys.maxunicode else "\0" for code in codes)


def with_characters(text, places, new):
    """Return a text with other characters at places from 1, or where a mask is true; it may become longer."""
    places = np.ravel(places, order="F")
    chosen = np.flatnonzero(places) if places.dtype == bool else places.astype(int) - 1
    text = text if len(text) else ""  # what begins as an empty matrix becomes text
    characters = list(text.ljust(int(np.max(chosen, initial=-1)) + 1, "\0"))
    for k, place in enumerate(chosen):
        characters[place] = new[k if len(new) > 1 else 0]
    return "".join(characters)


def cell_texts(value):
    """Return the rows of text as a list of text without blanks at their ends."""
    if isinstance(value, list) and all(isinstance(element, str) for element in value):
        return [element.rstrip(" ") for element in value]
    return [value]


def starting_with(text, choices, exact=False):
    """Return the places, from 1, of the texts that begin with a text, or are that text, as a column."""
    choices = [choices] if isinstance(choices, str) else choices
    found = [
        [k + 1.0]
        for k, choice in enumerate(choices)
        if choice.startswith(text) and not (exact and choice[len(text) :].rstrip(" \0"))
    ]
    return np.array(found) if found else np.zeros((0, 0))


def char_rows(*texts, keep_empty=True):
    """Return texts as the rows of a char array: filled up with blanks to the same length; one alone is text."""
    rows = [line for text in texts for line in (text if isinstance(text, list) else [text])]
    rows = [text_of(row) if not isinstance(row, str) else row for row in rows]
    rows = [row for row in rows if row or keep_empty]
    width = max(map(len, rows), default=0)
    return "".join(rows) if len(rows) < 2 else [row.ljust(width) for row in rows]


def pieces_of(value, rows, columns=None):
    """Cut a matrix into the parts of a cell: a list if they stand in one row or column, else a list of rows."""
    rows = np.cumsum([0, *np.ravel(rows)]).astype(int)
    columns = [0, value.shape[1]] if columns is None else np.cumsum([0, *np.ravel(columns)]).astype(int)
    strips = [value[a:b] for a, b in itertools.pairwise(rows)]
    grid = [[strip[:, c:d] for c, d in itertools.pairwise(columns)] for strip in strips]
    return [row[0] for row in grid] if len(columns) == 2 else grid[0] if len(rows) == 2 else grid


def replacement_of(text):
    """Return what regexprep puts in place of a match, as Python's re writes it: a group is $1, a backslash escapes."""

    def piece(found):
        number, code, sign, group = found.groups()
        if group:
            return rf"\g<{group}>"
        if number or code:
            return chr(int(number or code, 16 if number else 8)).replace("\\", r"\\")
        escapes = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": r"\\"}
        return escapes.get(sign, sign)

    ends_alone = len(text) - len(text.rstrip("\\"))
    text += "\\" * (ends_alone % 2)  # a backslash at the end is one
    return re.sub(r"\\x([0-9A-Fa-f]{1,2})|\\([0-7]{1,3})|\\(.)|\$(\d)", piece, text)


def joined_text(rows):
    """Join text in rows and rows below each other, as MATLAB's brackets do: one row is text, several are a list."""
    lines = []
    for row in rows:
        parts = [part for part in map(text_lines, row) if any(part)]
        lines += ["".join(line) for line in zip(*parts, strict=True)]
    if len({len(line) for line in lines}) > 1:
        raise ValueError("vertical dimensions mismatch")
    return lines if len(lines) > 1 else "".join(lines)


def text_lines(value):
    """Return the rows of text, or of the characters that numbers stand for."""
    if isinstance(value, str):
        return [value]
    return value if isinstance(value, list) else [text_of(row) for row in np.atleast_2d(value)]


def shape_of_text(value):
    """Return the size of text, of several rows of it, or of an array."""
    if isinstance(value, str | list):
        lines = text_lines(value) if len(value) else []
        return len(lines), len(lines[0]) if lines else 0
    return np.atleast_2d(value).shape


def without_blank_columns(rows, both=False):
    """Return rows of text without the columns of blanks at their ends; if `both`, also without those before them."""
    filled = [k for k, column in enumerate(zip(*rows, strict=True)) if "".join(column).strip(" \t\n\v\f\r\0")]
    return [row[filled[0] if both else 0 : filled[-1] + 1] for row in rows] if filled else ""


def joined_rows(*texts):
    """Join texts of several rows, and of one with each of them, as strcat does: without the blanks at their ends."""
    lines = [[line.rstrip() for line in text_lines(text)] for text in texts]
    count = max(map(len, lines))
    joined = ["".join(row) for row in zip(*(one * count if len(one) == 1 else one for one in lines), strict=True)]
    return char_rows(joined)


def split_between(pattern, text, maxsplit=0, flags=0):
    """Split text at the matches of a pattern; what its groups match is no part of the result."""
    found = [match for match in re.finditer(pattern, text, flags) if match[0]][: maxsplit or None]
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(text)]
    return [text[start:end] for start, end in zip(ends, starts, strict=True)]


def replaced(text, old, new):
    """Replace a text wherever it begins, also within itself, as MATLAB does."""
    starts = [place for place in range(len(text)) if old and text.startswith(old, place)]
    ends = [0, *(start + len(old) for start in starts)]
    return new.join(text[min(end, start) : start] for end, start in zip(ends, [*starts, len(text)], strict=True))


def json_value(value):
    """Return what a JSON text holds as a port holds it: lists of numbers are arrays, all other ones stay lists."""
    if isinstance(value, dict):
        return {name: json_value(one) for name, one in value.items()}
    if value is None:
        return np.zeros((0, 0))
    if not isinstance(value, list):
        return float(value) if type(value) is int else value
    if value and all(type(one) in (int, float, type(None)) for one in value) and any(one is not None for one in value):
        return np.array([[np.nan if one is None else one] for one in value], dtype=float)
    if value and all(type(one) is bool for one in value):
        return np.array(value)[:, None]
    found = [json_value(one) for one in value]
    is_table = all(isinstance(one, np.ndarray) and one.size and one.dtype == float for one in found)
    if value and is_table and len({one.shape for one in found}) == 1:
        return np.hstack(found).T if found[0].shape[1] == 1 else np.stack(found)
    return found if value else np.zeros((0, 0))


def json_text(value):
    """Return a value as JSON, as MATLAB's jsonencode writes it."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(name)}:{json_text(one)}' for name, one in value.items())}}}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list) or (isinstance(value, np.ndarray) and value.ndim > 2):
        return f"[{','.join(map(json_text, value))}]"
    if isinstance(value, np.ndarray):
        rows = value if min(value.shape) > 1 else [value.ravel()] if value.size else []
        texts = [f"[{','.join(map(json_text, row))}]" for row in rows]
        return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    return (
        re.sub(r"e([-+])0+", r"e\1", repr(float(value)).removesuffix(".0")).replace("e+", "e")
        if np.isfinite(value)
        else "null"
    )
