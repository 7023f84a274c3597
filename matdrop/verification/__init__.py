"""The verdict on a port, by comparison alone: one case, many cases, many processes."""
