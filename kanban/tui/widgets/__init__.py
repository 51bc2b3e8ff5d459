"""The widgets of the board and of the open card."""
