"""Where a port goes wrong: both sides recorded, their values compared line by line."""
