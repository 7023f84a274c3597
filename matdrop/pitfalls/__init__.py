"""The executed table of MATLAB-to-NumPy pitfalls: each row runs in an engine and in Python."""
