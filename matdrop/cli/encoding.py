"""Printing to a stream whose encoding lacks some characters."""

from __future__ import annotations

import codecs
import io

# Our own marks: one character for one, so that columns stay aligned.
IN_PLACE = {"≠": "!", "·": ".", "…": "~"}


def print_all(stream: object) -> None:
    """Make a text stream replace characters that its encoding lacks, where it would raise an error.

    Parameters
    ----------
    stream : object
        Such as `sys.stdout`; anything but a stream that encodes text stays as it is.

    Examples
    --------
    >>> stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    >>> print_all(stream)
    >>> stream.write("a ≠ é"), stream.flush(), stream.buffer.getvalue()
    (5, None, b'a ! ?')
    """
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="matdrop")


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(IN_PLACE.get(character, "?") for character in missing), error.end


codecs.register_error("matdrop", _replace)
