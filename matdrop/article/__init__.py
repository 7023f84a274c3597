"""The article's claims, measured in both languages."""
