"""The errors that a user can meet: each says what was asked, what was found and what to do next."""


class MatdropError(Exception):
    """A request could not be carried out; the message says why and what to do next."""
