"""A first case table for a folder of originals and ports."""
