"""Writing into a case table: keys and cases of a pair, with the file's comments and order as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import ParseError
from tomlkit.items import Table

from matdrop.cases.declared_conventions import toml_line
from matdrop.cases.toml_reader import Place
from matdrop.errors import MatdropError


def declare(path: Path, pair: str, lines: Sequence[str]) -> None:
    r"""Write declarations into a pair's table.

    Parameters
    ----------
    path : Path
        The case table, or the ``pyproject.toml`` that holds it.
    pair : str
        The pair's name.
    lines : sequence of str
        Keys with their values, such as ``zero_based = ["labels"]``; a key that is there already gets the new value.

    Raises
    ------
    MatdropError
        If the file cannot be read or written, or has no such pair.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "parity.toml"
    >>> _ = path.write_text('[f]  # mine\nport = "f.py:f"\n[[f.case]]\nname = "one"\n')
    >>> declare(path, "f", ['zero_based = ["labels"]'])
    >>> [line for line in path.read_text().splitlines() if line]
    ['[f]  # mine', 'port = "f.py:f"', 'zero_based = ["labels"]', '[[f.case]]', 'name = "one"']
    """
    document, entry = _opened(path, pair, "; ".join(lines))
    for line in lines:
        for key, value in tomlkit.parse(line).items():
            _set(entry, key, value)
    _write(path, document)


def add_cases(path: Path, pair: str, cases: Sequence[Mapping[str, Any]]) -> None:
    r"""Write cases into a pair's table, behind those that it has.

    Parameters
    ----------
    path : Path
        The case table, or the ``pyproject.toml`` that holds it.
    pair : str
        The pair's name.
    cases : sequence of mapping of str to object
        The keys of each, as a table has them.

    Raises
    ------
    MatdropError
        If the file cannot be read or written, or has no such pair.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "parity.toml"
    >>> _ = path.write_text('[f]  # mine\nport = "f.py:f"\n[[f.case]]\nname = "one"\n')
    >>> add_cases(path, "f", [{"name": "two", "args": ["[1 2]"]}])
    >>> [line for line in path.read_text().splitlines() if line]
    ['[f]  # mine', 'port = "f.py:f"', '[[f.case]]', 'name = "one"', '[[f.case]]', 'name = "two"', 'args = ["[1 2]"]']
    """
    document, entry = _opened(path, pair, "cases")
    if "case" not in entry:
        entry["case"] = tomlkit.aot()
    for case in cases:
        table = tomlkit.table()
        for key, value in case.items():
            table[key] = value
        entry["case"].append(table)
    _write(path, document)


def case_lines(pair: str, case: Mapping[str, Any]) -> list[str]:
    """Write a case as it stands in a table, to be copied.

    Parameters
    ----------
    pair : str
        The pair's name.
    case : mapping of str to object
        Its keys.

    Returns
    -------
    list of str
        The lines.

    Examples
    --------
    >>> case_lines("f", {"name": "two", "args": ["[1 2]"]})
    ['[[f.case]]', 'name = "two"', 'args = ["[1 2]"]']
    """
    place = Place(Path(), (pair,)).element_of("case", 1)
    return [place.table, *(toml_line(key, value) for key, value in case.items())]


def _opened(path: Path, pair: str, what: str) -> tuple[TOMLDocument, Table]:
    """Read a file and find the table of a pair in it.

    Raises
    ------
    MatdropError
        If it cannot be read, or has no such pair.
    """
    try:
        document = tomlkit.parse(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError, ParseError) as error:
        raise MatdropError(f"{path} cannot be read ({error}); write {what} by hand") from None
    table = document["tool"]["matdrop"] if path.name == "pyproject.toml" else document
    entry = table.get(pair)
    if not isinstance(entry, Table):
        raise MatdropError(f"{path} has no table [{pair}] to write {what} in")
    return document, entry


def _write(path: Path, document: TOMLDocument) -> None:
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(tomlkit.dumps(document).encode())
    Path(unfinished).replace(path)


def _set(entry: Table, key: str, value: object) -> None:
    """Set a key; a new one stands with the pair's other keys, above its cases."""
    if key in entry:
        entry[key] = value
        return
    below = [(name, entry.pop(name)) for name in ("case", "generate") if name in entry]
    entry[key] = value
    for name, cases in below:
        entry[name] = cases
