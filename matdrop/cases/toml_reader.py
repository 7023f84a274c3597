"""Reading TOML tables as entries: what is not understood is refused by file, table and key, in plain words."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from matdrop.errors import MatdropError

Entry = TypeVar("Entry", bound=msgspec.Struct)
LONGEST_SHOWN = 60  # characters of a value in a message


@dataclass(frozen=True)
class Place:
    """Where in a TOML file a table stands; messages begin with it.

    Attributes
    ----------
    file : Path
        The file.
    keys : tuple of str
        The keys that lead to the table; empty for the whole file.
    element : str
        Of an array of tables, which one: its name in quotes, or its number.

    Examples
    --------
    >>> str(Place(Path("parity.toml"), ("f",)).element_of("case", 3, "small"))
    'parity.toml, [[f.case]] "small"'
    """

    file: Path
    keys: tuple[str, ...] = ()
    element: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, [f"{self.file},", self.table, self.element])).removesuffix(",")

    @property
    def table(self) -> str:
        """The table's head, as TOML writes it; empty for the whole file."""
        name = ".".join(key if re.fullmatch(r"[\w-]+", key, re.ASCII) else json.dumps(key) for key in self.keys)
        return (f"[[{name}]]" if self.element else f"[{name}]") if name else ""

    def element_of(self, key: str, number: int, name: object = None) -> Place:
        """Return the place of one table of an array of tables.

        Parameters
        ----------
        key : str
            The key of the array.
        number : int
            The table's number, counted from 1.
        name : object, optional
            The table's name; if it is not a str, the place has the number instead.

        Returns
        -------
        Place
            The place of that table.

        Examples
        --------
        >>> str(Place(Path("parity.toml")).element_of("case", 3))
        'parity.toml, [[case]] number 3'
        """
        return Place(self.file, (*self.keys, key), json.dumps(name) if isinstance(name, str) else f"number {number}")

    def error(self, what: str) -> MatdropError:
        """Return an error whose message begins with the place.

        Parameters
        ----------
        what : str
            The rest of the message.

        Returns
        -------
        MatdropError
            The error, to be raised by the caller.

        Examples
        --------
        >>> print(Place(Path("parity.toml"), ("f",)).error("the key 'port' is missing"))
        parity.toml, [f]: the key 'port' is missing
        """
        return MatdropError(f"{self}: {what}")

    @contextmanager
    def named_in_errors(self) -> Iterator[None]:
        """Write the place in front of the message of an error that is raised inside a ``with`` block.

        Yields
        ------
        None
            Control, to the block.

        Raises
        ------
        MatdropError
            If the block raises one; its message then begins with the place.
        """
        try:
            yield
        except MatdropError as error:
            raise self.error(str(error)) from None


@dataclass(frozen=True)
class Key:
    """What an entry's class says of one key."""

    name: str
    attribute: str
    type: Any
    required: bool
    write: str
    example: Any

    @property
    def element(self) -> type[msgspec.Struct] | None:
        """The class of the tables that the key has a list of; None for a plain value."""
        items = get_args(get_args(self.type)[0])
        is_entry = bool(items) and isinstance(items[0], type) and issubclass(items[0], msgspec.Struct)
        return items[0] if is_entry else None

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that can be chosen from; empty where the value is free."""
        kinds = (get_args(self.type)[0], *get_args(get_args(self.type)[0]))
        return next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())

    @property
    def advice(self) -> str:
        """The advice for a user: what to write, with an example if the class has one."""
        wanted = f"{self.write} ({', '.join(self.choices)})" if self.choices else self.write
        return wanted if self.example is None else f"{wanted}, such as {self.name} = {toml_text(self.example)}"


@cache
def keys_of(kind: type[msgspec.Struct]) -> Mapping[str, Key]:
    """Return what the class of an entry says of its keys.

    Parameters
    ----------
    kind : type
        A class of `matdrop.cases.entries`, or one written like them.

    Returns
    -------
    mapping of str to Key
        In the order of the class.

    Examples
    --------
    >>> from matdrop.cases.entries import Settings
    >>> keys_of(Settings)["fixtures"].advice
    'text in quotes, such as fixtures = "fixtures"'
    """
    keys = {}
    for field in msgspec.structs.fields(kind):
        words = field.type.__metadata__
        write = next((meta.extra["write"] for meta in words if meta.extra), "")
        example = next((meta.examples[0] for meta in words if meta.examples), None)
        keys[field.encode_name] = Key(field.encode_name, field.name, field.type, field.required, write, example)
    return keys


def load_toml(path: Path, what: str) -> dict[str, Any]:
    """Read a TOML file.

    Parameters
    ----------
    path : Path
        The file.
    what : str
        What it is, for messages: ``the case table``.

    Returns
    -------
    dict
        As `tomllib` reads it.

    Raises
    ------
    MatdropError
        If the file cannot be read or is not TOML.

    Examples
    --------
    >>> load_toml(Path("none.toml"), "the case table")
    Traceback (most recent call last):
    matdrop.errors.MatdropError: the case table none.toml cannot be read: No such file or directory
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MatdropError(f"{what} {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise MatdropError(f"{what} {path} is not UTF-8 ({error.reason}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise MatdropError(f"{what} {path} is not valid TOML: {error}") from None


def read_entry(kind: type[Entry], given: object, place: Place) -> Entry:
    """Read a TOML table as an entry.

    Parameters
    ----------
    kind : type
        The entry's class.
    given : object
        The table, as `tomllib` reads it.
    place : Place
        Where it stands.

    Returns
    -------
    Entry
        Of the class; an array of tables in it is a tuple of entries.

    Raises
    ------
    MatdropError
        If it is not a table, a key is unknown or missing, or a value is of another type. The message names the place,
        the key, what was found and what to write.

    Examples
    --------
    >>> from matdrop.cases.entries import Settings
    >>> read_entry(Settings, {"stric": True}, Place(Path("parity.toml"), ("matdrop",)))
    Traceback (most recent call last):
    matdrop.errors.MatdropError: parity.toml, [matdrop]: the key 'stric' is unknown (did you mean 'strict'?); known ...
    """
    if not isinstance(given, Mapping):
        raise place.error(f"expected a table, found {toml_text(given)}")
    known = keys_of(kind)
    for name in given:
        if name not in known:
            raise place.error(_unknown(name, known, place))
    for key in known.values():
        if key.required and key.name not in given:
            raise place.error(f"the key {key.name!r} is missing; write {key.advice}")
    return kind(**{known[name].attribute: _read_value(known[name], value, place) for name, value in given.items()})


def _unknown(name: str, known: Mapping[str, Key], place: Place) -> str:
    for key in known.values():
        if key.element is not None and name in keys_of(key.element):
            return f"the key {name!r} belongs in a table {place.element_of(key.name, 1).table}"
    return f"the key {name!r} is unknown{nearest(name, known)}; known keys are {', '.join(sorted(known))}"


def _read_value(key: Key, value: object, place: Place) -> Any:
    if key.element is not None:
        return _read_tables(key, key.element, value, place)
    try:
        return msgspec.convert(value, key.type)
    except msgspec.ValidationError:  # its text speaks of types and JSON paths; the key's own words are plainer
        meant = nearest(value, key.choices) if isinstance(value, str) else ""
        raise place.error(f"{key.name} = {toml_text(value)} is not understood{meant}; write {key.advice}") from None


def _read_tables(key: Key, kind: type[msgspec.Struct], value: object, place: Place) -> tuple[msgspec.Struct, ...]:
    if not isinstance(value, list):
        head = place.element_of(key.name, 1).table
        raise place.error(f"{key.name} = {toml_text(value)} is not understood; write a table {head} for each")
    names = [item.get("name") if isinstance(item, Mapping) else None for item in value]
    places = [place.element_of(key.name, number, name) for number, name in enumerate(names, 1)]
    return tuple(read_entry(kind, item, its_place) for item, its_place in zip(value, places, strict=True))


def nearest(name: str, known: Iterable[str]) -> str:
    """Ask whether the known name that is most like an unknown one was meant.

    Parameters
    ----------
    name : str
        What was found.
    known : iterable of str
        What there is.

    Returns
    -------
    str
        In brackets, to stand behind the name; empty where no name is alike.

    Examples
    --------
    >>> nearest("outptus", ["original", "outputs"])
    " (did you mean 'outputs'?)"
    """
    alike = difflib.get_close_matches(name, list(known), n=1)
    return f" (did you mean {alike[0]!r}?)" if alike else ""


def toml_text(value: object) -> str:
    """Write a value as TOML does, cut where it is long.

    Parameters
    ----------
    value : object
        As `tomllib` reads it.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> print(toml_text({"rtol": 1e-12, "atol": 0}), toml_text(["y", True]))
    { rtol = 1e-12, atol = 0 } ["y", true]
    """
    text = toml_value(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def toml_value(value: object) -> str:
    """Write a value as TOML does.

    Parameters
    ----------
    value : object
        As `tomllib` reads it, or a tuple for a list.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> toml_value(("labels", "p"))
    '["labels", "p"]'
    """
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
