"""The whole program on a real terminal, as its user has it."""
