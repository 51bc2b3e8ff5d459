"""Debriefs and walks as the board's screen has them.

A card that was just won or lost, a key or an entry of the inbox comes in; what is typed goes out to the writer thread:
a debrief as a verb, answers on a walk into a table of this machine. It never shows the end of a walk early.
"""
