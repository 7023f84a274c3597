"""The random numbers that Octave and MATLAB draw, bit for bit."""
