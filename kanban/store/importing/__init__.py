"""Importing leads: planned against the cards that are here, merged into them, or written as new ones.

Arrivals come in from `kanban.exchange` through the doors; rows and changes go out in batches. Nothing here reads a
file.
"""
