"""The random numbers that Octave and MATLAB draw, bit for bit."""

from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.matlab import MatlabStream
from matdrop.streams.octave import OctaveStream

__all__ = ["MatlabStream", "OctaveStream", "UnknownStreamError"]
