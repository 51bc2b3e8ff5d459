"""The dialogs of the board."""
