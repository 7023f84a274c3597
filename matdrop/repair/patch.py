"""Patches: changes of a port's source file, shown as a diff and written only where nothing else is touched."""

from __future__ import annotations

import contextlib
import difflib
import io
import os
import stat
import tempfile
import tokenize
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from matdrop.calling.own_modules import is_users
from matdrop.errors import MatdropError
from matdrop.repair.changes import Change, replaced


class SourceFile(NamedTuple):
    """A Python file as it was read.

    Attributes
    ----------
    path : Path
        The file.
    content : bytes
        Its bytes.
    encoding : str
        Its encoding, by its coding line or byte order mark.
    text : str
        Its text, with its own line ends and without a byte order mark.
    """

    path: Path
    content: bytes
    encoding: str
    text: str


def read_source_file(path: Path) -> SourceFile:
    """Read a Python file.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    SourceFile
        Its text and how it is encoded.

    Raises
    ------
    MatdropError
        If it cannot be read, or is not text in the encoding that it declares.
    """
    try:
        content = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return SourceFile(path, content, encoding, content.decode(encoding))
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise MatdropError(f"{path} cannot be read as Python: {error}") from None


@dataclass(frozen=True)
class Patch:
    """Changes of one file.

    Attributes
    ----------
    source : SourceFile
        The file as it was when the changes were found.
    changes : tuple of Change
        What takes the place of what; no two overlap.
    """

    source: SourceFile
    changes: tuple[Change, ...]

    @cached_property
    def text(self) -> str:
        """The changed text."""
        return replaced(self.source.text, self.changes)

    @property
    def after(self) -> SourceFile:
        """The file as it is with the changes."""
        text = self.text
        return self.source._replace(text=text, content=text.encode(self.source.encoding))

    def diff(self, name: str = "") -> str:
        r"""Return the changes as a unified diff, which `git apply` and `patch -p1` take.

        Parameters
        ----------
        name : str
            The file as its user names it; its own name by default.

        Returns
        -------
        str
            With the file's own line ends.

        Examples
        --------
        >>> source = SourceFile(Path("f.py"), b"y = x * m", "utf-8", "y = x * m")
        >>> change = Change(6, 7, "/", 1, "operator", "with / for *")
        >>> print(Patch(source, (change,)).diff())
        --- a/f.py
        +++ b/f.py
        @@ -1 +1 @@
        -y = x * m
        \ No newline at end of file
        +y = x / m
        \ No newline at end of file
        <BLANKLINE>
        """
        name = (name or self.source.path.name).replace(os.sep, "/")
        before, after = (io.StringIO(text, newline="").readlines() for text in (self.source.text, self.text))
        lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
        return "".join(
            line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n" for line in lines
        )

    def check(self) -> None:
        """Check that the changes may be written.

        Raises
        ------
        MatdropError
            If the file is not the user's own, has changed since it was read, or cannot be written.
        """
        path = self.source.path
        if not is_users(str(path.resolve())):
            raise MatdropError(f"{path} is not changed: it is installed, and no part of the port")
        if not path.is_file():
            raise MatdropError(f"{path} is not changed: there is no such file any more")
        if path.read_bytes() != self.source.content:
            raise MatdropError(f"{path} is not changed: it has changed since it was read; run matdrop fix again")
        if not os.access(path, os.W_OK):
            raise MatdropError(f"{path} is not changed: it cannot be written")
        try:
            self.text.encode(self.source.encoding)
        except UnicodeEncodeError:
            raise MatdropError(f"{path} is not changed: {self.source.encoding} cannot write the change") from None

    def apply(self) -> None:
        """Write the changes: all of them or none; the file keeps its encoding, line ends and mode.

        Raises
        ------
        MatdropError
            As `check` does, or if the folder cannot be written.
        """
        self.check()
        path = self.source.path.resolve()  # what a link stands for is changed, and not the link
        try:
            handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        except OSError as error:
            raise MatdropError(f"{path} is not changed: {error.strerror}: {path.parent}") from None
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.after.content)
            Path(temporary).chmod(stat.S_IMODE(path.stat().st_mode))
            Path(temporary).replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise MatdropError(f"{path} is not changed: {error.strerror}") from None
