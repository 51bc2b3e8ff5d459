"""The card panel: its head, its fields, its links, and how the card meets the agreement.

It is given a `CardView` and posts what is asked for. It reads nothing by itself.
"""
