"""MATLAB's values in Python: canonical form, distance, display, .mat files."""
