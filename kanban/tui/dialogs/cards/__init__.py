"""Dialogs about cards: new card, fields, labels, destination, next step.

Each asks one question and returns a plain value or None. The screen does the act.
"""
