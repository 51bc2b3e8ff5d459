"""Facts travel: the protocol, one round of it, and the loop that keeps a board and its server together."""
