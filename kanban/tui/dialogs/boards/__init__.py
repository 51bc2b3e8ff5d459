"""Dialogs about the board: stages, rules, agreement, members, views, signing in.

Each shows what the screen passes in and returns what was asked for. None writes anything itself.
"""
