"""Dialogs about cards: new, fields, labels, where to, the next step.

Each asks one question and answers with a plain value or nothing. The act is done by the screen.
"""
