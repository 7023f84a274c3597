"""Helpers as they stand in a port, for files and folders, and for text that is read by a format."""

import glob
import itertools
import os
import re
import shutil
import time

import numpy as np
import scipy.io
import scipy.sparse

from matdrop.translate.emitted.text import str2double, text_lines, text_of


def found_at(path):
    """Return 7 for a folder, 2 for a file, and 0 where there is nothing, as MATLAB's exist does."""
    return 7 if os.path.isdir(path) else 2 if os.path.isfile(path) else 0


def opened(path, mode="r"):
    """Open a file; return its number, or -1 if that cannot be done."""
    return opening(path, mode)[0]


def opening(path, mode="r"):
    """Open a file; return its number and no text, or -1 and why that cannot be done."""
    new = os.O_WRONLY | os.O_CREAT
    ways = {"r": os.O_RDONLY, "w": new | os.O_TRUNC, "a": new | os.O_APPEND, "r+": os.O_RDWR}
    ways |= {"w+": os.O_RDWR | os.O_CREAT | os.O_TRUNC, "a+": os.O_RDWR | os.O_CREAT | os.O_APPEND}
    try:
        if os.path.isdir(path):
            raise IsADirectoryError(0, "Is a directory")
        return os.open(path, ways[re.sub("[bt]", "", mode)], 0o666), ""
    except OSError as error:
        return -1, error.strerror


def closed(number):
    """Close a file by its number; return 0."""
    os.close(int(number))
    return 0


def written(number, text):
    """Write text to an open file; what is written to 1 is printed. Return how many characters it has."""
    if number == 1:
        print(text, end="")
    elif number != 2:
        os.write(int(number), text.encode())
    return len(text)


def next_line(number, *, keeps_end=False):
    """Return the next line of a file, or -1 at its end, as MATLAB's fgetl and fgets do."""
    found = b""
    while not found.endswith(b"\n") and (character := os.read(int(number), 1)):
        found += character
    if not found:
        os.lseek(int(number), 1, os.SEEK_CUR)  # so that the end of an empty file is known, too
        return -1
    text = found.decode()
    return text if keeps_end else text.removesuffix("\n")


def is_at_end(number):
    """Whether all of a file has been read; of an empty one MATLAB knows it once a line was asked for."""
    return os.lseek(int(number), 0, os.SEEK_CUR) >= max(os.fstat(int(number)).st_size, 1)


def moved_to(number, offset, origin):
    """Move to a place of an open file, from its start, the present place or its end; return 0."""
    os.lseek(int(number), int(offset), {"bof": 0, "cof": 1, "eof": 2, -1: 0, 0: 1, 1: 2}[origin])
    return 0


def rest_of_file(number):
    """Return what is left of an open file as bytes."""
    return b"".join(iter(lambda: os.read(int(number), 1 << 20), b""))


def numbers_of_file(number, size=np.inf, dtype="u1"):
    """Return the numbers that an open file holds as bytes: a column, or a matrix of a size."""
    start, kind = os.lseek(int(number), 0, os.SEEK_CUR), np.dtype(dtype)
    left = rest_of_file(number)
    count = int(min(np.prod(size), len(left) // kind.itemsize))
    if np.prod(size) < len(left) // kind.itemsize:
        os.lseek(int(number), start + count * kind.itemsize, os.SEEK_SET)
    return in_size(np.frombuffer(left, dtype=kind, count=count), size)


def text_of_file(path):
    """Return what a file holds."""
    with open(path, newline="") as file:
        return file.read()


def file_parts(path):
    """Return the folder, the name and the extension of a path."""
    folder, slash, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    return folder or slash, (stem if dot else name), dot + extension if dot else ""


def joined_path(*parts):
    """Join the parts of a path with one slash between them."""
    kept = [part for part in parts if part]
    return "/".join([part.rstrip("/") for part in kept[:-1]] + kept[-1:]) if kept else ""


def made_folder(*parts):
    """Make a folder; return whether it is there, and what MATLAB says of one that was there before."""
    was_there = os.path.isdir(joined_path(*parts))
    os.makedirs(joined_path(*parts), exist_ok=True)
    return True, "directory exists" if was_there else "", "mkdir" if was_there else ""


def removed_folder(path, *, with_files=False):
    """Remove a folder, also with what is in it; return whether it was there, and what is in the way."""
    try:
        (shutil.rmtree if with_files else os.rmdir)(path)
    except OSError as error:
        return False, f"operation failed: {error.strerror}", "rmdir"
    return True, "", ""


def deleted(*patterns):
    """Remove the files that names, or patterns of names, stand for."""
    for path in itertools.chain(*map(glob.glob, patterns)):
        os.remove(path)


def folder_entries(pattern="."):
    """Return what is in a folder, or what a pattern of names stands for, as MATLAB's dir lists it."""
    is_folder = os.path.isdir(pattern)
    paths = [os.path.join(pattern, name) for name in [".", "..", *os.listdir(pattern)]] if is_folder else []
    entries = []
    for path in sorted(paths or glob.glob(pattern)):
        time_ = time.localtime(os.path.getmtime(path))
        entry = {"name": os.path.basename(path), "folder": os.path.abspath(os.path.dirname(path) or ".")}
        entry |= {"date": time.strftime("%d-%b-%Y %H:%M:%S", time_), "isdir": os.path.isdir(path)}
        entries.append(entry | {"bytes": 0.0 if entry["isdir"] else float(os.path.getsize(path))})
    return entries


def delimited_numbers(path, separator=None, row=0, column=0):
    """Return the numbers that a file lists, line by line; what is not there is 0."""
    lines = [line for line in text_of_file(path).splitlines() if line.strip()]
    if separator is None:  # the first sign that separates something
        separator = next((sign for sign in ",:; \t" if any(sign in line.strip() for line in lines)), ",")
    separator = separator.replace("\\t", "\t")
    words = [line.split(None if separator == " " else separator) for line in lines[int(row) :]]
    numbers = [[np.nan_to_num(str2double(word), nan=0.0) if word.strip().lower() != "nan" else np.nan for word in line]
               for line in words]  # fmt: skip
    return np.array([*itertools.zip_longest(*numbers, fillvalue=0.0)]).T[:, int(column) :]


def write_delimited(path, matrix, separator=",", precision="%.16g"):
    """Write a matrix into a file, line by line."""
    precision = precision if isinstance(precision, str) else f"%.{int(precision)}g"
    if isinstance(matrix, str) or (isinstance(matrix, list) and isinstance(matrix[0], str)):  # text, by its characters
        matrix, precision = [list(row) for row in text_lines(matrix)], "%s"
    np.savetxt(path, np.atleast_2d(matrix), fmt=precision, delimiter=separator.replace("\\t", "\t"))


def loaded(path, *names):
    """Return the variables of a .mat file as a port holds them; of a file of text the matrix of its numbers."""
    path = path if os.path.isfile(path) else f"{path}.mat"
    try:
        lines = [re.split("[%#]", line)[0].replace(",", " ").split() for line in text_of_file(path).splitlines()]
        return np.array([[float(word) for word in line] for line in lines if line])
    except ValueError:  # it is no list of numbers
        found = scipy.io.loadmat(path, mat_dtype=True, chars_as_strings=True)
    return {name: held(found[name]) for name in found if not name.startswith("__") and (not names or name in names)}


def held(value):
    """Return a value of a .mat file as a port holds it: a list for a cell, a dict for a struct, text as text."""
    if scipy.sparse.issparse(value):
        return scipy.sparse.csc_array(value)
    if value.dtype.names is not None:
        structs = [{name: held(one[name]) for name in value.dtype.names} for one in value.ravel(order="F")]
        return structs[0] if len(structs) == 1 else structs
    if value.dtype == object:
        is_table = value.ndim == 2 and min(value.shape) > 1
        return [[held(one) for one in row] for row in value] if is_table else [held(one) for one in value.ravel()]
    if value.dtype.kind == "U":
        return value.tolist() if value.size > 1 else "".join(value.ravel())
    if value.size == 1:
        return value.item() if value.dtype == float else value.ravel()[0]
    return value


def saved(path, variables):
    """Write variables into a .mat file; functions and what is not there are left out."""
    kept = {name: stored(value) for name, value in variables.items() if not (value is None or callable(value))}
    scipy.io.savemat(
        path if "." in os.path.basename(path) else f"{path}.mat", kept, oned_as="row", long_field_names=True
    )


def stored(value):
    """Return a value as SciPy writes it: what is a double in MATLAB as a float, a list as an array of objects."""
    if isinstance(value, dict):
        return {name: stored(one) for name, one in value.items()}
    if isinstance(value, list):
        is_table = bool(value) and all(isinstance(row, list) for row in value)
        result = np.empty((len(value), len(value[0])) if is_table else (1, len(value)), dtype=object)
        for place, one in enumerate([one for row in value for one in row] if is_table else value):
            result.flat[place] = stored(one)
        return result
    return float(value) if type(value) is int else value


def scanned(text, template, size=np.inf):
    """Return what a format reads from text: numbers, and the codes of characters, as a column; of these alone text."""
    return as_scanned(*scan(text, template, np.prod(size))[:2], size)


def scanned_file(number, template, size=np.inf):
    """Return what a format reads from an open file, from its present place on."""
    start = os.lseek(int(number), 0, os.SEEK_CUR)
    text = rest_of_file(number).decode()
    found, letters, at = scan(text, template, np.prod(size))
    os.lseek(int(number), start + len(text[:at].encode()), os.SEEK_SET)
    return as_scanned(found, letters, size)


def as_scanned(found, letters, size):
    """Return what was read as text, if only characters were asked for, else as numbers."""
    return text_of(found) if letters and set(letters) <= set("cs") else in_size(np.array(found, dtype=float), size)


def in_size(numbers, size):
    """Return numbers as a column, or column by column as a matrix with zeros at its end."""
    if np.size(size) < 2:
        return numbers.reshape(-1, 1)
    height = int(np.ravel(size)[0])
    width = -(-numbers.size // height)
    return np.pad(numbers, (0, height * width - numbers.size)).reshape((height, width), order="F")


def scan(text, template, count=np.inf):
    """Return what a format reads from text, the letters of the format, and the place behind what was read."""
    directives = [scan_directive(*parts) for parts in re.findall(r"%(\*?)(\d*)l?([a-zA-Z])|(\s+|\S)", template)]
    letters = "".join(letter for _, letter in directives)
    found, at, before = [], 0, -1
    while letters and at > before:
        before = at
        for pattern, letter in directives:
            match = pattern.match(text, at) if len(found) < count else None
            if match is None:
                blanks = re.compile(r"\s*").match(text, at)
                at = blanks.end() if letter and letter != "c" and len(found) < count else at
                return found, letters, at
            at = match.end()
            if letter:
                found += [float(ord(c)) for c in match[1]] if letter in "cs" else [read_number(match[1], letter)]
    return found, letters, at


def scan_directive(skipped, width, letter, other):
    """Return the pattern of a part of a format, and the letter of what it reads; empty for what is left out."""
    digits = f"{{1,{width}}}" if width else "+"
    real = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|[iI]nf|[nN]a[nN])"
    patterns = {"c": rf"(.{{{width or 1}}})", "s": rf"\s*(\S{digits})", "x": rf"\s*([0-9a-fA-F]{digits})"}
    whole = rf"\s*([-+]?\d{digits})"
    reads = patterns | {"d": whole, "i": whole, "u": whole} if letter else {}
    pattern = reads.get(letter, rf"\s*({real})") if letter else re.escape(other) if other.strip() else r"\s*"
    return re.compile(pattern, re.DOTALL), "" if skipped else letter


def read_number(text, letter):
    """Return the number that a text is, by the letter of its format."""
    return float(int(text, 16)) if letter == "x" else float(text)


def scanned_columns(text, template="%f", delimiter="", skipped=0):
    """Return the columns that a format reads from text, field by field, as MATLAB's textscan does."""
    text = "".join(text.splitlines(keepends=True)[int(skipped) :])
    signs = "".join(delimiter).replace("\\t", "\t").replace("\\n", "\n")
    parts = re.findall(r"%(\*?)[\d.]*(\[.*?\]|[a-z]\d*)|([^%\s]+)", template)
    fields = [column_field(place, *part, signs) for place, part in enumerate(parts)]
    columns = [[] for _ in fields]
    at = 0
    for pattern, column in itertools.cycle(zip(fields, columns, strict=True)):
        match = pattern.match(text, at) if text[at:].strip() else None
        if match is None:
            break
        at = match.end()
        column.append(match[1])
    kept = [(column, letter) for column, (skip, letter, _) in zip(columns, parts, strict=True) if letter and not skip]
    return [column_values(column, letter) for column, letter in kept]


def column_field(place, _, letter, literal, signs):
    """Return the pattern of a field of a format; at the first one of a line the end of the one before is left out."""
    real = r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|[iI]nf|[nN]a[nN])"
    if literal:
        return re.compile(rf"\s*({re.escape(literal)})")
    if letter[0] in "sq[":
        inside = rf"[^{re.escape(signs)}\r\n]*" if signs else r"\S+"
        field = rf"({letter}+)" if letter[0] == "[" else f"({inside})"
    else:
        field = f"({real}|)" if signs else f"({real})"
    blank = "".join(sign for sign in " \t\r\n" if sign not in signs and (not signs or place == 0 or sign in " \t"))
    behind = rf"[ \t]*(?:[{re.escape(signs)}]|\r?\n|$)" if signs else ""
    return re.compile(f"[{blank}]*{field}{behind}" if blank else field + behind)


def column_values(words, letter):
    """Return the words of a column: of numbers an array, where nothing stands NaN."""
    if letter[0] in "sq[":
        return words
    classes = {"d": np.int32, "u": np.uint32, "d8": np.int8, "d16": np.int16, "d64": np.int64, "f32": np.float32}
    return np.array([[float(word or "nan")] for word in words]).astype(classes.get(letter, float)).reshape(-1, 1)
