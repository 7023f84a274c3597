"""Figures side by side, each printed by one command."""
