"""matdrop proves that a Python port computes what its MATLAB original computes."""

__version__ = "0.1.0"
