"""The board as lines: lanes, faces of cards, bands, folded lanes, and the mouse on them.

The screen passes plain facts in; a widget draws them and posts intents. No widget changes a card or imports the store.
"""
