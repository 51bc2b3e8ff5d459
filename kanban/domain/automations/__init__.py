"""Rules of a board: when something happens to a card, what is done then by itself.

A rule is read from words or TOML, changed by verbs, and fired by the engine, which returns acts. It never writes them.
"""
