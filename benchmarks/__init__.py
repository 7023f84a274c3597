"""Side-by-side ratios, each printed by one command."""
