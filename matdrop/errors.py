"""The errors that a user can meet: each says what was asked, what was found and what to do next."""

import difflib
from collections.abc import Iterable


class MatdropError(Exception):
    """A request could not be carried out; the message says why and, after its last semicolon, what to do next.

    Examples
    --------
    >>> MatdropError("MATLAB file not found: f.m; check its path").next
    'check its path'
    """

    @property
    def next(self) -> str:
        """The advice on what to do next; empty where the message leaves that to the reader."""
        return str(self).rpartition("; ")[2] if "; " in str(self) else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a question after the known word that is nearest to one that is not known.

    Parameters
    ----------
    word : str
        As it was typed.
    known : iterable of str
        What it could have been.

    Returns
    -------
    str
        Begins with a semicolon; empty if nothing is near.

    Examples
    --------
    >>> did_you_mean("verfy", ["verify", "trace"])
    '; did you mean verify?'
    >>> did_you_mean("x", ["verify", "trace"])
    ''
    """
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
