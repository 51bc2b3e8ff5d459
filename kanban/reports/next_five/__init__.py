"""The next five cards of a member, each with the reasons why it is among them.

What comes in are the cards that wait and how closed deals ended; the store reads both. It orders by urgency, then fit,
then history, and says for each reason what it counted and which query lists exactly that. It reads no database and no
clock, and never compares people.
"""
