"""The exception of everything about the streams that is not known."""


class UnknownStreamError(NotImplementedError):
    """Numbers were asked for that nobody has derived and checked; the message says what to use instead.

    matdrop never guesses a random number: a stream either draws exactly what the engine draws, or raises this.
    """
