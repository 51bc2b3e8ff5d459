"""What a card is, what may be done, what a change means. Standard library only."""
