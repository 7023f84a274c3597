"""The proof that a port computes what its original computes."""
