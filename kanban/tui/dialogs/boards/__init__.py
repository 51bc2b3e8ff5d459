"""Dialogs about the board: stages, rules, agreement, people, members, views, signing in.

Each is given what it shows and answers with what was asked for. It writes nothing itself.
"""
