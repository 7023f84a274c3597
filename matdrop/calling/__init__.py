"""Calling a port: import, conventions, random numbers, side effects."""
