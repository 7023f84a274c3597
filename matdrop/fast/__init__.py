"""Dropout for use: the bits of the port, at the speed that memory allows."""

from matdrop.fast.dropout import dropout, dropout_backward
from matdrop.fast.packed import PackedMask

__all__ = ["PackedMask", "dropout", "dropout_backward"]
