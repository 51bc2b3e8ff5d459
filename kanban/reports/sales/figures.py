"""The names of figures that can be opened as cards: apart, because the command line needs nothing else to be parsed."""

GOAL = ("offers", "accepted", "sql", "won", "deals", "deals-sql", "deals-won", "open")
VELOCITY = ("open", "won", "lost", "closed")
CAMPAIGNS = ("leads", "mql", "deals", "won", "sql")
