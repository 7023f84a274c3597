"""Pairs, cases, the case table, tolerances, and the references that cases are compared with."""
