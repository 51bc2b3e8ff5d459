"""The dialogs of the board; each asks one question and returns plain data."""
