"""Verbs for the machine that runs a server: serve it, list who may sign in, make keys for web forms.

Only these verbs open a server's database. A device never needs them.
"""
