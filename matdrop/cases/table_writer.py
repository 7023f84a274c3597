"""Writing into a case table: keys of a pair, with the file's comments and order as they were."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import Table

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
    try:
        document = tomlkit.parse(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError, ParseError) as error:
        raise MatdropError(f"{path} cannot be read ({error}); declare {'; '.join(lines)} by hand") from None
    table = document["tool"]["matdrop"] if path.name == "pyproject.toml" else document
    entry = table.get(pair)
    if not isinstance(entry, Table):
        raise MatdropError(f"{path} has no table [{pair}] to declare {'; '.join(lines)} in")
    for line in lines:
        for key, value in tomlkit.parse(line).items():
            _set(entry, key, value)
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
