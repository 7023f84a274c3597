"""The version of matdrop."""

__version__ = "0.1.0"
