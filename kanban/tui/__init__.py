"""Keys in, lines out."""
