"""Files to cards and cards to files."""
