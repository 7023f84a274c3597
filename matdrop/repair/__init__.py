"""Changes of a port's source, run to see whether the port then agrees."""
