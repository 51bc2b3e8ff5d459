"""Facts kept: the log of changes and the cards that the fold makes of them, in one SQLite file."""
