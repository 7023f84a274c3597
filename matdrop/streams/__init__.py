"""The random numbers that Octave and MATLAB draw, bit for bit."""

from matdrop.streams.convert import randomstate_lines
from matdrop.streams.errors import UnknownStreamError
from matdrop.streams.matlab_stream import MatlabStream
from matdrop.streams.numpy_patch import numpy_random
from matdrop.streams.octave_stream import OctaveStream

__all__ = ["MatlabStream", "OctaveStream", "UnknownStreamError", "numpy_random", "randomstate_lines"]
