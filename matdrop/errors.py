"""The errors that a user can meet: each says what was asked, what was found and what to do next."""


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
