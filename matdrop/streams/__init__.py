"""The random numbers that Octave and MATLAB draw, bit for bit."""

from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.octave import OctaveStream

__all__ = ["OctaveStream", "UnknownStreamError"]
