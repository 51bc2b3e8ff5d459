"""Verbs on cards: listed, changed, handed over, commented on; the inbox and what needs attention.

Each module adds the arguments of its verbs and runs them on an open board. Words come in from argv; text or JSON goes out.
"""
