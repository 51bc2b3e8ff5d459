"""Verbs for a board on a server: join, publish, leave, sync, who may sign in.

Tokens come in from files or stdin only. The requests are made by `kanban.sync`.
"""
