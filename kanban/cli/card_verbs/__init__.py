"""Verbs on cards: listed, changed, handed over, commented on; the inbox and what needs attention.

Each module declares the arguments of its verbs and runs them on an open board. Input is argv; output is text or JSON.
"""
