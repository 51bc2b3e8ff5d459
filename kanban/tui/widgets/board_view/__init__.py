"""The board as lines: lanes, faces of cards, bands, folded lanes, and the mouse on them.

The screen hands in plain facts; a widget draws them and posts intents. It never changes a card and never sees the store.
"""
