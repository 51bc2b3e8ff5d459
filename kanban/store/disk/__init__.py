"""The database file on the disk: made smaller, freed of erased words; and the log file beside it.

These act on a whole file, while nobody needs an answer. They never read what a card says.
"""
