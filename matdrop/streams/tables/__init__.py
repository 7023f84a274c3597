"""The tables of the ziggurats, and what computes them."""
