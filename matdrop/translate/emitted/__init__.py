"""The helpers as they stand in a port. Each says what MATLAB does that NumPy does not."""
