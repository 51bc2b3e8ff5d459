"""Verbs on a board itself: its stages, labels, members, rules and agreement; new boards and the demo.

The decisions are the verbs of the domain. Nothing here knows where a board is stored.
"""
