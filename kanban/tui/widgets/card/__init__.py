"""The card panel: its head, its fields, its links, and its requirements.

It draws a `CardView` that the screen passes in, and posts intents. It never reads the store.
"""
