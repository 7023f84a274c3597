"""The habits in which NumPy and MATLAB differ, and which of them explains a difference."""
