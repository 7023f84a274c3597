"""A first port of an original, line for line, from what its cases show of classes and sizes."""
