"""The exception for random numbers that are not known."""


class UnknownStreamError(NotImplementedError):
    """The numbers that were asked for have not been derived and checked; the message says what to use instead.

    matdrop never guesses a random number: a stream either draws exactly what the engine draws, or raises this.
    """
